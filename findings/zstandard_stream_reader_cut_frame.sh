#!/usr/bin/env bash
# zstandard 0.25.0: `stream_reader` takes a frame that was cut off for a whole one.
#
# Guess: reading to the end of a stream whose frame is cut off raises, as gzip's reader does (EOFError) and as
# `ZstdDecompressor.decompress` of the same package does (ZstdError).
# Seen: `stream_reader(...).read()` returns what came before the cut, or nothing at all, and raises nothing; a
# `decompressobj` has to be asked for `eof`. A server that unpacks requests by it takes half a body for a body.
# Fails when that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check zstandard==0.25.0
"$place/venv/bin/python" - <<'PY'
import gzip
import io

import zstandard

whole = b"".join(b"%d," % n for n in range(100_000))
cut = zstandard.compress(whole)[:-1000]

try:
    gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(whole)[:-1000])).read()
    raise SystemExit("gzip no longer raises for a stream that is cut off")
except EOFError as error:
    print("gzip:", error)

reader = zstandard.ZstdDecompressor()
try:
    reader.decompress(cut)
    raise SystemExit("ZstdDecompressor.decompress no longer raises for a frame that is cut off")
except zstandard.ZstdError as error:
    print("decompress:", error)

for across in (False, True):
    with reader.stream_reader(io.BytesIO(cut), read_across_frames=across) as stream:
        read = stream.read()
    print(f"stream_reader, read_across_frames={across}: {len(read):,} of {len(whole):,} bytes, no error")
    assert whole.startswith(read), "what came is not the beginning"
    assert len(read) < len(whole)

lasting = reader.decompressobj()
lasting.decompress(cut)
print("decompressobj: eof is", lasting.eof)
assert lasting.eof is False
PY
echo "as it was seen"
