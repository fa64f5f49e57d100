import pandas as pd

idx = pd.date_range("2024-01-29", periods=6, freq="D")
df = pd.DataFrame({"when": idx, "value": [3, 1, 4, 1, 5, 9]})
print(df["when"].dt.day_name().tolist(), df["when"].dt.month.tolist(), df["when"].dt.strftime("%d/%m").tolist())
ts = df.set_index("when")["value"]
print(ts.resample("2D").sum(), ts.rolling(3).mean().round(3).tolist(), ts.shift(1).fillna(0).tolist(), sep="\n")
print(ts["2024-02"], ts.loc["2024-01-30":"2024-02-01"].sum(), ts.diff().tolist(), sep="\n")
parsed = pd.to_datetime(["2023-03-05 14:30", "2023-12-25 08:00"])
print(parsed[1] - parsed[0], (parsed[1] - parsed[0]).days, parsed.hour.tolist(), pd.Timestamp("2024-02-29") + pd.DateOffset(years=1))
print(pd.Timestamp(2024, 7, 4).quarter, pd.Timedelta("1 days 6 hours") / pd.Timedelta(hours=2), pd.Timestamp("2024-12-31").day_of_year)
print(pd.date_range("2024-01-01", "2024-06-30", freq="MS").strftime("%b").tolist(), len(pd.bdate_range("2024-01-01", "2024-01-31")))
print(ts.groupby(ts.index.month).agg(["sum", "count"]), ts.cumsum().iloc[-1], ts.expanding().max().tolist(), sep="\n")
(df["when"].max() - df["when"]).dt.days.tolist(), pd.Period("2024-03", "M").days_in_month
