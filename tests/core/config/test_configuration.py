from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.config import Configuration, resolve
from sallyport.core.config.arguments import from_flag
from sallyport.core.config.environments import environment_for
from sallyport.core.errors import ConfigurationError
from sallyport.core.settings import ServerSettings

if TYPE_CHECKING:
    from pathlib import Path

FILE = """\
sallyport:
  port: 1001
  pool: {size: 1, max_workers: 10}
train:
  resources_servers:
    math_with_code: {max_execution_time: 11, domain: other}
eval:
  resources_servers:
    math_with_code: {}
office:
  resources_servers:
    workplace_assistant: {}
"""

MATH = "math_with_code"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "servers.yaml"
    path.write_text(FILE)
    return path


def _refused(*names: str, **sources: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        resolve(names, **sources)
    return caught.value.message


def _origin(configuration: Configuration, key: str) -> tuple[object, str]:
    [setting] = [each for each in configuration.listing if each.key == key]
    return setting.value, str(setting.origin)


def test_without_any_source_everything_is_a_default() -> None:
    configuration = resolve([MATH])
    bare = msgspec.structs.replace(configuration.settings, environments=())
    assert bare == ServerSettings()
    assert {each.origin.layer for each in configuration.listing} == {"default"}


def test_each_source_overrides_those_before_it(file: Path) -> None:
    variables = {"SALLYPORT_PORT": "1002", "SALLYPORT_POOL__SIZE": "2"}
    sources: dict[str, Any] = {"file": file}
    assert resolve(["train"], **sources).settings.port == 1001
    sources["variables"] = variables
    assert resolve(["train"], **sources).settings.port == 1002
    sources["sets"] = ["port=1003"]
    assert resolve(["train"], **sources).settings.port == 1003
    sources["flags"] = [from_flag("--port", "port", 1004)]
    configuration = resolve(["train"], **sources)
    assert configuration.settings.port == 1004
    assert configuration.settings.pool.size == 2
    assert configuration.settings.pool.max_workers == 10
    assert _origin(configuration, "port") == (1004, "--port 1004")
    assert _origin(configuration, "pool.size") == (2, "environment variable SALLYPORT_POOL__SIZE")
    assert _origin(configuration, "pool.max_workers") == (10, f"file {file}")
    assert _origin(configuration, "host") == ("127.0.0.1", "default")


def test_the_last_set_of_a_key_holds() -> None:
    assert resolve([MATH], sets=["port=1", "port=2"]).settings.port == 2


def test_without_names_all_servers_of_the_file_are_served_in_order(file: Path) -> None:
    served = resolve(file=file).settings.environments
    assert [(each.name, each.environment) for each in served] == [
        ("train", MATH),
        ("eval", MATH),
        ("office", "workplace_assistant"),
    ]


def test_a_name_is_the_files_server_first_and_else_a_built_in_environment(file: Path) -> None:
    served = resolve(["train", MATH, "train"], file=file).settings.environments
    assert [(each.name, each.options) for each in served] == [
        ("train", {"max_execution_time": 11}),
        (MATH, {}),
    ]
    assert served[0].domain == "other"


def test_a_bare_option_applies_to_every_server_of_the_one_kind_that_has_it(file: Path) -> None:
    configuration = resolve(file=file, sets=["max_execution_time=5"])
    assert [each.options for each in configuration.settings.environments] == [
        {"max_execution_time": 5.0},
        {"max_execution_time": 5.0},
        {},
    ]


def test_a_dotted_option_applies_to_its_server_alone(file: Path) -> None:
    served = resolve(file=file, sets=["eval.max_execution_time=5"]).settings.environments
    assert [each.options.get("max_execution_time") for each in served] == [11, 5.0, None]


ENVIRONMENTS = """
import msgspec
from sallyport.envs.environment import Environment
from sallyport.core.types import Task

class _Base(Environment):
    domain = "games"
    verifier = "boxed_answer"
    tools = ()
    def tasks(self): return ()
    def check_task(self, row): return Task(self.name, row)
    def open(self, context): raise NotImplementedError
    def solution(self, row): return (), ""

class Chess(_Base):
    name = "chess"
    class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
        size: int = 8
        depth: int = 1
        def __post_init__(self):
            if self.depth > self.size:
                raise ValueError("depth is at most size")

class Draughts(_Base):
    name = "draughts"
    class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
        size: int = 10
"""

GAMES = """\
chess: {resources_servers: {chess: {entrypoint: games.py}}}
draughts: {resources_servers: {draughts: {entrypoint: games.py, size: 12}}}
"""


@pytest.fixture
def games(tmp_path: Path) -> Path:
    (tmp_path / "games.py").write_text(ENVIRONMENTS)
    path = tmp_path / "games.yaml"
    path.write_text(GAMES)
    return path


def test_an_entrypoint_brings_an_environment_with_its_own_options(games: Path) -> None:
    settings = resolve(["draughts"], file=games).settings.environments[0]
    environment = environment_for(settings)
    assert environment.name == "draughts"
    assert msgspec.to_builtins(environment.options) == {"size": 12}


def test_a_bare_option_of_two_kinds_is_ambiguous(games: Path) -> None:
    message = _refused(file=games, sets=["size=9"])
    assert message == "--set size: 'size' could mean chess.size or draughts.size; write which"


def test_options_that_do_not_fit_together_are_refused(games: Path) -> None:
    message = _refused("chess", file=games, sets=["depth=9"])
    assert message == "the options of chess do not fit: depth is at most size"


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("pool.sise=3", "'pool.sise' is not a setting; the nearest is pool.size"),
        ("max_execution_tme=3", "the nearest is max_execution_time"),
        ("math_with_cod.policy=none", "the nearest is math_with_code.policy"),
        ("zzz=3", "'zzz' is not a setting; `sallyport config` lists them all"),
        ("verified=true", "'verified' is not a setting"),
        ("environments=[]", "'environments' is not a setting"),
        ("pool=3", "'pool' is not a setting"),
        ("data_dir=x", "'data_dir' is not a setting"),
        ("port", "--set port: write key=value"),
        ("=5", "write key=value"),
    ],
)
def test_an_unknown_key_is_an_error_that_names_the_nearest(argument: str, message: str) -> None:
    assert message in _refused(MATH, sets=[argument])


def test_an_unknown_key_of_the_file_names_file_and_path(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("m: {resources_servers: {math_with_code: {max_execution_tim: 3}}}")
    assert _refused(file=path) == (
        f"file {path}: 'm.max_execution_tim' is not a setting; the nearest is m.max_execution_time"
    )


def test_an_unknown_environment_names_the_nearest(file: Path) -> None:
    assert "the nearest is train" in _refused("trian", file=file)
    assert "the nearest is math_with_code" in _refused("math-with-code")


def test_an_unknown_variable_is_an_error() -> None:
    message = _refused(MATH, variables={"SALLYPORT_PORTT": "1"})
    assert message == (
        "environment variable SALLYPORT_PORTT: 'portt' is not a setting; the nearest is port"
    )


def test_variables_of_others_and_empty_ones_set_nothing() -> None:
    variables = {"PORT": "1", "SALLYPORT_PORT": "", "SALLYPORT_CONFIG": "x", "sallyport_port": "1"}
    assert resolve([MATH], variables=variables).settings.port == ServerSettings().port


def test_a_variable_about_an_environment_that_is_not_served_waits_for_it() -> None:
    variables = {
        "SALLYPORT_MATH_WITH_CODE__MAX_EXECUTION_TIME": "5",
        "SALLYPORT_DATA_DIR": "/nowhere",
    }
    [served] = resolve([MATH], variables=variables).settings.environments
    assert served.options == {"max_execution_time": 5.0}


def test_variables_find_names_with_capitals_and_hyphens(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("My-Math: {resources_servers: {math_with_code: {}}}")
    variables = {"SALLYPORT_MY_MATH__POLICY": "none"}
    [served] = resolve(file=path, variables=variables).settings.environments
    assert served.options == {"policy": "none"}


def test_secrets_are_in_force_but_never_listed() -> None:
    secret = "correct horse battery staple, twice over"
    variables = {
        "SALLYPORT_AUTH__COOKIE_SECRET": secret,
        "SALLYPORT_AUTH__API_KEYS": f"['{secret}']",
    }
    configuration = resolve([MATH], variables=variables)
    assert configuration.settings.auth.cookie_secret == secret
    assert configuration.settings.auth.api_keys == (secret,)
    assert secret not in repr(configuration.listing) + repr(configuration.settings)
    assert _origin(configuration, "auth.cookie_secret")[0] == "(set, not shown)"


@pytest.mark.parametrize("key", ["auth.api_keys", "auth.cookie_secret"])
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(key: str) -> None:
    secret = "correct horse battery staple, twice over"
    message = _refused(MATH, sets=[f"{key}={secret}"])
    assert message.startswith(f"--set {key}: {key} is secret")
    assert secret not in message
    message = _refused(MATH, flags=[from_flag("--key", key, "x")])
    assert "every user of the machine can read a command line" in message


def test_a_clients_own_key_is_no_setting() -> None:
    assert resolve([MATH], variables={"SALLYPORT_API_KEY": "x"}) == resolve([MATH])


def test_what_is_listed_covers_every_setting_and_option() -> None:
    keys = {each.key for each in resolve().listing}
    assert {"host", "pool.size", "isolation.require", "math_with_code.policy"} <= keys
    assert {"workplace_assistant.data_dir", "workplace_assistant.domain"} <= keys


_KEYS = [each.key for each in resolve([MATH]).listing]


@given(st.sampled_from(_KEYS), st.integers(0, 30), st.characters(codec="ascii"))
def test_one_wrong_letter_never_sets_another_key(key: str, place: int, letter: str) -> None:
    misspelt = key[:place] + letter + key[place + 1 :]
    if misspelt.strip() in _KEYS or "=" in misspelt or not misspelt.strip():
        return
    with pytest.raises(ConfigurationError) as caught:
        resolve([MATH], sets=[f"{misspelt}=1"])
    assert "is not a setting" in caught.value.message
    if difflib.SequenceMatcher(None, misspelt.strip(), key).ratio() > 0.9:
        assert "the nearest is" in caught.value.message
