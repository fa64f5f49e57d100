r"""Finding the boxed answer of a text, in one pass over it.

"so \boxed{\frac{1}{2}}, or is it \boxed{3"      ──▶  ["\frac{1}{2}"]
"the roots are \boxed{2} and \boxed{3}"          ──▶  ["2", "3"]
"\boxed{**6**}, in \boxed{} as you asked"        ──▶  ["6"]
"""

from __future__ import annotations

import json
import re
from typing import Final

import msgspec

from .limits import MAX_READ_CHARS
from .typography import stripped

_FRAMES: Final = (
    *("boxed", "fbox", "framebox", "Boxed", "tcbox", "tcboxmath"),
    *("ovalbox", "Ovalbox", "doublebox", "shadowbox"),
)
r"""Commands of TeX's packages that draw a frame round what they hold; \fcolorbox is another, whose
content comes after two colours. Not \mbox and its like, which draw nothing."""

_MARK: Final = re.compile(
    rf"""(?:\\{{1,3}}(?:(?:{"|".join(_FRAMES)})(?![A-Za-z])
            |fcolorbox\s*(?:\{{[^{{}}]{{0,60}}\}}\s*){{2}}(?=\{{))
          | (?<![A-Za-z\\])(?:boxed|\x08?oxed|\x0cbox)(?=\s*\{{)   # the backslash was eaten
        )(?:\s*\[[^\[\]{{}}]{{0,60}}\](?=\s*[\[{{]))*(?:\s*:(?=\s*\{{))?\s*
      | \\.|[{{}}]""",
    re.DOTALL | re.VERBOSE,
)
_BARE: Final = re.compile(
    r"""[-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:/\d+)?(?:\\?%)?   # 5   1,000   2.5   1/2   50\%
      | [-+]?\\[A-Za-z]+(?:\s*\{[^{}]*\}){0,2}                # \pi   \sqrt{2}   \frac{1}{2}
      | [A-Z](?![A-Za-z])                                     # a choice's letter
      | (?<!\s)(?:\([^(){}\n]{1,200}\)|\[[^\[\]{}\n]{1,200}\]|\\\{[^{}\n]{1,200}\\\})
    """,
    re.VERBOSE,
)
_GLM_OPENS: Final = "<|begin_of_box|>"
_GLM_CLOSES: Final = "<|end_of_box|>"
"""The box of GLM, which has tokens of its own for it."""

_LONGEST_COMMAND: Final = 12
"""Characters of a command before its `box` or `oxed`: three backslashes and `fcolor`."""

_BETWEEN: Final = re.compile(
    r"""(?:\s|[$~&*\\]|\\[()\[\],;:!]|\\q?quad\b)*
        (?:(?P<joint>[,;\u3001\uff0c]|(?:\\text\{\s*)?\b(?:and|or)\b(?:\s*\})?
             |\(?\b(?:[a-h]|i{1,3}|iv|v|\d)\)|[A-Za-z](?:_\{?\w{1,3}\}?)?\s*=)
           (?:\s|[$~&*\\]|\\[()\[\],;:!]|\\q?quad\b)*)*""",
    re.VERBOSE,
)
"""What stands between boxes that are one answer: commas, "and", labels `(b)`, names `y =`. White
space alone does not join two boxes: the second is the first once more."""

MAX_JOINED: Final = 64
"""Boxes taken as one answer, counted from the last; each is a few characters of a longer list."""

_MAX_BETWEEN: Final = 60
"""Characters between two boxes of one answer."""

_NOTHING: Final = re.compile(r"(?:[\s~$]|\{\}|\\(?:[ ,;:!]|q?quad(?![A-Za-z])))*")

_PLACEHOLDER: Final = re.compile(
    r"""[<\[{("'`*$\s]*(?:\\(?:text|mathrm|textbf|mathbf|textit|ldots|dots|cdots|cdot|square)\s*\{?)?
        [<\[{("'`*\s]*(?:(?:(?:your|the|insert|final|numerical|exact|boxed)[\s_-]*)*
          (?:answer|result|solution|value|content)s?(?:[\s_-]*here)?|\.{2,}|…|\?+|_+)?
        [>\]})"'`*.$\s]*""",
    re.VERBOSE | re.IGNORECASE,
)
"""What stands in the box of somebody who tells how an answer is to be written."""

_DRESSES: Final = (
    *(("**", "**"), ("__", "__"), ("*", "*"), ("_", "_"), ("```", "```"), ("`", "`")),
    *(('"', '"'), ("'", "'"), ("``", "''"), ("\u201c", "\u201d"), ("\u2018", "\u2019")),
    *(("\u00ab", "\u00bb"), ("\u201e", "\u201c")),
)
"""Markdown and quotes that are put round an answer, within its box."""

_DRESSED: Final = frozenset(opens[0] for opens, _ in _DRESSES) | {"<", "{"}
"""What an answer begins with that stands in one of these, in a tag or an object."""

_TAGGED: Final = re.compile(
    r"<(answer|final_answer|result|solution)>(.*)</\1>", re.DOTALL | re.IGNORECASE
)

_KEYS: Final = frozenset({"answer", "final_answer", "result", "solution", "value"})


_MAX_FORM: Final = 60
"""Characters of a box that may be an empty form."""

_NAME: Final = re.compile(r"([A-Za-z](?:_(?:\w|\{\w{1,3}\}))?)\s*=[\s$]*\Z")


class Box(msgspec.Struct, frozen=True):
    """A complete box: where it begins with its command, and where its content begins and ends."""

    at: int
    start: int
    end: int


def last_box(text: str) -> str | None:
    r"""Return the content of the last complete box of `text` that is no empty form, or None.

    `\boxed{...}` and other frames, with escaped braces and nested ones, or a bare operand after the
    command. A box within another belongs to it, unless the outer one spans a blank line: then it
    was left open and some later brace happened to close it. Boxes that are empty, or hold what
    stands for an answer ("...", "your answer"), are passed over while there is another.
    """
    found = final_boxes(text)
    return found[-1] if found else None


def final_boxes(text: str) -> list[str]:
    """Return the contents of the boxes that make up the final answer of `text`, in their order.

    The last box, and those before it that nothing but a joint parts from it; see `last_box`. Where
    several are named (`x = ...`), with their names.
    """
    if "ox" not in text:
        return []
    only = _only_plain_box(text)
    if only is not None:
        return [undressed(only)]
    boxes = _outermost(text)
    filled = [box for box in boxes if not _is_form(text[box.start : box.end])] or boxes[-1:]
    joined = filled[-1:]
    for box in reversed(filled[-MAX_JOINED:-1]):
        after = _after(text, box)
        if joined[0].at - after > _MAX_BETWEEN:
            break
        between = _BETWEEN.fullmatch(text, after, joined[0].at)
        if between is None or between["joint"] is None:
            break
        joined.insert(0, box)
    contents = [undressed(stripped(text[box.start : box.end])) for box in joined]
    names = [_NAME.search(text, max(box.at - _MAX_BETWEEN, 0), box.at) for box in joined]
    if len(joined) > 1 and all(names):
        return [f"{name[1]}={each}" for name, each in zip(names, contents, strict=True) if name]
    return contents


def undressed(content: str) -> str:
    """Return an answer without the markdown, quotes, tag or object of JSON that it stands in.

    >>> undressed("**'5'**")
    '5'
    """
    while content[:1] in _DRESSED and len(content) <= MAX_READ_CHARS:
        bare = content
        for opens, closes in _DRESSES:
            inner = bare[len(opens) : -len(closes)]
            worn = bare.startswith(opens) and bare.endswith(closes) and inner.strip()
            if worn and opens[0] not in inner and closes[0] not in inner:
                bare = inner.strip()
        tagged = _TAGGED.fullmatch(bare)
        if tagged is not None:
            bare = tagged[2].strip()
        if bare == content:
            return _of_json(bare)
        content = bare
    return content


def _of_json(content: str) -> str:
    if '"' not in content or ":" not in content:
        return content
    try:
        value = json.loads(content if content.startswith("{") else f"{{{content}}}")
    except (ValueError, RecursionError):
        return content
    key, answer = next(iter(value.items())) if len(value) == 1 else ("", None)
    readable = isinstance(answer, str | int | float) and not isinstance(answer, bool)
    return str(answer) if key.lower() in _KEYS and readable else content


def _is_form(content: str) -> bool:
    if len(content) > _MAX_FORM:
        return False
    return bool(_NOTHING.fullmatch(content) or _PLACEHOLDER.fullmatch(content))


def _after(text: str, box: Box) -> int:
    """Return where a box ends with its brace."""
    return box.end + (text.startswith("}", box.end) and text[box.start - 1 : box.start] == "{")


def _only_plain_box(text: str) -> str | None:
    """Return the content of a box with no braces in it, when there is no other: nearly always."""
    start = text.find(_PLAIN_OPENING)
    if start < 0 or text.count("box") > 1 or text.count("oxed") > 1:
        return None
    start += len(_PLAIN_OPENING)
    end = text.find("}", start)
    content = text[start:end]
    return None if end < 0 or "{" in content or "\\" in content else stripped(content)


_PLAIN_OPENING: Final = "\\boxed{"


def _outermost(text: str) -> list[Box]:
    """Return the complete boxes that are within no other, but for torn ones; see `last_box`."""
    kept: list[Box] = []
    torn = True
    blank = -1
    for box in sorted(_boxes(text), key=lambda box: box.start):
        if kept and box.start <= kept[-1].end:
            if not torn:
                continue
            kept.pop()
        kept.append(box)
        if blank < box.start:  # only ever searched onwards: one pass over the text in all
            blank = text.find("\n\n", box.start)
            blank = len(text) if blank < 0 else blank
        torn = blank < box.end
    return kept


def _boxes(text: str) -> list[Box]:
    """Every complete box. The stack holds where open groups began; -1 for those that are no box."""
    boxes: list[Box] = []
    begun = text.find(_GLM_OPENS)
    while begun >= 0:
        start = begun + len(_GLM_OPENS)
        end = text.find(_GLM_CLOSES, start)
        if end >= 0:
            boxes.append(Box(begun, start, end))
        begun = text.find(_GLM_OPENS, end) if end >= 0 else -1
    first = min(at for at in (*map(text.find, ("box", "oxed")), len(text)) if at >= 0)
    stack: list[tuple[int, int]] = []
    at = opening = -1
    for mark in _MARK.finditer(text, max(first - _LONGEST_COMMAND, 0)):
        sign = mark[0]
        if sign == "{":
            stack.append((at, mark.end() if opening == mark.start() else -1))
        elif sign == "}":
            command, begun = stack.pop() if stack else (-1, -1)
            if begun >= 0:
                boxes.append(Box(command, begun, mark.start()))
        elif len(sign) > 2:
            at, opening = mark.start(), mark.end()
            bare = _BARE.match(text, opening)
            if bare is not None:
                boxes.append(Box(at, bare.start(), bare.end()))
    return boxes
