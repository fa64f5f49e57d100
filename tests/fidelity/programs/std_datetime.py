from datetime import date, datetime, timedelta, timezone, time

d = date(2024, 2, 28)
for k in range(3):
    print(d + timedelta(days=k), (d + timedelta(days=k)).strftime("%A"), (d + timedelta(days=k)).isoweekday())
start = datetime(2023, 12, 31, 23, 59, 30)
end = start + timedelta(hours=26, seconds=45)
print(end, end - start, (end - start).total_seconds(), end.isoformat(sep=" ", timespec="minutes"))
print(datetime.strptime("03/07/2021 14:05", "%d/%m/%Y %H:%M"), date.fromisoformat("2020-12-25").timetuple().tm_yday)
print((date(2024, 12, 25) - date(2024, 3, 10)).days, divmod(timedelta(days=3, hours=5), timedelta(hours=2)))
print(date(2000, 1, 1).weekday(), date(2024, 1, 1).isocalendar()[1], time(8, 5).strftime("%I:%M %p"))
utc = datetime(2024, 6, 1, 12, tzinfo=timezone.utc)
print(utc.astimezone(timezone(timedelta(hours=5, minutes=30))), utc.timestamp())
sundays = sum(1 for y in range(1901, 2001) for m in range(1, 13) if date(y, m, 1).weekday() == 6)
print("Sundays on the first:", sundays)
print(d.replace(year=2023), min(d, date(2024, 2, 27)), timedelta(weeks=1) / 2, repr(timedelta(1, 30)))
date.max - date.min
