import pandas as pd
import numpy as np

rng = np.random.default_rng(3)
df = pd.DataFrame({"size": pd.Categorical(["M", "S", "L", "M"], categories=["S", "M", "L"], ordered=True), "n": [1, 2, 3, 4]})
print(df.sort_values("size")["size"].tolist(), df["size"].max(), df["size"].cat.codes.tolist(), (df["size"] >= "M").sum())
print(df.groupby("size", observed=True)["n"].sum().to_dict(), pd.get_dummies(df["size"], dtype=int))
prices = pd.Series(100 + rng.normal(0, 1, 60).cumsum())
roll = prices.rolling(10)
signal = pd.DataFrame({"p": prices, "ma": roll.mean(), "sd": roll.std()}).dropna()
signal["z"] = (signal["p"] - signal["ma"]) / signal["sd"]
print(signal.tail(3).round(3), (signal["z"].abs() > 1.5).sum())
print(prices.ewm(span=5).mean().iloc[-1].round(4), prices.pct_change().std().round(6), (prices.cummax() - prices).max().round(4))
returns = prices.diff().dropna()
streak = (returns > 0).astype(int).groupby((returns <= 0).cumsum()).cumsum()
print("longest rise:", streak.max(), returns.gt(0).mean().round(4))
print(df.memory_usage(deep=False)["n"], df.nunique().to_dict(), df["n"].factorize()[0])
pd.DataFrame(np.arange(6).reshape(2, 3), columns=list("xyz")).cumsum(axis=1)
