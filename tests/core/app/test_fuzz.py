"""Requests of every kind that the OpenAPI document allows, and many that it does not: never a 5xx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from sallyport.envs.registry import environment_of
from tests.serving import client

pytestmark = pytest.mark.slow

BOUNDED: Final = settings(
    max_examples=15,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

WORLD: Final = "workplace_assistant"

TOOLS: Final = {tool.name: tool.parameters["properties"] for tool in environment_of(WORLD).tools}

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(["00000001", "2023-12-01", "2023-12-01 10:00:00", "inbox", "5", "-1"])
)
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture
def plain() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def operations(base: str) -> list[Any]:
    """Every operation of the document."""
    schema = schemathesis.openapi.from_url(f"{base}/schema/openapi.json")
    return [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]


def failures(operation: Any, plain: requests.Session, given_session: dict[str, str]) -> list[str]:
    """What of an operation's cases was answered with a 5xx."""
    found: list[str] = []

    cases = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @BOUNDED
    @given(case=st.one_of(cases))
    def play(case: Any) -> None:
        if "session_id" in (case.path_parameters or {}) and given_session:
            case.path_parameters["session_id"] = given_session["session_id"]
            case.headers["Authorization"] = f"Bearer {given_session['token']}"
        reply = case.call(session=plain, timeout=30)
        if reply.status_code >= 500:
            found.append(f"{case.as_curl_command()} -> {reply.status_code} {reply.text[:300]}")

    play()
    return found


def test_no_request_that_the_document_describes_is_a_server_error(
    three_worlds: str, plain: requests.Session
) -> None:
    described = operations(three_worlds)
    assert len(described) > 25
    assert [line for each in described for line in failures(each, plain, {})] == []


def test_no_request_to_a_live_session_is_a_server_error(
    three_worlds: str, several: httpx.Client, plain: requests.Session
) -> None:
    described = [each for each in operations(three_worlds) if "{session_id}" in each.path]
    assert len(described) >= 5
    for operation in described:
        made = several.post("/v1/sessions", json={"environment": WORLD, "task": {}}).json()
        assert failures(operation, plain, made) == []


@pytest.fixture(scope="module")
def at_work(three_worlds: str) -> Iterator[httpx.Client]:
    with client(three_worlds) as http:
        http.post(f"/{WORLD}/seed_session", json={})
        yield http


@settings(BOUNDED, max_examples=150)
@given(
    st.sampled_from(sorted(TOOLS)).flatmap(
        lambda name: st.tuples(
            st.just(name),
            st.dictionaries(st.sampled_from([*TOOLS[name], "unknown"]), scalars | json_values),
        )
    )
)
def test_no_arguments_of_any_tool_are_a_server_error(
    at_work: httpx.Client, call: tuple[str, dict[str, Any]]
) -> None:
    name, arguments = call
    reply = at_work.post(f"/{WORLD}/{name}", json=arguments)
    assert reply.status_code in {200, 400, 422}, reply.text


@settings(BOUNDED, max_examples=100)
@given(
    st.sampled_from(["verify", "seed_session", "aggregate_metrics", "end_session"]),
    st.dictionaries(
        st.sampled_from(
            ["response", "ground_truth", "expected_result", "verify_responses", "id", "reward"]
        ),
        json_values
        | st.fixed_dictionaries({"output": st.lists(json_values)})
        | st.lists(
            st.fixed_dictionaries({"name": scalars, "arguments": scalars, "reward": scalars})
        ),
    ),
)
def test_no_body_of_a_control_route_is_a_server_error(
    at_work: httpx.Client, route: str, body: dict[str, Any]
) -> None:
    for world in (WORLD, "math_with_code"):
        reply = at_work.post(f"/{world}/{route}", json=body)
        assert reply.status_code in {200, 400, 422}, reply.text
        assert reply.json().get("valid") is not False, reply.text


@settings(BOUNDED, max_examples=60)
@given(st.text(max_size=60) | st.sampled_from(["quit()", "raise SystemExit", "1/0", "x = 5; x"]))
def test_no_text_as_code_is_a_server_error(at_work: httpx.Client, code: str) -> None:
    reply = at_work.post("/math_with_code/execute_python", json={"code": code})
    assert reply.status_code in {200, 422}, reply.text
