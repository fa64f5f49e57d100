"""Files of NeMo Gym's resources servers, in the forms of its versions 0.5 to 0.7, load as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from sallyport.core.config import resolve
from sallyport.core.errors import ConfigurationError

SERVER = """\
{name}:
  resources_servers:
    {name}:
      entrypoint: app.py
      domain: {domain}
      verified: false
      description: Something to train
      value: Improve something
"""
AGENT = """\
{name}_simple_agent:
  responses_api_agents:
    simple_agent:
      entrypoint: app.py
      max_steps: 3
      resources_server: {{type: resources_servers, name: {name}}}
      model_server: {{type: responses_api_models, name: policy_model}}
      datasets:
      - {{name: example, type: example, jsonl_fpath: data/example.jsonl}}
"""
RELAY = """\
{name}_environment_server:
  environment_servers:
    legacy_agent:
      entrypoint: app.py
      agent_server: {{type: responses_api_agents, name: {name}_simple_agent}}
"""


@pytest.mark.parametrize(
    ("name", "domain"), [("math_with_code", "math"), ("workplace_assistant", "agent")]
)
@pytest.mark.parametrize("parts", [SERVER, SERVER + AGENT, SERVER + AGENT + RELAY])
def test_a_file_of_each_generation_serves_its_environment(
    tmp_path: Path, name: str, domain: str, parts: str
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(parts.format(name=name, domain=domain))
    resolved = resolve(file=file)
    [served] = resolved.settings.environments
    assert (served.environment, served.domain, served.verified) == (name, domain, False)
    assert served.description == "Something to train"
    assert resolved.without_effect == ()


def _resolved(tmp_path: Path, *servers: str, rest: str = "") -> tuple[str, int, tuple[str, ...]]:
    file = tmp_path / "config.yaml"
    entries = [
        f"{name}: {{resources_servers: {{math_with_code: {{entrypoint: app.py{keys}}}}}}}"
        for name, keys in zip("abc", servers, strict=False)
    ]
    file.write_text("\n".join([*entries, rest]))
    resolved = resolve(file=file)
    return resolved.settings.host, resolved.settings.port, resolved.without_effect


def test_host_and_port_of_the_only_server_act(tmp_path: Path) -> None:
    assert _resolved(tmp_path, ", host: 127.0.0.2, port: 9160") == ("127.0.0.2", 9160, ())


def test_a_null_address_is_none(tmp_path: Path) -> None:
    assert _resolved(tmp_path, ", host: null, port: null") == ("127.0.0.1", 9001, ())


def test_our_own_address_is_stronger_than_a_servers(tmp_path: Path) -> None:
    assert _resolved(tmp_path, ", port: 9160", rest="sallyport: {port: 9200}")[1] == 9200


def test_servers_that_agree_on_an_address_have_it(tmp_path: Path) -> None:
    assert _resolved(tmp_path, ", port: 9160", ", port: 9160")[1:] == (9160, ())


def test_addresses_that_differ_are_named_as_without_effect(tmp_path: Path) -> None:
    host, port, without_effect = _resolved(tmp_path, ", port: 9160", ", port: 9161, host: '::1'")
    assert (host, port) == ("::1", 9001)
    assert [said.partition(" ")[0] for said in without_effect] == ["a.port", "b.port"]


def test_keys_of_both_generations_at_once_load(tmp_path: Path) -> None:
    keys = ", num_workers: 2, allowed_agents: simple_agent, expose_tools_over_mcp: true"
    _, _, without_effect = _resolved(tmp_path, keys)
    assert [said.partition(" ")[0] for said in without_effect] == [
        "a.num_workers",
        "a.expose_tools_over_mcp",
    ]


def test_a_typing_mistake_in_a_key_of_theirs_is_still_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="the nearest is a?.?allowed_agents"):
        _resolved(tmp_path, ", alowed_agents: [simple_agent]")
    with pytest.raises(ConfigurationError, match="the nearest is"):
        _resolved(tmp_path, rest="m: {enviroment_servers: {legacy_agent: {}}}")


def test_data_sets_whose_files_are_there_are_the_servers(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "train.jsonl").write_text('{"expected_result": "5"}\n')
    sets = [
        "{name: train, type: train, jsonl_fpath: data/train.jsonl, license: MIT}",
        "{name: more, type: validation, jsonl_fpath: data/validation.jsonl}",
    ]
    file = tmp_path / "config.yaml"
    entry = f"{{entrypoint: app.py, datasets: [{', '.join(sets)}]}}"
    file.write_text(f"m: {{resources_servers: {{math_with_code: {entry}}}}}\n")
    resolved = resolve(file=file)
    [dataset] = resolved.datasets["m"]
    assert (dataset.split, dataset.path) == ("train", tmp_path / "data" / "train.jsonl")
    assert resolved.without_effect == ("m.datasets (there is no file data/validation.jsonl)",)


@pytest.mark.parametrize("given", ["5", "[5]", "[{name: train}]", "{name: train}"])
def test_data_sets_of_another_form_are_an_error(tmp_path: Path, given: str) -> None:
    with pytest.raises(ConfigurationError, match="datasets must"):
        _resolved(tmp_path, f", datasets: {given}")
