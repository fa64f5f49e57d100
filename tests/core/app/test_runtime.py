"""What a runtime makes of its settings, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from sallyport.core.app.rollout_routes import CONTROL_ROUTES
from sallyport.core.app.runtime import Runtime
from sallyport.core.errors import ConfigurationError
from sallyport.core.settings import EnvironmentSettings, SessionSettings
from sallyport.sandbox.judge_pools import JUDGES, SYMBOLIC
from tests.serving import WORLD, faulty, open_house, settings

pytestmark = pytest.mark.slow

WORLDS = """
from tests.worlds.faulty import Faulty, Tool


def {tool}(world, /, text: str) -> str:
    \"\"\"Return the text.

    Args:
        text: What to return.
    \"\"\"
    return text


class One(Faulty):
    name = "one"
    tools = (Tool.from_function({tool}),)


class Two(Faulty):
    name = "two"
"""


def world(tmp_path: Path, environment: str, tool: str = "echo_it") -> EnvironmentSettings:
    """An environment of a file that holds two."""
    file = tmp_path / f"worlds_{tool}.py"
    file.write_text(WORLDS.format(tool=tool))
    return EnvironmentSettings(name=environment, environment=environment, entrypoint=str(file))


def refusal(*environments: EnvironmentSettings) -> str:
    with pytest.raises(ConfigurationError) as caught:
        Runtime(settings(*environments)).close()
    return caught.value.message


@pytest.mark.parametrize("tool", ["seed_session", "verify", "healthz", "schema"])
def test_no_tool_may_have_a_control_routes_name(tmp_path: Path, tool: str) -> None:
    message = refusal(world(tmp_path, "one", tool))
    assert message == f"{tool!r} is a control route; no tool or server may be named so"


@pytest.mark.parametrize("name", sorted(CONTROL_ROUTES | {JUDGES, SYMBOLIC}))
def test_no_server_may_have_a_control_routes_name(name: str) -> None:
    assert repr(name) in refusal(faulty(name))


def test_an_environment_that_does_not_exist_is_named() -> None:
    missing = EnvironmentSettings(name="x", environment="x")
    assert "'x'" in refusal(missing)
    gone = EnvironmentSettings(name="x", environment="x", entrypoint="/nowhere/x.py")
    assert "/nowhere/x.py" in refusal(gone)


def test_a_file_may_hold_several_environments(tmp_path: Path) -> None:
    with open_house(settings(world(tmp_path, "two"), world(tmp_path, "one"))) as house:

        async def call() -> None:
            async with house.client() as client:
                assert (await client.post("/one/echo_it", json={"text": "a"})).status_code == 404
                two = await client.post("/two/echo", json={"text": "a"})
                assert two.json() == {"output": "a"}

        house.run(call())


def test_settings_override_what_an_environment_says_of_itself() -> None:
    entry = EnvironmentSettings(
        name="mine",
        environment="faulty",
        entrypoint=WORLD,
        domain="games",
        description="of the test",
        verified=True,
    )
    with open_house(settings(entry, sessions=SessionSettings(idle_ttl_s=7))) as house:

        async def show() -> None:
            async with house.client() as client:
                [shown] = (await client.get("/v1/environments")).json()["environments"]
                assert (shown["name"], shown["environment"]) == ("mine", "faulty")
                assert (shown["domain"], shown["description"]) == ("games", "of the test")
                assert (shown["verified"], shown["value"]) == (True, "")
                assert shown["limits"]["idle_ttl_s"] == 7

        house.run(show())
