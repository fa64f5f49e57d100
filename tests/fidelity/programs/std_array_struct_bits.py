from array import array
import struct

a = array("i", [1, 2, 3])
a.append(4)
a.extend([5, 6])
a[0] += 10
print(a, a.itemsize, sum(a), a.tolist()[::2], a.index(3))
d = array("d", [0.5] * 3)
d.insert(1, 2.25)
print(d, len(d), d.typecode)
sieve = bytearray([1]) * 50
sieve[0:2] = b"\0\0"
for i in range(2, 8):
    if sieve[i]:
        sieve[i*i::i] = bytes(len(sieve[i*i::i]))
print([i for i, f in enumerate(sieve) if f])
packed = struct.pack("<hIf", -2, 70000, 1.5)
print(packed.hex(), struct.unpack("<hIf", packed), struct.calcsize(">d"))
print(struct.unpack("<Q", struct.pack("<d", 1.0))[0] == 0x3FF0000000000000)
mv = memoryview(bytes(range(6)))
print(mv[2:4].tolist(), bytes(mv[::-1]))
