s = list(range(20))
print(s[2:10:3], s[::-4], s[-3:], s[:-15], s[5:2])
s[3:6] = ["x"]
print(s[:8])
del s[::2]
print(s)
word = "combinatorics"
print(word[::-1], word[3:7], word[-4:].upper())
t = tuple(word)
print(t[1::4])
m = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
print([row[::-1] for row in m][::-1])
cut = slice(1, None, 2)
print(word[cut], cut.indices(len(word)))
copy = s[:]
copy.append(99)
print(len(copy) - len(s))
b = bytearray(b"abcdef")
b[1:3] = b"ZZZ"
b
