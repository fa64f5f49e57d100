df = pd.DataFrame({
    "team": list("aabbbcc"),
    "player": range(7),
    "points": [10, 15, 7, 12, 9, 20, 1],
    "fouls": [1, 0, 3, 2, 2, 4, 0],
})
g = df.groupby("team")
print(g["points"].sum(), g["points"].agg(["min", "max", "mean"]).round(2), sep="\n")
print(g.agg(total=("points", "sum"), worst=("fouls", "max"), n=("player", "count")))
print(g["points"].transform("mean").round(3).tolist(), g["points"].rank(ascending=False).tolist())
print(df.assign(share=lambda d: d["points"] / g["points"].transform("sum")).round(3))
for name, part in g:
    print(name, len(part), part["points"].max())
print(g["points"].apply(lambda s: s.nlargest(1).iloc[0]).to_dict(), g.size().to_dict(), g["points"].cumsum().tolist())
print(df.groupby(df["points"] // 10)["fouls"].agg(lambda s: list(s)))
print(g.filter(lambda d: d["points"].sum() > 21)["team"].unique().tolist())
print(df.groupby(["team", "fouls"], as_index=False)["points"].sum().head(3))
g["points"].mean().sort_values(ascending=False)
