# ruff: noqa: SIM905  # lists of words read better as the words alone
"""The LaTeX commands that the lexer knows, by what becomes of them."""

from __future__ import annotations

from typing import Final

IGNORED: Final = frozenset(
    "left right middle displaystyle textstyle scriptstyle limits nolimits big Big bigg Bigg bigl "
    "bigr Bigl Bigr biggl biggr Biggl Biggr bigm mleft mright quad qquad enspace thinspace "
    "medspace thickspace negthinspace mathstrut strut hfill rm bf it sf normalfont ensuremath "
    "mathord mathop mathrel mathbin boxed fbox mathbf boldsymbol bm mathit mathnormal mathcal "
    "mathsf mathtt nobreak allowbreak noindent , ; : ! > / _ ( ) [ ]".split()
)
"""Spacing, sizes and fonts: dropped, their arguments read as if they stood alone."""

WORDY: Final = frozenset(
    "text textbf textit textrm textsf textsc texttt textnormal mbox hbox emph".split()
)
"""Commands whose argument is prose."""

UPRIGHT: Final = frozenset("mathrm operatorname".split())
"""Commands whose argument is a name: a unit, a function, or one of the constants e and i."""

DECORATIONS: Final = frozenset(
    "vec hat bar overline underline tilde dot ddot widehat widetilde overrightarrow "
    "overleftarrow overleftrightarrow overarc wideparen mathbb mathfrak mathscr angle "
    "measuredangle triangle".split()
)
"""Commands that make another name of what follows."""

SIGNS: Final = {
    "times": "*", "cdot": "*", "ast": "*", "star": "*", "bullet": "*", "div": "/", "pm": "±",
    "mp": "∓", "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=", "geq": ">=",
    "geqslant": ">=", "lt": "<", "gt": ">", "ne": "!=", "neq": "!=", "approx": "~",
    "thickapprox": "~", "simeq": "~", "doteq": "~", "equiv": "≡", "in": "in", "cup": "cup",
    "bigcup": "cup", "cap": "cap", "bigcap": "cap", "setminus": "\\", "backslash": "\\",
    "smallsetminus": "\\", "colon": ":", "mid": "|", "vert": "|", "lor": "or", "vee": "or",
    "land": "and", "wedge": "and", "%": "%", "$": "$", "bmod": "mod", "mod": "mod",
    "pmod": "mod", "degree": "deg", "prime": "'", "\\": "\\\\", "cr": "\\\\", "to": "->",
    "rightarrow": "->", "longrightarrow": "->",
}  # fmt: skip
"""Commands that stand for an operator of the grammar."""

OPENING: Final = {
    "{": "\\{", "lbrace": "\\{", "lvert": "\\lvert", "langle": "\\langle", "lfloor": "\\lfloor",
    "lceil": "\\lceil", "lparen": "(", "lbrack": "[",
}  # fmt: skip
CLOSING: Final = {
    "}": "\\}", "rbrace": "\\}", "rvert": "\\rvert", "rangle": "\\rangle", "rfloor": "\\rfloor",
    "rceil": "\\rceil", "rparen": ")", "rbrack": "]",
}  # fmt: skip

CURRENCIES: Final = {
    "euro": "euro", "pounds": "pound", "yen": "yen", "cents": "cent", "textdollar": "dollar",
}  # fmt: skip

FUNCTIONS: Final = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan arccot sinh cosh tanh ln log lg exp gcd lcm max "
    "min det cis asin acos atan sqrt abs".split()
)
"""Functions, with or without the backslash."""

NAMED_UPRIGHT: Final = {
    "tr": "tr", "Tr": "tr", "sgn": "sgn", "sign": "sgn", "Re": "Re", "Im": "Im", "arg": "arg",
    "Arg": "arg", "GCD": "gcd", "LCM": "lcm", "HCF": "gcd", "hcf": "gcd",
}  # fmt: skip
"""Functions in upright type: without it, their letters are variables."""

BINDERS: Final = {"sum": "sum", "prod": "prod", "int": "integral", "lim": "limit"}
"""Operators that bind a variable of what follows them."""

LATEX_FUNCTIONS: Final = {
    "frac": "frac", "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "binom": "binom",
    "dbinom": "binom", "tbinom": "binom", "digits": "digits", "nicefrac": "frac", "sfrac": "frac",
    "flatfrac": "frac", "ifrac": "frac", "Re": "Re", "Im": "Im", "arg": "arg", "sgn": "sgn",
    "tr": "tr", "Tr": "tr",
}  # fmt: skip

SYMBOLS: Final = {
    "infty": "infinity", "infinity": "infinity", "inf": "infinity", "oo": "infinity",
    "emptyset": "emptyset", "varnothing": "emptyset", "R": "bbR", "reals": "bbR", "pi": "pi",
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "ell": "ell",
    "imath": "i", "jmath": "j", "hbar": "hbar", "hslash": "hbar", "imaginaryI": "i",
    "exponentialE": "e",
} | {
    name: name
    for name in "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho "
    "sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split()
}  # fmt: skip

BARE_SYMBOLS: Final = frozenset("pi infinity infty inf oo alpha beta gamma theta".split())
"""Symbol names that are also taken without the backslash."""

COMMON_WORDS: Final = frozenset(
    "no yes not odd on off day and or one two six ten all any if is are the of to in at by so dne "
    "am pm none nd st rd th men man cat dog cup box row car bus age".split()
)
"""Short words that are not products of variables."""
