import pandas as pd
import numpy as np

df = pd.DataFrame({"a": range(1, 9), "b": [3, 1, 4, 1, 5, 9, 2, 6], "kind": list("xyxyxyxy")})
print(df.query("a > 3 and b < 6"))
threshold = 4
print(df.query("b >= @threshold and kind == 'x'")["a"].tolist(), len(df.query("kind in ['y'] or a == 1")))
df = df.eval("c = a * b")
df["d"] = df.eval("(a + b) / 2")
print(df.head(3), df.eval("c.sum()"))
print(df.nlargest(2, "c")[["a", "c"]], df["c"].between(5, 20).sum(), df.sample(3, random_state=1)["a"].tolist())
print(df.where(df["a"] % 2 == 0).dropna()["b"].tolist(), df["b"].mask(df["b"] > 4, 0).tolist())
df.loc[df["kind"] == "y", "b"] *= 10
df.at[0, "b"] = 99
df.iloc[1, 0] = -1
print(df[["a", "b"]].T)
print(np.where(df["b"] > 50, "big", "small").tolist(), df["kind"].map({"x": 0, "y": 1}).sum(), df.pipe(len))
df.select_dtypes("number").corr().round(3).loc["a", "b"]
