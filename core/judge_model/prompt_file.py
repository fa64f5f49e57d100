"""Reading a prompt from its file, once, when a server or a command starts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..errors import ConfigurationError
from ..judge_settings import check_prompt

if TYPE_CHECKING:
    from ..judge_settings import JudgeModelSettings


def with_prompt(settings: JudgeModelSettings) -> JudgeModelSettings:
    """Return the settings with the text of `prompt_file` as their `prompt`.

    Raises ConfigurationError when it cannot be read or has no place for the answers.
    """
    if settings.prompt_file is None:
        return settings
    path = Path(settings.prompt_file)
    try:
        prompt = path.read_text(encoding="utf-8")
        check_prompt(prompt, str(path))
    except OSError as error:
        raise ConfigurationError(f"judge.prompt_file {path}: {error.strerror or error}")
    except ValueError as error:
        # What is no UTF-8 is a ValueError too.
        raise ConfigurationError(f"judge.prompt_file: {error}")
    return msgspec.structs.replace(settings, prompt=prompt, prompt_file=None)
