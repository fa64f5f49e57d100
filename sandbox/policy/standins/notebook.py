"""What cells of notebooks show things with: `display`, and the classes around texts."""

from __future__ import annotations

from typing import Any, Final


def display(*objects: Any, **_: Any) -> None:
    """Print each object, which is what a display without pictures can do."""
    for each in objects:
        print(each)


class _Text:
    """A text that a notebook would set: here it is shown as it stands."""

    def __init__(self, data: Any = None, **_: Any) -> None:
        self.data = data

    def __str__(self) -> str:
        return str(self.data)


class Markdown(_Text):
    """`IPython.display.Markdown`."""


class Latex(_Text):
    """`IPython.display.Latex`."""


class Math(_Text):
    """`IPython.display.Math`."""


class HTML(_Text):
    """`IPython.display.HTML`."""


NAMES: Final = {
    "display": display,
    "Markdown": Markdown,
    "Latex": Latex,
    "Math": Math,
    "HTML": HTML,
}
