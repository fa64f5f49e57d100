"""Every bound of the answer reader, with its unit and reason.

Answers are written by models that are rewarded for what the reader says, so each bound is one that
an honest answer does not come near and that keeps a hostile one cheap.
"""

from __future__ import annotations

from typing import Final

MAX_SCANNED_CHARS: Final = 1_048_576
"""Characters of one rollout searched for boxes, last message first: the whole of any real final
message, and under half a second of scanning for one made of nothing but braces."""

MAX_EXPECTED_CHARS: Final = 65_536
"""Characters of an expected answer; a longer one is a broken task."""

MAX_ECHOED_CHARS: Final = 65_536
"""Characters of the extracted answer kept in the verdict; more would make it as large as the
rollout."""

MAX_READ_CHARS: Final = 4_000
"""Characters of an answer that are read as mathematics; longer ones compare as text only. Below
CPython's limit of 4,300 digits for turning text into a whole number."""

MAX_CACHED_CHARS: Final = 256
"""Characters of an answer whose reading is remembered: the expected answers of a batch are read
once, and the memory held stays in the tens of megabytes."""

MAX_REMEMBERED: Final = 2_048
"""Readings remembered: more than the distinct expected answers in flight in one training step."""

MAX_TOKENS: Final = 1_500
"""Tokens of an answer that are parsed; a 20 x 20 matrix of fractions has about 1,200."""

MAX_DEPTH: Final = 64
"""Nested groups, fractions, roots: about five Python frames each while parsing, so that the
interpreter's limit of 1,000 frames, which callers have partly used, is not met."""

MAX_OPERATORS: Final = 150
"""Quotients, powers and other binary operators of one answer; each may deepen the tree by one.
Sums and products are wide nodes and do not count after the first."""

MAX_BITS: Final = 40_000
"""Bits of one exact coefficient: 12,000 decimal digits, enough for thousandth powers of surds."""

MAX_TERMS: Final = 128
"""Terms of one exact polynomial."""

MAX_WORK: Final = 30_000
"""Units of exact arithmetic for one expression; a unit is a product of two small coefficients,
about three microseconds, so that one expression costs at most a tenth of a second."""

MAX_FACTORED: Final = 1_000_000
"""Largest whole number that is factored into primes, by trial division up to its root: at most
168 divisions. Roots and logarithms of larger ones are evaluated instead."""

MAX_FACTORIAL: Final = 1_000
"""Largest argument of an exact factorial, in whole numbers: 2,568 digits."""

MAX_SIGNS: Final = 4
"""Independent plus-minus signs expanded in one answer: sixteen values."""

MAX_ITEMS: Final = 256
"""Items of a list or set compared without regard to order; matching them is quadratic."""

NUMERIC_DIGITS: Final = 60
"""Decimal digits carried when an expression has no exact form here."""

NUMERIC_AGREEMENT: Final = 40
"""Decimal digits that must agree for two such values to be the same: twenty fewer than carried,
room for cancellation in answers of ordinary length."""

MAX_MAGNITUDE: Final = 20_000
"""Binary orders of magnitude of any value met in numeric evaluation; keeps towers of powers from
being computed."""
