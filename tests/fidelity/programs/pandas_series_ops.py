import pandas as pd
import numpy as np

s = pd.Series([4, 8, 15, 16, 23, 42], index=list("abcdef"), name="lost")
print(s, s["b":"d"].tolist(), s[["a", "f"]].sum(), s.iloc[::2].tolist(), s[s > s.mean()].index.tolist())
print((s * 2 + 1).tolist(), s.add(pd.Series({"a": 100, "z": 1}), fill_value=0).to_dict())
print(s.map(lambda v: v % 7).value_counts().sort_index().to_dict(), s.rank().tolist(), s.idxmin(), s.quantile([0.25, 0.5]).tolist())
print(s.describe().round(3).to_dict(), s.cumprod().iloc[-1], s.pct_change().round(3).tolist()[1:], s.autocorr().round(4))
print(pd.cut(s, bins=[0, 10, 20, 50], labels=["low", "mid", "high"]).tolist(), pd.qcut(s, 3, labels=False).tolist())
print(s.reindex(list("fax")).tolist(), s.drop("a").head(2).to_dict(), s.clip(10, 20).tolist(), s.agg(["sum", "std"]).round(3).to_dict())
for label, v in s.items():
    print(label, v, end="; ")
print(s.is_monotonic_increasing, s.nunique(), s.duplicated().any(), 15 in s.values, "a" in s)
print(pd.Series([1, None, 3]).interpolate().tolist(), pd.Series([[1, 2], [3]]).explode().tolist(), s.to_frame().shape)
print(pd.Series([3, 1, 2]).sort_values().index.tolist(), np.maximum(s, 15).tolist())
s.groupby(s % 2 == 0).sum()
