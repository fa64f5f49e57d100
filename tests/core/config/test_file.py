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


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("agent", "{responses_api_agents: {simple_agent: {entrypoint: app.py}}}"),
        ("policy", "{responses_api_models: {openai_model: {entrypoint: app.py}}}"),
        ("relay", "{environment_servers: {legacy_agent: {entrypoint: app.py}}}"),
        ("head_server", "{host: 127.0.0.1, port: 11000}"),
        ("config_paths", "[one.yaml, two.yaml]"),
        ("policy_base_url", "http://127.0.0.1:8000/v1"),
    ],
)
def test_what_is_another_servers_or_the_runners_is_left_alone(
    tmp_path: Path, name: str, entry: str
) -> None:
    read = _read(tmp_path, f"{MATH}{name}: {entry}\n")
    assert read.ignored == (name,)
    assert list(read.servers) == ["notebook"]


def test_keys_that_act_in_the_reference_alone_are_named_with_the_reason(tmp_path: Path) -> None:
    text = MATH.replace("entrypoint: app.py", "entrypoint: old/app.py") + (
        "      num_workers: 4\n      allowed_model_types: [vllm_model]\n"
    )
    server = _read(tmp_path, text).servers["notebook"]
    assert server.entrypoint is None
    assert [said.partition(" (")[0] for said in server.without_effect] == [
        "notebook.num_workers",
        "notebook.allowed_model_types",
        "notebook.entrypoint",
    ]
    assert "there is no file old/app.py" in server.without_effect[-1]
    assert not any("num_workers" in each.key for each in server.assignments)


def test_a_server_says_its_address_apart_from_its_options(tmp_path: Path) -> None:
    server = _read(tmp_path, MATH + "      host: 127.0.0.1\n      port: 9160\n").servers["notebook"]
    assert [(each.key, each.value) for each in server.address] == [
        ("host", "127.0.0.1"),
        ("port", 9160),
    ]


def test_values_are_taken_from_elsewhere_in_the_file(tmp_path: Path) -> None:
    text = (
        "policy_model_name: small\njson: 7\n"
        + MATH.replace("10", "${json}")
        + "      description: played by ${policy_model_name}\n"
    )
    values = {e.key: e.value for e in _read(tmp_path, text).servers["notebook"].assignments}
    assert values["notebook.max_execution_time"] == 7
    assert values["notebook.description"] == "played by small"


@pytest.mark.parametrize("given", ["", "policy_api_key: ???\n", "policy_api_key: ${hf_token}\n"])
def test_a_reference_to_nothing_is_an_error_that_names_it(tmp_path: Path, given: str) -> None:
    text = given + MATH + "      description: ${policy_api_key}\n"
    with pytest.raises(ConfigurationError, match=r"\$\{policy_api_key\} stands for"):
        _read(tmp_path, text)


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
