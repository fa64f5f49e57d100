# ruff: noqa: RUF001  # it is about signs that look like others
r"""Notations that are rewritten, before the lexer, as ones that it knows.

"\SI{5}{\centi\meter}" ──▶ "5\text{ cm}"        "(4210)_5"  ──▶ "\digits{4210}{5}"
"30^\circ15'"  ──▶ "(30+15/60)^\circ"           "one half"  ──▶ "\frac{1}{2}"

Each is a pattern that runs once over the text, and only where a sign that it needs is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from .number_words import NUMBER_NAMES, in_digits
from .unit_names import PREFIX_COMMANDS, UNIT_COMMANDS, UNIT_WORDS

_GAP: Final = r"(?:\s|~|\\[ ,;:!]|\\quad(?![a-zA-Z]))*"
_PROSE: Final = r"\\(?:text|textrm|textnormal|mathrm|mbox|operatorname|textbf|mathbf|rm)\s*\{"
_DEGREE: Final = r"(?:\^\s*(?:\\circ(?![A-Za-z])|\{\s*\\circ\s*\})|\\degree(?![A-Za-z])|[°º])"
_MINUTE: Final = r"(?:'|′|’|\^\s*\{\s*\\prime\s*\}|\^\s*\\prime(?![A-Za-z])|\\prime(?![A-Za-z]))"
_SECOND: Final = rf"(?:{_MINUTE}\s*{_MINUTE}|\"|″|”|\^\s*\{{\s*\\prime\s*\\prime\s*\}})"
_NUMBER: Final = r"\d+(?:\.\d+)?"


def rewritten(text: str) -> str:
    """Return `text` with the notations of this module spelled out; linear in its length."""
    if _NEEDED.search(text) is None:
        return text
    text = _SPACES.sub(r"\1", text)
    for needed, pattern, replacement in _RULES:
        if any(sign in text for sign in needed):
            text = pattern.sub(replacement, text)
    return text


def flat(text: str) -> str:
    """Return `text` without text commands, their braces and spacing: what a reader sees of it."""
    text = re.sub(rf"{_PROSE}|[{{}}$]|\\[ ,;:!]|~", " ", text)
    return " ".join(text.split())


# ── siunitx ──────────────────────────────────────────────────────────────────────────────────────

_UNIT_PIECE: Final = re.compile(r"\\([A-Za-z]+)|(\^\s*\{?\s*-?\d\s*\}?|[A-Za-zµμΩ°%]+|[/.*])")


def _siunitx(match: re.Match[str]) -> str:
    number, unit = match["number"] or "", _unit(match["unit"])
    return f"{number}{unit}"


def _unit(text: str) -> str:
    r"""Write the unit of an siunitx macro as text: `\kilo\gram\per\second\squared` as `kg/s^2`."""
    written, prefix, power = "", "", ""
    for command, sign in _UNIT_PIECE.findall(text):
        if command in PREFIX_COMMANDS:
            prefix = PREFIX_COMMANDS[command]
        elif command == "per":
            written += "/"
        elif command in {"square", "cubic"}:
            power = "^2" if command == "square" else "^3"
        elif command in {"squared", "cubed"}:
            written += "^2" if command == "squared" else "^3"
        elif command == "degree":
            return r"^\circ "
        elif command == "percent" or sign == "%":
            return r"\%"
        else:
            name = UNIT_COMMANDS.get(command, command) if command else re.sub(r"[{}\s]", "", sign)
            joint = "*" if written and written[-1] not in "/*." and name[0] not in "/.*^" else ""
            written += f"{joint}{prefix}{name}{power}".replace(".", "*")
            prefix = power = ""
    return rf"\text{{ {written}}}" if written else ""


# ── digits in a base ─────────────────────────────────────────────────────────────────────────────

_BASE_NAMES: Final = "|".join(
    sorted((name for name, value in NUMBER_NAMES.items() if 2 <= value <= 20), key=len)[::-1]
)
_BASE_WORDS: Final = {"binary": 2, "octal": 8, "hexadecimal": 16, "hex": 16}
_DIGITS: Final = r"[0-9A-Za-z]{1,60}(?:\.[0-9A-Za-z]{1,60})?"
_WRAPPED: Final = (
    rf"(?:\(\s*(?P<round>{_DIGITS})\s*\)|(?:\\(?:text|mathrm|texttt|mathtt|overline|mathbf)\s*)?"
    rf"\{{\s*(?P<braced>{_DIGITS})\s*\}}|(?P<lead>\d+)\\(?:text|mathrm)\s*\{{(?P<tail>{_DIGITS})\}}"
    rf"|(?P<bare>{_DIGITS}))"
)
_BASE: Final = rf"\d{{1,2}}|{_BASE_NAMES}"
_INDEX: Final = (
    rf"(?:\s*_\s*(?:\{{\s*)?(?:\\(?:text|mathrm|rm)\s*\{{)?\s*\(?\s*(?:base\s*)?(?P<index>{_BASE})"
    rf"\s*\)?\s*\}}*|{_GAP}(?:{_PROSE})?\s*\(?\s*(?:in\s+)?(?P<named>{'|'.join(_BASE_WORDS)})\s*\)?\s*\}}?"
    rf"|{_GAP}\(?\s*(?:{_PROSE})?\s*\(?\s*(?:in\s+)?base(?:\s|-|\}}|~|\\ )*"
    rf"(?P<word>{_BASE})\s*\}}?\s*\)?\s*\}}?)"
)
_BASED: Final = re.compile(
    rf"\s*(?P<name>[A-Za-z]\s*=\s*)?(?P<sign>-?)\s*{_WRAPPED}{_INDEX}\s*\.?\s*"
)


_BASE_SIGN: Final = re.compile("_|base|binary|octal|hex")


def _based(text: str) -> str:
    """Write a whole answer that is digits with a base as a command; another text as it is."""
    if _BASE_SIGN.search(text) is None:
        return text
    match = _BASED.fullmatch(" ".join(text.strip("$").split()))
    if match is None:
        return text
    digits = match["round"] or match["braced"] or match["bare"] or match["lead"] + match["tail"]
    index = match["index"] or match["word"] or str(_BASE_WORDS[match["named"]])
    base = int(index) if index.isdigit() else NUMBER_NAMES[index.casefold()]
    if not _may_be_digits(digits, base, by_word=match["index"] is None):
        return text
    return rf"{match['name'] or ''}{match['sign']}\digits{{{digits}}}{{{base}}}"


def _may_be_digits(digits: str, base: int, *, by_word: bool) -> bool:
    """Tell digits from a name with an index: `x_{12}` is a term of a sequence, `FF_{16}` digits."""
    if not all(c == "." or int(c, 36) < max(base, 10) for c in digits):
        return False
    return by_word or digits[0].isdigit() or (len(digits) > 1 and digits.isupper() and base > 10)


# ── the rules ────────────────────────────────────────────────────────────────────────────────────


def _angle(match: re.Match[str]) -> str:
    seconds = f"+{match['s']}/3600" if match["s"] else ""
    return rf"({match['d']}+{match['m']}/60{seconds})^\circ "


def _arc(match: re.Match[str]) -> str:
    r"""Read `\ang{30;15;20}`, of which any part may be empty."""
    parts = [part.strip() or "0" for part in match[1].split(";")]
    summands = [f"{part}/{60**place}" if place else part for place, part in enumerate(parts[:3])]
    return rf"({'+'.join(summands)})^\circ "


def _permutations(match: re.Match[str]) -> str:
    n, k = match["n"], match["k"]
    if match["kind"] == "C":
        return rf"\binom{{{n}}}{{{k}}}"
    return rf"\frac{{{n}!}}{{({n}-{k})!}}"


def _norm(match: re.Match[str]) -> str:
    parts = (match[1] or match[2] or "").split(",")
    squares = "+".join(rf"\lvert {part}\rvert^2" for part in parts)
    return rf"\sqrt{{{squares}}}"


_SCHOOLS: Final = {
    "tg": "tan",
    "ctg": "cot",
    "cotg": "cot",
    "arctg": "arctan",
    "arcctg": "arccot",
    "sh": "sinh",
    "ch": "cosh",
    "th": "tanh",
    "cosec": "csc",
    "sen": "sin",
}
"""Functions by the names that other schools give them."""

_OPERATORS: Final = {
    "times": r"\cdot ",
    "multiplied by": r"\cdot ",
    "plus": "+",
    "minus": "-",
    "divided by": "/",
    "over": "/",
    "out of": "/",
}


def _operator(match: re.Match[str]) -> str:
    return _OPERATORS[" ".join(match[1].split())]


def _with_half(match: re.Match[str]) -> str:
    words = match["words"].split()
    return rf"\frac{{{1 if words[0] in {'a', 'one'} else 3}}}{{{_PARTS[words[1]]}}}"


def _ohm(match: re.Match[str]) -> str:
    """Write the unit; a letter among the terms of a sum is a variable."""
    before = match.string[: match.start()].rpartition("=")[2].lstrip(" -$")
    if "+" in before or "-" in before:
        return match[0]
    return rf"\text{{ {match['prose'] or match['plain'] or ''}ohm}}"


_PARTS: Final = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "quarters": 4, "fourths": 4}

Replacement = str | Callable[[re.Match[str]], str]

_RULES: Final[tuple[tuple[tuple[str, ...], re.Pattern[str], Replacement], ...]] = (
    # `{\rm cm}` is `\mathrm{cm}`.
    (("\\rm", "\\bf", "\\it"), re.compile(r"\{\s*\\(?:rm|bf|it)\s+([^{}\\]*)\}"), r"\\mathrm{\1}"),
    (
        ("\\SI", "\\qty", "\\si", "\\unit"),
        re.compile(
            r"\\(?:(?:SI|qty)\s*(?:\[[^]]*\])?\s*\{(?P<number>[^{}]*)\}|si|unit)\s*(?:\[[^]]*\])?"
            r"\s*\{(?P<unit>(?:[^{}]|\{[^{}]*\})*)\}"
        ),
        _siunitx,
    ),
    (("\\num",), re.compile(r"\\num\s*\{([^{}]*)\}"), r"\1"),
    (("\\ang",), re.compile(r"\\ang\s*\{([-\d.;\s]+)\}"), _arc),
    (
        ("'", "′", "’", "prime"),
        re.compile(
            rf"(?P<d>\d+)\s*{_DEGREE}{_GAP}(?P<m>{_NUMBER})\s*{_MINUTE}(?!\s*{_MINUTE})"
            rf"(?:{_GAP}(?P<s>{_NUMBER})\s*{_SECOND})?"
        ),
        _angle,
    ),
    (
        ("^o", "^ o", "^{o", "^{ o"),
        re.compile(r"(?<=\d)\s*\^\s*(?:o(?![A-Za-z])|\{\s*o\s*\})"),
        r"^\\circ ",
    ),
    # `7^{th}`
    (
        ("th", "st", "nd", "rd"),
        re.compile(
            r"(?<=\d)\s*\^\s*(?:\{\s*(?:\\(?:text|mathrm|rm)\s*\{?)?\s*(st|nd|rd|th)\s*\}?\s*\}"
            r"|\\(?:text|mathrm)\s*\{\s*(?:st|nd|rd|th)\s*\})"
        ),
        r"\\text{th}",
    ),
    # `2{:}30`
    (
        (":", "\\colon"),
        re.compile(
            r"(?<=\d)(?:\\[!,]|\s)*(?:\{:\}|\\text\s*\{\s*:\s*\}|\\colon(?![A-Za-z])|:)"
            r"(?:\\[!,]|\s)*(?=\d)"
        ),
        ":",
    ),
    (
        ("am", "pm", "a.m", "p.m", "AM", "PM", "A.M", "P.M", "a. m", "p. m"),
        re.compile(rf"(?<=\d)({_GAP}(?:{_PROSE}\s*)?)([aApP])(?:\.\s?[mM]\b\.?|[mM]\b\.?)"),
        r"\1 \2m",
    ),
    (
        ("clock",),
        re.compile(rf"(?<=\d){_GAP}(?:{_PROSE}\s*)?o\s?['’`]?\s?clock(?:\s*\}})?"),
        ":00",
    ),
    # `\mu\text{m}`, `\text{k}\Omega`, `5\ \Omega`
    (("\\mu", "µ", "μ"), re.compile(rf"(?:\\mu\s*|[µμ])({_PROSE})\s*~?\s*(?=[A-Za-z])"), r"\1 u"),
    (("µ", "μ"), re.compile(rf"({_PROSE}\s*)[µμ](?=[A-Za-z])"), r"\1u"),
    (
        ("\\mu",),
        re.compile(rf"({_PROSE}\s*)(?:\$\\mu\$|\\mu\s*)(?=[A-Za-z])"),
        r"\1u",
    ),
    (
        ("\\Omega", "Ω", "\u2126"),
        re.compile(
            rf"(?:{_PROSE}\s*(?P<prose>[kMm])\s*\}}\s*|(?<=\d){_GAP}(?:{_PROSE}\s*)?(?P<plain>[kMm]?))"
            r"(?:\\Omega(?![A-Za-z])|[Ω\u2126])(?:\s*\})?(?=\s*(?:$|[.,;/)}]|\\text|\\mathrm))"
        ),
        _ohm,
    ),
    # `180 \text{ (days)}`, `12 (cm)`
    (
        ("{(", "{ ("),
        re.compile(rf"(?<=[\d}}])({_GAP}(?:{_PROSE})?\s*)\(\s*([A-Za-z]{{1,15}})\.?\s*\)\.?"),
        lambda m: f"{m[1]} {m[2]}" if m[2] in UNIT_WORDS and "\\" in m[1] else m[0],
    ),
    ((r"\bmod", r"\mod"), re.compile(rf"\(\s*\\b?mod(?![A-Za-z]){_GAP}(\d+)\s*\)"), r"\\pmod{\1}"),
    # `5'6''`
    (
        ("'",),
        re.compile(r"\A\s*(\d+)\s*'\s*(\d+)\s*(?:''|\")\s*\Z"),
        r"\1\\text{ ft }\2\\text{ in}",
    ),
    (
        ("µ", "μ"),
        re.compile(rf"(?<=\d){_GAP}[µμ](m|g|s|A|V|F|L|l|W|C|Pa|mol)(?![A-Za-z])"),
        r"\\text{ u\1}",
    ),
    (
        (r"\$",),
        re.compile(r"(\\\$\s*[\d.,]+)\s*/\s*\\text\s*\{\s*(\w+)\s*\}"),
        r"\1\\text{ per \2}",
    ),
    (
        ("-th", "-st", "-nd", "-rd"),
        re.compile(r"(?<=\d)-(?:st|nd|rd|th)(?![A-Za-z])"),
        r"\\text{th}",
    ),
    (
        ("repeating", "recurring"),
        re.compile(
            rf"(?<!\d)(\d*\.)(\d)(?!\d){_GAP}(?:{_PROSE}\s*)?(?:repeating|recurring)(?:\s*\}})?"
        ),
        r"\1(\2)",
    ),
    (
        ("choose",),
        re.compile(rf"(?<!\S)(\d+)\s*(?:{_PROSE}\s*)?choose\s*\}}?\s*(\d+)"),
        r"\\binom{\1}{\2}",
    ),
    # `(\mathrm{mod}\ 7)`, `(mod 7)`, `3 mod 7`
    (
        ("mod",),
        re.compile(
            rf"(?:\(\s*)?(?:(?:{_PROSE}\s*\(?\s*)mod(?:ulo)?\s*(?:\}}|(?=\d+\s*\)?\}}))"
            r"|(?<![A-Za-z\\{])mod(?:ulo)?(?![A-Za-z]))"
            rf"{_GAP}(\d+|[a-z])(?![A-Za-z\d])\s*(?:\)?\s*\}}|\)(?!\s*\)))?"
        ),
        r"\\pmod{\1}",
    ),
    # `\tg`, `\operatorname{arctg}`, `ctg x`
    (
        ("tg", "sh", "ch", "th", "cosec", "sen"),
        re.compile(
            r"\\(?:operatorname\*?|mathrm|text)\s*\{\s*(c?tg|cotg|arcc?tg|cosec|sen)\s*\}"
            r"|\\operatorname\*?\s*\{\s*(th|[sc]h)\s*\}"
            r"|\\(c?tg|cotg|arcc?tg|cosec|th|[sc]h|sen)(?![A-Za-z])"
            r"|(?<![A-Za-z\\{])(c?tg|cotg|arcc?tg|cosec)(?![A-Za-z])"
        ),
        lambda m: rf"\{_SCHOOLS[m[1] or m[2] or m[3] or m[4]]} ",
    ),
    # `\text{lcm}(4, 6)`
    (
        ("gcd", "lcm", "GCD", "LCM", "HCF", "hcf", "max", "min"),
        re.compile(r"\\text\s*\{\s*(gcd|lcm|GCD|LCM|HCF|hcf|max|min)\s*\}(?=\s*(?:\\left)?\s*\()"),
        r"\\operatorname{\1}",
    ),
    # `\|(3, 4)\|`
    (
        (r"\|", "Vert"),
        re.compile(
            r"(?:\\\||\\l?Vert)\s*(?:\(([^()|]*)\)|\\langle([^()|]*?)\\rangle)\s*(?:\\\||\\r?Vert)"
        ),
        _norm,
    ),
    # `C(5, 2)`, `5C2`
    (
        ("C",),
        re.compile(
            r"(?<![A-Za-z\d\\_^}])C\s*\(\s*(\d+)\s*,\s*(\d+)\s*\)"
            r"|(?<![A-Za-z\d.{])(\d+)\s?C\s?(\d+)(?![A-Za-z\d}_])"
        ),
        lambda m: rf"\binom{{{m[1] or m[3]}}}{{{m[2] or m[4]}}}",
    ),
    # `{}^5C_2`, `{}_5P_2`
    (
        ("C_", "P_", "C _", "P _", "C}", "P}"),
        re.compile(
            r"(?:\{\s*\}\s*|^)[\^_]\s*\{?\s*(?P<n>\d+)\s*\}?\s*(?:\\mathrm\{)?(?P<kind>[CP])\}?\s*_\s*\{?\s*(?P<k>\d+)\s*\}?"
        ),
        _permutations,
    ),
    (
        ("and",),
        re.compile(
            rf"(?<=\d){_GAP}(?:{_PROSE}\s*)?and (?P<words>(?:a|one) (?:half|third|quarter|fourth)"
            r"|three (?:quarters|fourths))(?:\s*\})?"
        ),
        _with_half,
    ),
    (
        ("times}", "times }", "by", "plus", "minus", "over}", "over }", "out of"),
        re.compile(
            rf"(?<=[\d}}])\s*{_PROSE}\s*(times|multiplied\s+by|plus|minus|divided\s+by|over|out of)"
            r"\s*\}\s*(?=[\d\\])"
        ),
        _operator,
    ),
    # A period: combining marks over digits.
    (
        ("\u0305", "\u0304", "\u0307"),
        re.compile("((?:\\d[\u0304\u0305\u0307])+)"),
        lambda m: rf"\overline{{{re.sub('[^0-9]', '', m[0])}}}",
    ),
)


_NEEDED: Final = re.compile("|".join(re.escape(sign) for needed, *_ in _RULES for sign in needed))
_SPACES: Final = re.compile(r"(\s)\s+")


def spelled_out(text: str) -> str:
    """Return a whole answer with its notations spelled out; see `rewritten`."""
    if len(text) > _MAX_WHOLE or text.isdecimal():
        return text
    return in_digits(_based(text))


_MAX_WHOLE: Final = 160
"""Characters of an answer that is looked at as a number in words, or as digits in a base."""
