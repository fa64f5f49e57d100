from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sallyport.sandbox.interpreter.encoding import as_utf8, decoded, exact, safe


class Sly(str):
    """A str that lies about itself."""

    __slots__ = ()

    def __str__(self) -> str:
        return "forged"

    def encode(self, *args: object) -> bytes:
        return b"forged"


@given(st.text(st.characters(codec="utf-8")))
def test_text_that_has_utf8_is_unchanged(text: str) -> None:
    assert safe(text) == text == decoded(as_utf8(text))


@given(st.text(st.characters(codec=None)))
def test_any_text_comes_out_encodable(text: str) -> None:
    assert safe(text).encode("utf-8") == as_utf8(text)


@given(st.binary())
def test_any_bytes_can_be_shown(data: bytes) -> None:
    decoded(data).encode("utf-8")


def test_a_subclass_is_read_by_its_characters() -> None:
    for text in (exact(Sly("true\ud800")), decoded(as_utf8(Sly("true"))), safe(Sly("true"))):
        assert type(text) is str
        assert text.startswith("true")
