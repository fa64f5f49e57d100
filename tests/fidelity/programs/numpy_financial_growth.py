rate = 0.05
years = np.arange(0, 11)
balance = 1000 * (1 + rate) ** years
for y, b in zip(years, balance):
    print(f"Year {y:>2}: ${b:>10,.2f}")
payments = np.full(12, 250.0)
monthly = 0.06 / 12
fv = np.sum(payments * (1 + monthly) ** np.arange(11, -1, -1))
print("future value:", fv.round(2))
cash = np.array([-1000, 300, 420, 680])
npv = lambda r: float(np.sum(cash / (1 + r) ** np.arange(len(cash))))
lo, hi = 0.0, 1.0
while hi - lo > 1e-10:
    mid = (lo + hi) / 2
    lo, hi = (mid, hi) if npv(mid) > 0 else (lo, mid)
print(f"IRR = {lo:.4%}")
principal, n, r = 200_000, 360, 0.04 / 12
payment = principal * r / (1 - (1 + r) ** -n)
schedule = np.empty((n, 3))
left = principal
for k in range(n):
    interest = left * r
    left -= payment - interest
    schedule[k] = (interest, payment - interest, left)
print(round(payment, 2), schedule[[0, 179, -1]].round(2) + 0.0)
int(np.argmax(balance > 1500))
