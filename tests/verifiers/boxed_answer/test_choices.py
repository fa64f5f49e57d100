"""Labels of choices: which letter, and what stands behind it."""

from __future__ import annotations

import pytest

from sallyport.verifiers.boxed_answer.choices import label_of


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("B", ("B", "")),
        ("(b)", ("B", "")),
        ("B.", ("B", "")),
        ("B)", ("B", "")),
        ("B:", ("B", "")),
        (r"\text{B}", ("B", "")),
        (r"\textbf{(B)}\ 12", ("B", "12")),
        (r"\textbf{(B)}12", ("B", "12")),
        (r"\textbf{(B) } 12", ("B", "12")),
        ("(B) 12", ("B", "12")),
        ("B. 12", ("B", "12")),
        (r"(B)\quad x", ("B", "x")),
        ("(B)~x", ("B", "x")),
        ("(B)12", None),
        ("(b) 12", None),
        ("B 12", None),
        (r"\text{(B)", None),
        ("b", None),
        ("(k)", None),
        ("x", None),
        ("", None),
    ],
)
def test_a_label_is_a_letter_and_what_follows_its_gap(
    text: str, label: tuple[str, str] | None
) -> None:
    assert label_of(text) == label
