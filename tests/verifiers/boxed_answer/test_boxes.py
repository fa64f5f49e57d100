"""Which box of a text is the answer."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.boxed_answer.boxes import last_box


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
    ["", "5", r"\boxed", r"\boxed{", r"\boxed{5", r"\boxedly{5}", r"\box{5}", "boxed{5}", "\\"],
)
def test_without_a_complete_box_there_is_none(text: str) -> None:
    assert last_box(text) is None


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
    ],
)
def test_a_megabyte_of_anything_takes_a_moment(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    last_box("\\boxed{1} " + text)
    last_box(text + "}" * 50_000)
    assert time.process_time() - start < 4.0
