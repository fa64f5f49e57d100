import calendar

print(calendar.month(2024, 2))
print(calendar.isleap(1900), calendar.leapdays(2000, 2024), tuple(map(int, calendar.monthrange(2023, 2))), calendar.weekday(2024, 7, 4))
print(calendar.day_name[0], calendar.month_abbr[12], list(calendar.day_abbr))
cal = calendar.Calendar(firstweekday=6)
print(cal.monthdayscalendar(2024, 9))
fridays = [
    (y, m)
    for y in range(2020, 2026)
    for m in range(1, 13)
    if calendar.weekday(y, m, 13) == calendar.FRIDAY
]
print(fridays, len(fridays))
print(calendar.TextCalendar(0).formatmonth(2023, 10, w=3))
max(range(1, 13), key=lambda m: len(calendar.monthcalendar(2023, m)))
