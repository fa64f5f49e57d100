from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sallyport.core.config.file import ConfigurationFile, read_file
from sallyport.core.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

MATH = """\
notebook:
  resources_servers:
    math_with_code:
      entrypoint: app.py
      max_execution_time: 10
      domain: math
      verified: false
"""


def _read(folder: Path, text: str) -> ConfigurationFile:
    path = folder / "config.yaml"
    path.write_text(text)
    return read_file(path)


def test_a_server_has_its_own_name_and_an_environment(tmp_path: Path) -> None:
    server = _read(tmp_path, MATH).servers["notebook"]
    assert (server.name, server.environment) == ("notebook", "math_with_code")
    assert [(each.key, each.value) for each in server.assignments] == [
        ("notebook.max_execution_time", 10),
        ("notebook.domain", "math"),
        ("notebook.verified", False),
    ]


def test_the_stock_entrypoint_of_a_built_in_environment_means_nothing(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("raise SystemExit('not ours to run')")
    assert _read(tmp_path, MATH).servers["notebook"].entrypoint is None


def test_another_entrypoint_is_relative_to_the_file(tmp_path: Path) -> None:
    text = "mine: {resources_servers: {my_world: {entrypoint: worlds/mine.py}}}"
    expected = str(tmp_path / "worlds" / "mine.py")
    assert _read(tmp_path, text).servers["mine"].entrypoint == expected


def test_an_environment_needs_no_keys(tmp_path: Path) -> None:
    text = "m: {resources_servers: {math_with_code: }}"
    assert _read(tmp_path, text).servers["m"].assignments == ()


def test_our_own_settings_are_flattened_to_dotted_keys(tmp_path: Path) -> None:
    read = _read(tmp_path, "sallyport:\n  port: 1\n  pool:\n    size: 2\n  calls.grace_s: 3\n")
    assert {each.key: each.value for each in read.assignments} == {
        "port": 1,
        "pool.size": 2,
        "calls.grace_s": 3,
    }


def test_agents_and_models_beside_are_left_alone(tmp_path: Path) -> None:
    text = MATH + "agent: {responses_api_agents: {simple_agent: {entrypoint: app.py}}}\n"
    read = _read(tmp_path, text)
    assert read.ignored == ("agent",)
    assert list(read.servers) == ["notebook"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("salyport: {port: 1}", "'salyport' is not a key; the nearest is sallyport"),
        ("m: {resource_servers: {math_with_code: {}}}", "the nearest is resources_servers"),
        ("m: {resources_servers: {}}", "m.resources_servers must hold exactly one environment"),
        ("m: {resources_servers: {a: {}, b: {}}}", "must hold exactly one environment"),
        ("m: 5", "'m' is no server; a server holds `resources_servers:"),
        ("m: {resources_servers: {math_wth_code: {}}}", "the nearest is math_with_code"),
        ("m: {resources_servers: {math_with_code: 3}}", "must be a mapping"),
        ("m: {resources_servers: {math_with_code: {entrypoint: 3}}}", "must name a Python file"),
        ("'a/b': {resources_servers: {math_with_code: {}}}", "cannot be a server's name"),
        ("'': {resources_servers: {math_with_code: {}}}", "cannot be a server's name"),
        ("sallyport: 5", "sallyport must be a mapping of settings"),
    ],
)
def test_a_misshapen_file_is_told_what_to_write(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        _read(tmp_path, text)
    assert caught.value.message.startswith(f"{tmp_path}/config.yaml: ")
    assert message in caught.value.message
