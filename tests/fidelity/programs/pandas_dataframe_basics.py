import pandas as pd

df = pd.DataFrame({
    "name": ["Ann", "Bob", "Cy", "Dee", "Eve"],
    "age": [31, 25, 47, 25, 38],
    "city": ["Oslo", "Rome", "Oslo", "Bonn", "Rome"],
    "score": [88.5, 92.0, 79.25, 85.0, 90.75],
})
print(df)
print(df.shape, list(df.columns), df.dtypes.astype(str).to_dict())
print(df.head(2), df.tail(1), df["age"].mean(), df.loc[2, "city"], df.iloc[-1, 0], sep="\n")
df["grade"] = df["score"].apply(lambda s: "A" if s >= 90 else "B" if s >= 80 else "C")
df["senior"] = df["age"] > 35
print(df[df["city"].isin(["Oslo", "Bonn"]) & ~df["senior"]])
print(df.sort_values(["age", "score"], ascending=[True, False])[["name", "age"]].to_string(index=False))
print(df.describe().round(2))
print(df.set_index("name").loc["Bob":"Dee", "age":"score"])
print(df.drop(columns=["senior"]).rename(columns={"name": "who"}).columns.tolist(), df["city"].value_counts().to_dict())
df.loc[df["score"].idxmax(), "name"]
