from scipy import stats
import numpy as np

print(stats.norm.cdf(1.96).round(6), stats.norm.ppf(0.975).round(6), stats.norm(10, 2).sf(13).round(6))
print(stats.binom.pmf(3, 10, 0.5).round(6), stats.binom.cdf(4, 10, 0.3).round(6), stats.poisson.pmf([0, 1, 2], 2.5).round(6))
print(stats.expon.cdf(2, scale=3).round(6), stats.uniform(0, 4).mean(), stats.geom.pmf(3, 0.2).round(6))
print(stats.hypergeom(52, 13, 5).pmf(2).round(6), stats.chi2.ppf(0.95, 3).round(4), stats.t.ppf(0.975, 9).round(4))
print(stats.beta(2, 5).stats("mvsk"), stats.gamma(3).var(), stats.nbinom.mean(5, 0.4))
rng = np.random.default_rng(0)
sample = stats.norm.rvs(loc=5, scale=2, size=200, random_state=rng)
print(sample.mean().round(4), stats.describe(sample).nobs, stats.skew(sample).round(4), stats.kurtosis(sample).round(4))
print(stats.norm.interval(0.95, loc=0, scale=1), stats.norm.fit(sample)[0].round(4))
print(stats.zscore([1, 2, 3]).round(4), stats.mode([1, 2, 2, 3]).mode, stats.gmean([1, 4]), stats.hmean([1, 4]).round(4))
custom = stats.rv_discrete(values=([1, 2, 6], [0.5, 0.3, 0.2]))
print(custom.mean(), custom.var().round(6), custom.cdf(2))
stats.multivariate_normal([0, 0], np.eye(2)).pdf([0, 0]).round(6)
