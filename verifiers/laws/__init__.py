"""Laws that every verifier keeps, and how to hold one of your own to them; see docs/laws.md.

    Subject (verifier, tasks, solutions) ─▶ examples ─▶ Law.check ─▶ BrokenLawError ─▶ a test
                                              ▲                          │
                                              └────── made smaller ◀─────┘

Hypothesis makes the examples; it is imported in this package only: serving does not load it.
"""

from .broken import BrokenLawError
from .case import Case
from .catalogue import LAWS, law
from .json_values import nested
from .law import Law
from .run import Result, hold, hold_all
from .source import as_test
from .strategies import cases, rows, states, transcripts
from .subject import Solution, Subject

__all__ = [
    "LAWS",
    "BrokenLawError",
    "Case",
    "Law",
    "Result",
    "Solution",
    "Subject",
    "as_test",
    "cases",
    "hold",
    "hold_all",
    "law",
    "nested",
    "rows",
    "states",
    "transcripts",
]
