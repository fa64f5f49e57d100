"""Commands that are other ways to write the same, group by group."""

from __future__ import annotations

import pytest

from sallyport.verifiers.boxed_answer.lexer import Token, tokenize

SPELLINGS: dict[Token, str] = {
    Token("op", "*"): r"\times \cdot \ast \star \bullet",
    Token("op", "/"): r"\div",
    Token("op", "±"): r"\pm",
    Token("op", "∓"): r"\mp",
    Token("op", "<="): r"\le \leq \leqslant",
    Token("op", ">="): r"\ge \geq \geqslant",
    Token("op", "<"): r"\lt",
    Token("op", ">"): r"\gt",
    Token("op", "!="): r"\ne \neq",
    Token("op", "~"): r"\approx \thickapprox \simeq \doteq",
    Token("op", "≡"): r"\equiv",
    Token("op", "in"): r"\in",
    Token("op", "cup"): r"\cup \bigcup",
    Token("op", "cap"): r"\cap \bigcap",
    Token("op", "\\"): r"\setminus \backslash \smallsetminus",
    Token("op", ":"): r"\colon",
    Token("op", "|"): r"\mid \vert",
    Token("op", "or"): r"\lor \vee",
    Token("op", "and"): r"\land \wedge",
    Token("op", "%"): r"\%",
    Token("op", "$"): r"\$",
    Token("op", "mod"): r"\bmod \mod \pmod",
    Token("op", "deg"): r"\degree",
    Token("op", "'"): r"\prime",
    Token("op", "\\\\"): r"\\ \cr",
    Token("op", "->"): r"\to \rightarrow \longrightarrow",
    Token("open", "\\{"): r"\{ \lbrace",
    Token("close", "\\}"): r"\} \rbrace",
    Token("open", "\\lvert"): r"\lvert",
    Token("close", "\\rvert"): r"\rvert",
    Token("open", "\\langle"): r"\langle",
    Token("close", "\\rangle"): r"\rangle",
    Token("open", "\\lfloor"): r"\lfloor",
    Token("close", "\\rfloor"): r"\rfloor",
    Token("open", "\\lceil"): r"\lceil",
    Token("close", "\\rceil"): r"\rceil",
    Token("open", "("): r"\lparen (",
    Token("close", ")"): r"\rparen )",
    Token("open", "["): r"\lbrack [",
    Token("close", "]"): r"\rbrack ]",
    Token("cur", "euro"): r"\euro",
    Token("cur", "pound"): r"\pounds",
    Token("cur", "yen"): r"\yen",
    Token("cur", "cent"): r"\cents",
    Token("cur", "dollar"): r"\textdollar",
    Token("bind", "sum"): r"\sum",
    Token("bind", "prod"): r"\prod",
    Token("bind", "integral"): r"\int",
    Token("bind", "limit"): r"\lim",
    Token("fn", "frac"): r"\frac \dfrac \tfrac \cfrac",
    Token("fn", "binom"): r"\binom \dbinom \tbinom",
    Token("fn", "sin"): r"\sin sin \operatorname{sin} \mathrm{sin}",
    Token("sym", "infinity"): r"\infty \infinity \inf \oo infinity infty inf oo",
    Token("sym", "emptyset"): r"\emptyset \varnothing",
    Token("sym", "bbR"): r"\R \reals",
    Token("sym", "pi"): r"\pi pi",
    Token("sym", "alpha"): r"\alpha alpha",
    Token("sym", "epsilon"): r"\epsilon \varepsilon",
    Token("sym", "theta"): r"\theta \vartheta theta",
    Token("sym", "phi"): r"\phi \varphi",
    Token("sym", "rho"): r"\rho \varrho",
    Token("sym", "ell"): r"\ell",
    Token("sym", "i"): r"\imath \imaginaryI i \mathrm{i}",
    Token("sym", "j"): r"\jmath j",
    Token("sym", "e"): r"\exponentialE e \mathrm{e}",
    Token("sym", "d"): r"d \mathrm{d}",
    Token("name", "vec"): r"\vec",
    Token("name", "mathbb"): r"\mathbb",
    Token("text", "even"): r"even \text{even} \mathrm{even} \operatorname{even}",
}


@pytest.mark.parametrize(
    ("token", "text"), [(token, text) for token, texts in SPELLINGS.items() for text in texts.split()]
)  # fmt: skip
def test_every_spelling_is_the_same_token(token: Token, text: str) -> None:
    assert tokenize(f"{text} x") == (token, Token("sym", "x"))


@pytest.mark.parametrize(
    "name", ["sin", "cos", "tan", "cot", "sec", "csc", "log", "ln", "arcsin", "arccos", "arctan"]
)
def test_a_function_may_stand_right_before_its_letter(name: str) -> None:
    assert tokenize(f"{name}x") == (Token("fn", name), Token("sym", "x"))
