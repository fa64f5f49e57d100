import numpy as np
from scipy import stats

a = np.array([5.1, 4.9, 6.2, 5.8, 5.5, 6.0])
b = np.array([6.1, 6.8, 7.2, 5.9, 6.6, 7.0])
t, p = stats.ttest_ind(a, b)
print(f"t = {t:.4f}, p = {p:.5f}", "significant" if p < 0.05 else "not significant")
print(f"{stats.ttest_1samp(a, 5.0).pvalue:.6f} {stats.ttest_rel(a, b).statistic:.4f}")
print(f"{stats.mannwhitneyu(a, b).pvalue:.5f} {stats.shapiro(a).statistic:.5f} {stats.f_oneway(a, b, a + b).pvalue:.3e}")
chi2, p, dof, expected = stats.chi2_contingency([[10, 20, 30], [6, 9, 17]])
print(f"{chi2:.5f} {p:.5f} {dof}", expected.round(3))
print(stats.chisquare([16, 18, 16, 14, 12, 12]).pvalue.round(6), stats.fisher_exact([[8, 2], [1, 5]])[1].round(6))
lr = stats.linregress([1, 2, 3, 4, 5], [2.2, 4.1, 6.2, 7.9, 10.1])
print(f"{lr.slope:.4f} {lr.intercept:.4f} {lr.rvalue:.6f}")
print(stats.pearsonr(a, b)[0].round(6), stats.spearmanr(a, b).statistic.round(6), stats.kendalltau(a, b)[0].round(6))
print(stats.rankdata([10, 20, 10, 30]), stats.percentileofscore([1, 2, 3, 4], 3), stats.iqr([1, 2, 3, 4, 5]))
stats.binomtest(60, 100, 0.5).pvalue.round(6), stats.kstest(a, stats.norm(5.5, 0.5).cdf).pvalue.round(6)
