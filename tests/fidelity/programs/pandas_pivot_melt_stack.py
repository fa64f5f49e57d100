df = pd.DataFrame({
    "year": [2022, 2022, 2023, 2023, 2023],
    "product": ["a", "b", "a", "b", "b"],
    "sales": [100, 150, 120, 90, 60],
    "region": ["n", "s", "n", "n", "s"],
})
print(df.pivot_table(index="year", columns="product", values="sales", aggfunc="sum", margins=True))
print(pd.crosstab(df["region"], df["product"]))
wide = df.groupby(["year", "product"])["sales"].sum().unstack()
print(wide, wide.stack().to_dict(), sep="\n")
long = wide.reset_index().melt(id_vars="year", value_name="total").sort_values(["year", "product"])
print(long.to_string(index=False))
mi = df.set_index(["year", "region"]).sort_index()
print(mi.loc[2023], mi.loc[(2022, "s"), "sales"].tolist(), mi.index.get_level_values(1).unique().tolist())
print(mi.groupby(level="year")["sales"].max().to_dict(), mi.xs("n", level="region")["sales"].sum())
print(wide.T.idxmax(), (wide.pct_change().dropna() * 100).round(1))
df.pivot(index=["year", "region"], columns="product", values="sales").fillna(0).astype(int) if not df.duplicated(["year", "region", "product"]).any() else None
