import io
import pandas as pd

csv = """date,store,units,price
2024-01-01,A,10,2.50
2024-01-02,B,,3.00
2024-01-03,A,7,2.75
2024-01-04,C,3,
2024-01-05,B,12,3.10
"""
df = pd.read_csv(io.StringIO(csv), parse_dates=["date"])
print(df.isna().sum().to_dict(), df.dropna().shape, df["units"].fillna(df["units"].median()).tolist())
df["price"] = df["price"].ffill()
df["revenue"] = df["units"].fillna(0) * df["price"]
print(df.to_string(float_format=lambda v: f"{v:.2f}"))
print(df.to_csv(index=False).splitlines()[1], df["revenue"].sum().round(2))
print(df[["store", "units"]].to_dict("records")[0], df["store"].tolist(), df[["store", "units"]].to_json(orient="values"))
tsv = pd.read_csv(io.StringIO("a\tb\n1\tx\n2\ty"), sep="\t", dtype={"a": float}, index_col="b")
print(tsv, tsv.loc["y", "a"])
fixed = pd.read_csv(io.StringIO("1;2,5\n3;4,5"), sep=";", decimal=",", header=None, names=["p", "q"])
print(fixed.sum().to_dict())
out = io.StringIO()
df.head(2).to_csv(out, index=False, columns=["store", "revenue"])
print(out.getvalue())
df.info(buf=(buf := io.StringIO()))
buf.getvalue().splitlines()[1]
