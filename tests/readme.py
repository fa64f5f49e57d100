"""Reading README.md: its fenced blocks, in order, and what each is to print."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import msgspec

ROOT: Final = Path(__file__).parents[1]
TEXT: Final = (ROOT / "README.md").read_text(encoding="utf-8")
PORT: Final = "9001"
"""The port that its commands name; where they are run, another is put in its place."""

SERVE: Final = "sallyport serve"

_FENCED: Final = re.compile(
    r"^(<!-- not run: .+? -->\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


class Block(msgspec.Struct, frozen=True):
    """A fenced block; `shown` are the JSON values that the block after it says it prints."""

    language: str
    text: str
    run: bool = True
    shown: tuple[Any, ...] = ()

    @property
    def serves(self) -> bool:
        """Whether the block starts the server."""
        return any(line.startswith(SERVE) for line in self.text.splitlines())


def blocks(language: str) -> list[Block]:
    """Return the blocks in a language; those in `sh` with what is shown right after them."""
    found = list(_FENCED.finditer(TEXT))
    plain = [Block(match[2], match[3], match[1] is None) for match in found]
    for index, (one, other) in enumerate(pairwise(found)):
        adjacent = not TEXT[one.end() : other.start()].strip()
        if (one[2], other[2]) == ("sh", "json") and adjacent:
            shown = tuple(msgspec.json.decode(line) for line in other[3].splitlines())
            plain[index] = msgspec.structs.replace(plain[index], shown=shown)
    return [block for block in plain if block.language == language]


def fits(shown: Any, printed: Any) -> bool:
    """Whether what was printed is what is shown, to the field and its place; `...` is any value."""
    if shown == "...":
        return True
    if isinstance(shown, dict):
        same = isinstance(printed, dict) and list(shown) == list(printed)
        return same and all(fits(value, printed[key]) for key, value in shown.items())
    if isinstance(shown, list):
        same = isinstance(printed, list) and len(shown) == len(printed)
        return same and all(fits(one, other) for one, other in zip(shown, printed, strict=True))
    return type(shown) is type(printed) and bool(shown == printed)


def paths() -> set[str]:
    """Return every path of an HTTP route that the text names, parameters as `{}`."""
    found = re.findall(r"[`, ](/(?:v1/|healthz|readyz|schema)[\w/{}]*)", TEXT)
    return {re.sub(r"{\w+}", "{}", path) for path in found}


def settings() -> dict[str, str]:
    """Return every setting in the table of settings, with its default as YAML."""
    table = TEXT.partition("| setting | default |")[2].partition("\n\n")[0]
    return dict(re.findall(r"^\| `([\w.]+)` \| `([^`]+)` \|", table, re.MULTILINE))


def links() -> list[str]:
    """Return where the relative links lead."""
    return re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT)
