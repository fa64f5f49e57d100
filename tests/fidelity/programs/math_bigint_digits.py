n = 2**1000
print(sum(int(d) for d in str(n)))
from math import factorial
print(sum(map(int, str(factorial(100)))))
print(str(factorial(50)), len(str(3**5000)))
s = "".join(str(i) for i in range(1, 100001))
print([int(s[10**k - 1]) for k in range(6)])

def is_palindrome(x):
    t = str(x)
    return t == t[::-1]

best = max(a * b for a in range(900, 1000) for b in range(a, 1000) if is_palindrome(a * b))
print(best)
lychrel = 0
for start in range(1, 1000):
    x = start
    for _ in range(50):
        x += int(str(x)[::-1])
        if is_palindrome(x):
            break
    else:
        lychrel += 1
print(lychrel)
print(pow(2, 10**6, 10**12), 7**300 % 10**8, (10**50 + 1) // 11, -(10**30) >> 5)
print(int("9" * 40) + 1 == 10**40, f"{10**30:,}", hex(2**70 - 1))
