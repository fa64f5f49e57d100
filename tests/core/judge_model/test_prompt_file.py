"""A prompt from a file: its text takes the setting's place, or it is told what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.core.judge_model.prompt_file import with_prompt
from sallyport.core.judge_settings import JudgeModelSettings


def test_the_text_of_the_file_is_the_prompt(tmp_path: Path) -> None:
    path = tmp_path / "prompt.txt"
    path.write_text("Compare {first} with {second}; caf\u00e9.", encoding="utf-8")
    read = with_prompt(JudgeModelSettings(prompt_file=str(path)))
    assert read == JudgeModelSettings(prompt="Compare {first} with {second}; caf\u00e9.")


def test_without_a_file_nothing_changes() -> None:
    settings = JudgeModelSettings(prompt="{first}{second}")
    assert with_prompt(settings) is settings


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "No such file"), (b"\xff", "decode"), (b"{first}", "{first} and {second}")],
)
def test_a_file_that_is_no_prompt_is_the_operators_mistake(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "prompt.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        with_prompt(JudgeModelSettings(prompt_file=str(path)))
    assert told in caught.value.message
    assert "prompt_file" in caught.value.message
