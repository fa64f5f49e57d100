import string

def caesar(text, k):
    out = []
    for ch in text:
        if ch in string.ascii_lowercase:
            out.append(chr((ord(ch) - 97 + k) % 26 + 97))
        elif ch in string.ascii_uppercase:
            out.append(chr((ord(ch) - 65 + k) % 26 + 65))
        else:
            out.append(ch)
    return "".join(out)

def vigenere(text, key, sign=1):
    return "".join(
        string.ascii_uppercase[(string.ascii_uppercase.index(c) + sign * string.ascii_uppercase.index(key[i % len(key)])) % 26]
        for i, c in enumerate(text)
    )

secret = caesar("Hello, World!", 3)
print(secret, caesar(secret, -3))
code = vigenere("ATTACKATDAWN", "LEMON")
print(code, vigenere(code, "LEMON", -1))
to_base = lambda n, b: "0" if n == 0 else (to_base(n // b, b).lstrip("0") + (string.digits + string.ascii_lowercase)[n % b])
print([to_base(n, 36) for n in (0, 35, 36, 123456789)], int("21i3v9", 36))
morse = dict(zip(string.ascii_lowercase, ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..".split()))
" ".join(morse[c] for c in "math")
