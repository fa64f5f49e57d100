name, value, n = "pi", 3.14159265358979, 1234567
print(f"{name}={value:.3f} {value:10.2f}| {value:<10.1f}| {value:^+12.4f}|")
print(f"{n:,} {n:_} {n:>12,d} {n:e} {n:.3g} {n:x} {n:#b}"[:70])
print(f"{value=} {n=:,} {n % 7=} {name!r} {name!s:>6} {name = }")
width, prec = 12, 4
print(f"[{value:{width}.{prec}f}] [{name:*^{width}}] [{n:0{width}d}]")
print(f"{'nested ' + f'{n // 1000}k'} {{braces}} {'yes' if n > 5 else 'no'}")
print(f"{0.12345:.1%} {1e-7:.2e} {1/3:g} {10**10:g} {-5:+d} {5: d}")
d = {"k": [1, 2, 3]}
print(f"{d['k'][1]} {len(d)} {[x * 2 for x in d['k']]} {(lambda x: x + 1)(4)}")
print(f"""multi
{value:.1f} line""")
print(rf"raw \d {n}", f"{True:d} {None} {3+4j:.1f} {'a' 'b'}")
import datetime
print(f"{datetime.date(2024, 2, 29):%d %B %Y, day %j}")
f"{value:.0f}"
