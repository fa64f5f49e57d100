from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.envs.registry import (
    built_in_names,
    entrypoint_class,
    environment_of,
    load_entrypoint,
    option_names,
)

if TYPE_CHECKING:
    from pathlib import Path

WORLD = """
import msgspec
from sallyport.core.types import Task
from sallyport.envs.environment import Environment

class {name}(Environment):
    name = "{name}"
    verifier = "boxed_answer"
    tools = ()
    class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
        size: int = 8
    def tasks(self): return ()
    def check_task(self, row): return Task(self.name, row)
    def open(self, context): raise NotImplementedError
    def solution(self, row): return (), ""
"""


def _write(folder: Path, source: str) -> Path:
    path = folder / "world.py"
    path.write_text(source)
    return path


def _refused(path: Path, name: str | None = None) -> str:
    with pytest.raises(ConfigurationError) as caught:
        entrypoint_class(path, name)
    return caught.value.message


@pytest.mark.parametrize("name", built_in_names())
def test_every_built_in_environment_is_made_from_its_name(name: str) -> None:
    environment = environment_of(name)
    assert environment.name == name
    assert environment.tools or name == "open_qa"


@pytest.mark.parametrize("name", built_in_names())
def test_options_of_environments_are_closed_and_defaulted(name: str) -> None:
    options = type(environment_of(name)).Options
    assert options() == msgspec.convert({}, options)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"no_such_option": 1}, options)


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match="the nearest is workplace_assistant"):
        environment_of("workplace_asistant")


def test_an_unknown_option_names_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match="the nearest is policy"):
        environment_of("math_with_code", {"polcy": "none"})


def test_an_option_that_does_not_fit_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"max_execution_time"):
        environment_of("math_with_code", {"max_execution_time": -1})


def test_options_given_as_text_are_converted() -> None:
    environment = environment_of("math_with_code", {"max_execution_time": "2.5"})
    assert environment.call_deadline_s("execute_python") == 2.5


def test_an_entrypoint_is_loaded_once_and_made_with_options(tmp_path: Path) -> None:
    path = _write(tmp_path, WORLD.format(name="chess"))
    environment = load_entrypoint(path, {"size": 10})
    assert msgspec.to_builtins(environment.options) == {"size": 10}
    assert load_entrypoint(path).__class__ is environment.__class__
    assert option_names(type(environment)) == ("size",)


def test_imported_environments_are_not_the_files_own(tmp_path: Path) -> None:
    source = "from sallyport.envs.math_with_code.environment import MathWithCode\n"
    path = _write(tmp_path, source + WORLD.format(name="chess"))
    assert entrypoint_class(path).name == "chess"


def test_of_several_environments_one_is_named(tmp_path: Path) -> None:
    path = _write(tmp_path, WORLD.format(name="chess") + WORLD.format(name="go"))
    assert entrypoint_class(path, "go").name == "go"
    assert "name one of them: chess, go" in _refused(path)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\n", "defines no Environment"),
        ("x = (\n", "cannot be imported: SyntaxError"),
        ("import no_such_module_here\n", "ModuleNotFoundError: No module named"),
        ("1 / 0\n", "ZeroDivisionError: division by zero"),
        (
            "from sallyport.envs.environment import Environment\nclass C(Environment): pass\n",
            "C lacks `name`, `Options`, `verifier`, `check_task`, `open`, `solution`",
        ),
    ],
)
def test_a_file_that_holds_none_says_why(tmp_path: Path, source: str, message: str) -> None:
    path = _write(tmp_path, source)
    refused = _refused(path)
    assert message in refused
    assert str(path) in refused


def test_a_file_that_failed_can_be_mended_and_loaded(tmp_path: Path) -> None:
    assert "cannot be imported" in _refused(_write(tmp_path, "1 / 0\n"))
    assert entrypoint_class(_write(tmp_path, WORLD.format(name="chess"))).name == "chess"


def test_a_missing_file_and_one_of_another_kind_are_refused(tmp_path: Path) -> None:
    assert "is not a file" in _refused(tmp_path / "none.py")
    (tmp_path / "world.txt").write_text("x")
    assert "must end in .py" in _refused(tmp_path / "world.txt")
