from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.config.yaml_text import load_file, load_value
from sallyport.core.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path


def _refused(folder: Path, content: bytes) -> str:
    path = folder / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        load_file(path)
    assert str(path) in caught.value.message
    return caught.value.message.removeprefix(str(path))


def test_an_empty_file_is_an_empty_mapping(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("# nothing yet\n")
    assert load_file(path) == {}


def test_a_missing_file_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.yaml: cannot be read: No such file"):
        load_file(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\na: 2\n", ", line 2, column 1: the key 'a' is given twice; keep one"),
        (b"a: {b: 1, b: 2}\n", ", line 1, column 11: the key 'b' is given twice; keep one"),
        (b"a: [1,\n", ", line 2, column 1: "),
        (b"1: x\n", ", line 1, column 1: the key 1 is not text; put it in quotes"),
        (b"a: !!python/object/apply:os.getcwd []\n", ", line 1, column 4: could not determine"),
        (b"- 1\n- 2\n", ": holds a list, not a mapping of keys"),
        (b"\xff\xfe", ": is not UTF-8 text"),
        (b"a: 1\n---\nb: 2\n", ", line 2, column 1: "),
    ],
)
def test_what_is_no_plain_mapping_is_refused_with_its_place(
    tmp_path: Path, content: bytes, message: str
) -> None:
    assert _refused(tmp_path, content).startswith(message)


def test_a_merge_key_is_no_repeated_key(tmp_path: Path) -> None:
    path = tmp_path / "merge.yaml"
    path.write_text("base: &b {x: 1}\nuse: {<<: *b, y: 2}\n")
    assert load_file(path)["use"] == {"x": 1, "y": 2}


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("0.5", 0.5), ("true", True), ("null", None), ("[a, 1]", ["a", 1]), ("", None)],
)
def test_a_value_given_as_text_is_what_yaml_makes_of_it(text: str, value: object) -> None:
    assert load_value(text) == value


@given(st.text())
def test_any_text_is_some_value(text: str) -> None:
    load_value(text)
