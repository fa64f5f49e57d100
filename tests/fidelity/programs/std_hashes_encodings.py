import hashlib
import base64
import zlib
import binascii

msg = b"The quick brown fox"
print(hashlib.sha256(msg).hexdigest())
print(hashlib.md5(msg).hexdigest(), hashlib.sha1(msg).hexdigest()[:10])
print(base64.b64encode(msg).decode(), base64.b64decode("aGVsbG8=").decode(), base64.b16encode(b"\xab\xcd"))
print(base64.urlsafe_b64encode(bytes([251, 255])), base64.b32encode(b"hi"))
print(zlib.crc32(msg), zlib.adler32(msg), len(zlib.compress(b"a" * 1000)) < 30)
print(zlib.decompress(zlib.compress(msg)) == msg, binascii.hexlify(b"abc"), binascii.unhexlify("ff"))
h = hashlib.sha256()
for part in (b"The quick ", b"brown fox"):
    h.update(part)
print(h.hexdigest() == hashlib.sha256(msg).hexdigest(), h.digest_size)
nonce = 0
while not hashlib.sha256(f"block{nonce}".encode()).hexdigest().startswith("000"):
    nonce += 1
nonce
