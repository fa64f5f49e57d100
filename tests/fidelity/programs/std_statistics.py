import statistics as st
from statistics import mean, median, mode, stdev

data = [2, 4, 4, 4, 5, 5, 7, 9]
print(mean(data), median(data), mode(data), st.pstdev(data), round(stdev(data), 6), st.pvariance(data))
print(st.median_low([1, 3, 5, 7]), st.median_high([1, 3, 5, 7]), st.multimode("aabbc"), st.median([1, 2]))
print(st.quantiles(range(1, 12), n=4), round(st.geometric_mean([1, 4, 16]), 6), round(st.harmonic_mean([40, 60]), 6))
print(round(st.fmean([1, 2, 4], weights=[1, 1, 2]), 6), round(st.correlation([1, 2, 3, 4], [2, 1, 4, 3]), 6))
fit = st.linear_regression([1, 2, 3, 4], [3, 5, 7, 9])
print(round(fit.slope, 6), round(fit.intercept, 6))
nd = st.NormalDist(100, 15)
print(round(nd.cdf(130), 6), round(nd.inv_cdf(0.975), 4), round(nd.pdf(100), 6), nd.zscore(85))
try:
    st.mean([])
except st.StatisticsError as e:
    print("StatisticsError")
from fractions import Fraction
mean([Fraction(1, 2), Fraction(1, 3)])
