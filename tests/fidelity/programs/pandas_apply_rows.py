import pandas as pd

df = pd.DataFrame({"w": [2, 3, 5], "h": [4, 1, 6], "label": ["p", "q", "r"]}, index=["r1", "r2", "r3"])
df["area"] = df.apply(lambda row: row["w"] * row["h"], axis=1)
print(df[["w", "h"]].apply(sum), df[["w", "h"]].apply(lambda c: c.max() - c.min()).to_dict(), sep="\n")
print(df[["w", "h"]].map(lambda v: v**2) if hasattr(df, "map") else df[["w", "h"]].applymap(lambda v: v**2))
for idx, row in df.iterrows():
    print(idx, row["label"], row.area)
for t in df.itertuples():
    print(t.Index, t.w + t.h, end=" ")
print()

def bucket(row, limit=10):
    if row.area > limit:
        return "big"
    return "small"

df["size"] = df.apply(bucket, axis=1, limit=5)
df = df.astype({"w": float}).sort_index(ascending=False)
print(df, df.values.tolist()[0], df.index.tolist(), sep="\n")
df.insert(0, "id", range(len(df)))
df.columns = [c.upper() for c in df.columns]
print(df.reset_index(drop=True).loc[:, ["ID", "AREA"]], df.empty, df.size, "W" in df)
print(df.agg({"W": "sum", "H": ["min", "max"]}))
df.to_dict("list")
