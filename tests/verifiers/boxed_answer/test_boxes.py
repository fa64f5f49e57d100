"""Which box of a text is the answer."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.boxed_answer.boxes import MAX_JOINED, final_boxes, last_box, undressed


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (r"so \boxed{5}.", "5"),
        (r"\boxed{5} and \boxed{6}", "6"),
        (r"\boxed{\frac{1}{2}}", r"\frac{1}{2}"),
        (r"\boxed{\{1, 2\}}", r"\{1, 2\}"),
        (r"\boxed{a \} b}", r"a \} b"),
        (r"\boxed {5}", "5"),
        ("\\boxed\n  {5}", "5"),
        (r"\fbox{5}", "5"),
        (r"\boxed 5", "5"),
        (r"\boxed5", "5"),
        (r"\boxed -42.", "-42"),
        (r"\boxed 1,000 in all", "1,000"),
        (r"\boxed 3/4", "3/4"),
        (r"\boxed 50\%", r"50\%"),
        (r"\boxed(1,2)", "(1,2)"),
        (r"\boxed[0,1]", "[0,1]"),
        (r"\boxed\{1,2\}", r"\{1,2\}"),
        (r"\boxed\pi", r"\pi"),
        (r"\boxed \frac{1}{2} then", r"\frac{1}{2}"),
        (r"\boxed C.", "C"),
        (r"\boxed{5}, or is it \boxed{6", "5"),
        (r"\boxed{5}, or is it \boxed{\frac{6}{7}", "5"),
        (r"\boxed{1, 2}", "1, 2"),
        (r"\boxed{x = \boxed{5}}", r"x = \boxed{5}"),
        (r"\boxed{x_{10} = 3}", "x_{10} = 3"),
        ("$$\\boxed{\n  7\n}$$", "7"),
        (r"\\boxed{8}", "8"),
        (r"{\boxed{9}", "9"),
        (r"} } \boxed{9}", "9"),
        (r"\boxed{}", ""),
        (r"\boxed{\frac12} and \,5", r"\frac12"),
        (r"\boxed{5} Put it in \boxed as asked.", "5"),
        ("\\boxed{12 no, wait.\n\n Then \\boxed{7} }", "7"),
    ],
)
def test_the_last_complete_box_is_the_answer(text: str, answer: str) -> None:
    assert last_box(text) == answer


@pytest.mark.parametrize(
    "text",
    ["", "5", r"\boxed", r"\boxed{", r"\boxed{5", r"\boxedly{5}", r"\box{5}", "unboxed{5}", "\\"],
)
def test_without_a_complete_box_there_is_none(text: str) -> None:
    assert last_box(text) is None


ONE = {
    "an empty box after it": "\\boxed{8}\n\nIt is in \\boxed{}.",
    "white space in a box after it": "\\boxed{8} then \\boxed{ ~ } and \\boxed{\\ }",
    "an empty box before it": "You want it in \\boxed{}: \\boxed{8}",
    "dots in a box after it": "\\boxed{8}. The form was \\boxed{...}, as told",
    "TeX's dots": "\\boxed{8} in \\boxed{\\ldots} as wanted",
    "a word in its place": "\\boxed{8}, as in \\boxed{answer}",
    "words in its place": "\\boxed{8}, as in \\boxed{your answer here}",
    "a word set as text": "\\boxed{8} as in $\\boxed{\\text{Final Answer}}$",
    "a word in brackets": "\\boxed{8}\nFormat: \\boxed{[your_answer]} or \\boxed{<answer>}",
    "a mark in its place": "\\boxed{8} as in \\boxed{?} or \\boxed{___}",
    "the command alone after it": "\\boxed{8} is in \\boxed as asked",
    "the command alone before it": "Use \\boxed\nfor it: \\boxed{8}",
    "a frame": "\\framebox{8}",
    "a frame with a width": "\\framebox[3cm][c]{8}",
    "a coloured frame": "\\fcolorbox{red}{white}{8}",
    "a frame of another package": "\\tcbox[on line]{8}",
    "an oval": "\\ovalbox{8}",
    "a capital": "\\Boxed{8}",
    "the backslash eaten": "so $boxed{8}$",
    "the backslash eaten with its letter": "so $\x08oxed{8}$",
    "the same, the letter lost": "so $oxed{8}$",
    "a form feed": "so \x0cbox{8}",
    "three backslashes": "\\\\\\boxed{8}",
    "a colon": "\\boxed:{8}",
    "the tokens of GLM": "It is <|begin_of_box|>8<|end_of_box|>.",
    "the tokens of GLM, cut": "<|begin_of_box|>8<|end_of_box|> or <|begin_of_box|>9",
    "a colour behind": "\\colorbox{yellow}{$\\boxed{8}$}",
    "bold": "**\\boxed{8}**",
    "bold within": "\\boxed{**8**}",
    "italic within": "\\boxed{*8*}",
    "underlined within": "\\boxed{__8__}",
    "code within": "\\boxed{`8`}",
    "quoted": "\\boxed{'8'}",
    "quoted twice": '\\boxed{"8"}',
    "curly quotes": "\\boxed{\u201c8\u201d}",
    "quotes of TeX": "\\boxed{``8''}",
    "quotes within bold": "\\boxed{**'8'**}",
    "a tag within": "\\boxed{<answer> 8 </answer>}",
    "an object within": '\\boxed{{"answer": 8}}',
    "an object of text within": '\\boxed{{"final_answer": "8"}}',
    "the same, its braces the box's": '\\boxed{"answer": 8}',
    "twice": "\\boxed{8} \\boxed{8}",
    "another before": "not \\boxed{6} but \\boxed{8}",
    "another line": "\\boxed{6}\n\\boxed{8}",
    "another sentence": "I thought \\boxed{6}. No: \\boxed{8}.",
    "another after a sum": "x=\\boxed{2}, y=\\boxed{6}, so the sum is \\boxed{8}",
    "markers of another turn": "\\boxed{1}###Response\\boxed{2}###Response\\boxed{8}",
    "an end that is none": "\\boxed{8}$\n\\end{boxed}",
    "a brace too many": "\\boxed{8}}",
}


@pytest.mark.parametrize("text", ONE.values(), ids=ONE)
def test_an_answer_in_one_box_is_found(text: str) -> None:
    assert final_boxes(text) == ["8"]
    assert last_box(text) == "8"


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        (r"\boxed{2}, \boxed{3}", ["2", "3"]),
        (r"The primes are $\boxed{2}$, $\boxed{3}$, and $\boxed{5}$.", ["2", "3", "5"]),
        (r"\boxed{2} and \boxed{3}", ["2", "3"]),
        (r"$\boxed{2} \text{ or } \boxed{3}$", ["2", "3"]),
        (r"\boxed{2};\quad\boxed{3}", ["2", "3"]),
        (r"\boxed{2}, \\ \boxed{3}", ["2", "3"]),
        (r"**\boxed{2}** and **\boxed{3}**", ["2", "3"]),
        (r"(a) \boxed{2} (b) \boxed{3}", ["2", "3"]),
        ("a) \\boxed{2}\nb) \\boxed{3}", ["2", "3"]),
        ("i) \\boxed{2}\n\nii) \\boxed{3}", ["2", "3"]),
        (r"x = \boxed{2}, y = \boxed{3}", ["x=2", "y=3"]),
        (r"$x_1=\boxed{2}$ and $x_{2}=\boxed{3}$", ["x_1=2", "x_{2}=3"]),
        (r"the roots \boxed{2}, y = \boxed{3}", ["2", "3"]),
        (r"$\boxed{x=2}$ and $\boxed{y=3}$", ["x=2", "y=3"]),
        (r"\boxed{A} and \boxed{C}", ["A", "C"]),
        (r"\boxed{(1,2)} and \boxed{(3,4)}", ["(1,2)", "(3,4)"]),
        ("\\boxed{2}\uff0c\\boxed{3}", ["2", "3"]),
        (r"First \boxed{9}. Then \boxed{2}, \boxed{3}", ["2", "3"]),
        (r"\boxed{2}, \boxed{3}. All in \boxed{}.", ["2", "3"]),
        (r"\boxed{2} ++++ \boxed{3}", ["3"]),
        (r"\boxed{2} \cdot \boxed{3}", ["3"]),
        (r"\boxed{2}. \boxed{3}", ["3"]),
        (r"\boxed{2}, or is it \boxed{3}", ["3"]),
        (r"\boxed{2}, " + "and " * 20 + r"\boxed{3}", ["3"]),
        ("\\boxed{2}\n\n\\boxed{3}", ["3"]),
    ],
)
def test_boxes_that_a_joint_parts_are_one_answer(text: str, boxes: list[str]) -> None:
    assert final_boxes(text) == boxes


def test_an_answer_is_made_of_a_bounded_number_of_boxes() -> None:
    text = ", ".join(f"\\boxed{{{number}}}" for number in range(100))
    assert final_boxes(text) == [str(number) for number in range(100 - MAX_JOINED, 100)]


NONE = {
    "a command that draws nothing": r"\mathbox{8} \mbox{8} \parbox{8}",
    "a word": "boxed: 8",
    "a tag": "<boxed>8</boxed>",
    "an answer tag": "<answer>8</answer>",
    "words of the command": r"put it in \boxed (as I was told)",
    "the tokens of GLM, cut": "<|begin_of_box|>8",
    "a variable": r"\text{oxed}{8}",
    "an ox": "the ox {8}",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_is_no_box_is_none(text: str) -> None:
    assert final_boxes(text) == []
    assert last_box(text) is None


@pytest.mark.parametrize("content", ["", " ", "...", "answer", r"\text{your answer}", "?"])
def test_an_empty_form_alone_is_what_was_boxed(content: str) -> None:
    assert final_boxes(f"\\boxed{{{content}}}") == [content.strip()]


@pytest.mark.parametrize(
    "content",
    [
        *("f'", "'", '"', "**", "*", "__", "5*6", "*a*b*", "'a' and 'b'", "x_1", "_", "a_b_c"),
        *('{"x": 8}', '{"answer": [8]}', '{"answer": true}', '{"answer": 8, "value": 9}', "{}"),
        *('"a": ', "<b>8</b>", "<answer>8", "the answers", "answer 8", "x = ?", "8..."),
        "'" + "a" * 5000 + "'",
    ],
)
def test_what_is_no_dress_is_left(content: str) -> None:
    assert undressed(content) == content


@settings(deadline=None)
@given(st.text("\\{} \nboxedf5", max_size=60))
def test_any_text_is_read(text: str) -> None:
    found = last_box(text)
    assert found is None or found in text


@settings(deadline=None)
@given(
    st.text("ab5{}", max_size=30).filter(lambda t: t.count("{") == t.count("}")), st.text("xy \n")
)
def test_text_around_a_box_does_not_matter(content: str, around: str) -> None:
    balanced = content.replace("}", "").replace("{", "{}")
    assert last_box(f"{around}\\boxed{{{balanced}}}{around}") == balanced.strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "{",
        "}",
        "\\",
        "\\boxed{",
        "\\boxed{1}",
        "\\boxed ",
        "\\boxed{\n\n",
        "\\boxed\\a{}",
        "\\fbox",
        "\\boxed{1},",
        "\\boxed(",
        "\\boxed[",
        "\\fcolorbox{a}",
        "<|begin_of_box|>",
        "oxed{",
    ],
)
def test_a_megabyte_of_anything_takes_a_moment(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    last_box("\\boxed{1} " + text)
    last_box(text + "}" * 50_000)
    assert time.process_time() - start < 4.0
