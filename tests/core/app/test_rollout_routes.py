"""The rollout protocol over HTTP, of a server with one environment and of one with three."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.core.app import raw_http
from tests.core.app.bad_bodies import MALFORMED, NO_OBJECT, UNFIT
from tests.serving import client, error_of

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject

pytestmark = pytest.mark.slow

ENDED = {"success": True, "stdout": "", "stderr": "", "error_message": None, "result": None}
COOKIE = "sallyport_faulty"


@pytest.fixture
def seeded(alone: httpx.Client) -> Iterator[httpx.Client]:
    """A client with a session of the faulty world that holds the text `a`."""
    assert alone.post("/seed_session", json={"id": 1}).status_code == 200
    assert kept(alone, "a") == ["a"]
    yield alone
    alone.post("/end_session", json={})


def kept(http: httpx.Client, text: str, at: str = "") -> Any:
    reply = http.post(f"{at}/remember", json={"text": text})
    assert reply.status_code == 200, reply.text
    return reply.json()["output"]


def answer(text: str) -> JsonObject:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"output": [{"type": "message", "role": "assistant", "content": content}]}


def cookie_set(reply: httpx.Response, name: str = COOKIE) -> str:
    """The cookie that a reply sets, after checking its attributes."""
    [header] = reply.headers.get_list("set-cookie")
    assert re.fullmatch(rf"{name}=[^;]+; Path=/; HttpOnly; SameSite=lax", header)
    return str(header)


# ── sessions ─────────────────────────────────────────────────────────────────────────────────────


def test_the_root_says_that_the_server_is_up(alone: httpx.Client) -> None:
    reply = alone.get("/")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("body", [b"", b"{}", b'{"id": 3, "extra": {"more": [1, null]}}'])
def test_seeding_takes_any_object_and_sets_the_cookie(alone: httpx.Client, body: bytes) -> None:
    reply = alone.post("/seed_session", content=body)
    assert (reply.status_code, reply.json()) == (200, {})
    cookie_set(reply)


def test_a_session_keeps_its_state_and_its_cookie_over_calls(alone: httpx.Client) -> None:
    first = cookie_set(alone.post("/seed_session", json={}))
    assert [kept(alone, text) for text in "abc"][-1] == ["a", "b", "c"]
    assert cookie_set(alone.post("/echo", json={"text": "x"})) == first


def test_two_rollouts_have_two_sessions(one_world: str) -> None:
    with client(one_world) as one, client(one_world) as other:
        assert (kept(one, "a"), kept(other, "b"), kept(one, "c")) == (["a"], ["b"], ["a", "c"])


def test_a_tool_call_starts_a_session_where_the_environment_says_so(alone: httpx.Client) -> None:
    reply = alone.post("/remember", json={"text": "a"})
    cookie_set(reply)
    assert kept(alone, "b") == ["a", "b"]


def test_a_tool_call_before_seeding_is_told_to_seed_elsewhere(several: httpx.Client) -> None:
    reply = several.post("/workplace_assistant/email_search_emails", json={"query": "a"})
    assert (reply.status_code, error_of(reply)["type"]) == (400, "malformed_request")
    assert "seed_session" in error_of(reply)["message"]


def test_seeding_again_leaves_a_session_alone(seeded: httpx.Client) -> None:
    assert seeded.post("/seed_session", json={"id": 2}).status_code == 200
    assert kept(seeded, "b") == ["a", "b"]


def test_seeding_a_workplace_again_starts_it_over(several: httpx.Client) -> None:
    at = "/workplace_assistant"

    def found() -> Any:
        reply = several.post(f"{at}/email_search_emails", json={"query": "zanzibar"})
        return reply.json()["output"]

    several.post(f"{at}/seed_session", json={})
    none = found()
    mail = {"recipient": "ida@example.org", "subject": "zanzibar", "body": "hello"}
    assert several.post(f"{at}/email_send_email", json=mail).status_code == 200
    assert found() != none
    assert several.post(f"{at}/seed_session", json={}).status_code == 200
    assert found() == none


def test_ending_is_idempotent_and_the_next_call_starts_empty(seeded: httpx.Client) -> None:
    for _ in range(3):
        reply = seeded.post("/end_session", json={})
        assert (reply.status_code, reply.json()) == (200, ENDED)
        cookie_set(reply)
    assert kept(seeded, "b") == ["b"]


def test_ending_without_a_session_is_fine(alone: httpx.Client) -> None:
    assert alone.post("/end_session", json={}).json() == ENDED


def test_a_call_after_ending_a_workplace_is_told_to_seed(several: httpx.Client) -> None:
    several.post("/workplace_assistant/seed_session", json={})
    several.post("/workplace_assistant/end_session", json={})
    reply = several.post("/workplace_assistant/email_search_emails", json={"query": "a"})
    assert (reply.status_code, error_of(reply)["type"]) == (400, "malformed_request")


def test_a_lost_session_is_gone_until_it_is_seeded_again(seeded: httpx.Client) -> None:
    died = seeded.post("/leave", json={"code": 3})
    assert (died.status_code, error_of(died)["type"]) == (502, "worker_died")
    assert error_of(died)["details"]["exit_code"] == 3
    cookie_set(died)
    for _ in range(2):
        lost = seeded.post("/echo", json={"text": "a"})
        assert (lost.status_code, error_of(lost)["type"]) == (410, "session_lost")
        cookie_set(lost)
    assert seeded.post("/seed_session", json={}).status_code == 200
    assert kept(seeded, "b") == ["b"]


def test_a_session_with_checkpoints_goes_on_from_before_the_call_that_killed_it(
    several: httpx.Client,
) -> None:
    assert kept(several, "a", "/faulty") == ["a"]
    died = several.post("/faulty/leave", json={"code": 3})
    assert (died.status_code, error_of(died)["type"]) == (502, "worker_died")
    assert kept(several, "b", "/faulty") == ["a", "b"]


# ── the cookie ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/", b"", 200),
        ("GET", "/reverify_mode", b"", 200),
        ("GET", "/healthz", b"", 200),
        ("POST", "/verify", b'{"expected_result":"5","response":{}}', 200),
        ("POST", "/aggregate_metrics", b'{"verify_responses":[]}', 200),
        ("POST", "/verify", b"{", 400),
        ("POST", "/nothing", b"{}", 404),
        ("POST", "/no/such/path", b"{}", 404),
        ("GET", "/v1/environments/nothing", b"", 404),
        ("GET", "/echo", b"", 405),
        ("DELETE", "/verify", b"", 405),
        ("POST", "/", b"{}", 405),
        ("POST", "/echo", b'{"text":"' + b"x" * 300_000 + b'"}', 413),
        ("POST", "/echo", b"{}", 422),
        ("POST", "/echo", b"[]", 422),
        ("POST", "/verify", b"{}", 422),
        ("POST", "/v1/sessions", b"{}", 422),
    ],
)
def test_every_reply_sets_the_cookie_again(
    seeded: httpx.Client, method: str, path: str, body: bytes, status: int
) -> None:
    sent = f"{COOKIE}={seeded.cookies[COOKIE]}"
    reply = seeded.request(method, path, content=body)
    assert reply.status_code == status, reply.text
    assert cookie_set(reply).startswith(f"{sent};")
    if status >= 400:
        error_of(reply)
    assert kept(seeded, "b") == ["a", "b"], "the session is usable after it"


def forged(sealed: str) -> dict[str, str]:
    """Cookies that nobody made, from one that was."""
    name, _, token = sealed.rpartition(".")
    return {
        "nothing": "",
        "a_word": "x",
        "only_the_name": name,
        "an_empty_token": f"{name}.",
        "a_shorter_token": sealed[:-1],
        "another_token": f"{name}.{'A' * len(token)}",
        "another_name": f"{name[:-1]}{'0' if name[-1] != '0' else '1'}.{token}",
        "a_session_token": f"{name}.{token.swapcase()}",
        "a_path": f"../{sealed}",
        "something_more": f"{sealed}x",
    }


@pytest.mark.parametrize("kind", forged("0-0-a.token"))
def test_a_forged_cookie_is_refused_and_not_handed_on(
    seeded: httpx.Client, one_world: str, kind: str
) -> None:
    cookie = forged(seeded.cookies[COOKIE])[kind]
    with client(one_world, headers={"Cookie": f"{COOKIE}={cookie}"}) as forger:
        for path in ("/seed_session", "/echo", "/verify", "/end_session"):
            reply = forger.post(path, json={"text": "a", "response": {}})
            assert (reply.status_code, error_of(reply)["type"]) == (401, "bad_token")
            assert "set-cookie" not in reply.headers
    assert kept(seeded, "b") == ["a", "b"]


def test_a_cookie_in_quotes_is_the_same_cookie(seeded: httpx.Client, one_world: str) -> None:
    quoted = f'{COOKIE}="{seeded.cookies[COOKIE]}"'
    with client(one_world, headers={"Cookie": quoted}) as other:
        cookie_set(other.post("/no/such/path"))
        assert kept(other, "b") == ["a", "b"]


def test_a_cookie_of_another_server_is_refused(seeded: httpx.Client, three_worlds: str) -> None:
    foreign = {"Cookie": f"{COOKIE}={seeded.cookies[COOKIE]}"}
    with client(three_worlds, headers=foreign) as other:
        assert other.post("/faulty/echo", json={"text": "a"}).status_code == 401


def test_a_cookie_of_another_environment_is_refused(
    several: httpx.Client, three_worlds: str
) -> None:
    several.post("/faulty/seed_session", json={})
    sealed = several.cookies[COOKIE]
    foreign = {"Cookie": f"sallyport_math_with_code={sealed}"}
    with client(three_worlds, headers=foreign) as other:
        reply = other.post("/math_with_code/execute_python", json={"code": "1"})
        assert (reply.status_code, error_of(reply)["type"]) == (401, "bad_token")


def test_a_session_token_is_no_cookie(alone: httpx.Client, one_world: str) -> None:
    made = alone.post("/v1/sessions", json={"environment": "faulty"}).json()
    sealed = f"{made['session_id']}.{made['token']}"
    with client(one_world, headers={"Cookie": f"{COOKIE}={sealed}"}) as other:
        assert other.post("/echo", json={"text": "a"}).status_code == 401


def test_a_client_may_hold_cookies_of_several_environments_and_others(
    several: httpx.Client,
) -> None:
    several.cookies.set("other", "value", domain="127.0.0.1", path="/")
    for name in ("faulty", "workplace_assistant"):
        assert several.post(f"/{name}/seed_session", json={}).status_code == 200
    reply = several.get("/healthz")
    names = {header.partition("=")[0] for header in reply.headers.get_list("set-cookie")}
    assert names == {"sallyport_faulty", "sallyport_workplace_assistant"}
    assert kept(several, "a", "/faulty") == ["a"]


# ── verify and the metrics ───────────────────────────────────────────────────────────────────────


def test_a_verdict_echoes_the_request_and_says_how_it_was_reached(alone: httpx.Client) -> None:
    body = {"expected_result": "5", "id": 7, "response": answer("It is \\boxed{5}."), "x": [1]}
    reply = alone.post("/verify", json=body).json()
    assert {key: reply[key] for key in body} == body
    assert (reply["reward"], reply["valid"], reply["failure_reason"]) == (1.0, True, None)
    assert set(reply["verdict"]) == {"passed", "method", "reason", "components", "details"}


def test_verifying_neither_needs_nor_changes_a_session(
    alone: httpx.Client, seeded: httpx.Client
) -> None:
    body = {"expected_result": "5", "response": answer("\\boxed{5}")}
    for _ in range(2):
        assert seeded.post("/verify", json=body).json()["reward"] == 1.0
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("row", [{}, {"expected_result": 5}, {"expected_result": None}])
def test_a_task_that_cannot_be_judged_is_no_reward(alone: httpx.Client, row: JsonObject) -> None:
    reply = alone.post("/verify", json={**row, "response": answer("5")})
    assert (reply.status_code, error_of(reply)["type"]) == (422, "invalid_task")


def test_verify_replies_are_aggregated(alone: httpx.Client) -> None:
    rows = [{"_ng_task_index": 0, "_ng_rollout_index": n, "reward": float(n)} for n in (0, 1)]
    reply = alone.post("/aggregate_metrics", json={"verify_responses": rows}).json()
    assert set(reply) == {"group_level_metrics", "agent_metrics", "key_metrics"}
    assert reply["key_metrics"]["mean/reward"] == 0.5


def test_stored_rollouts_can_be_judged_again(alone: httpx.Client, several: httpx.Client) -> None:
    assert alone.get("/reverify_mode").json() == "stateless"
    for name in ("faulty", "math_with_code", "workplace_assistant"):
        assert several.get(f"/{name}/reverify_mode").json() == "stateless"


# ── several environments, and the prefix ─────────────────────────────────────────────────────────


def test_each_environment_has_its_routes_under_its_name(several: httpx.Client) -> None:
    assert several.get("/faulty/").json() == {"status": "ok"}
    assert several.get("/workplace_assistant").json() == {"status": "ok"}
    several.post("/math_with_code/seed_session", json={})
    code = {"code": "x = np.arange(5)\nx.sum()"}
    assert several.post("/math_with_code/execute_python", json=code).json()["result"] == "10"
    later = several.post("/math_with_code/execute_python", json={"code": "len(x)"}).json()
    assert later["result"] == "5"
    assert several.post("/math_with_code/echo", json={"text": "a"}).status_code == 404
    assert several.post("/seed_session", json={}).status_code in {404, 405}


@pytest.mark.parametrize("rollout", ["r1", "a%20b", "x" * 500, "..", "%2e%2e"])
def test_every_route_answers_under_the_prefix_of_a_rollout_id(one_world: str, rollout: str) -> None:
    prefix = f"/ng-rollout/{rollout}".encode()
    seeding = raw_http.post(one_world, prefix + b"/seed_session")
    assert seeding.status == 200, seeding
    cookie = seeding.headers["set-cookie"].partition(";")[0]
    remember = raw_http.post(one_world, prefix + b"/remember", b'{"text":"a"}', cookie)
    assert remember.body == {"output": ["a"]}
    assert raw_http.post(one_world, b"/remember", b'{"text":"b"}', cookie).body["output"] == [
        "a",
        "b",
    ]
    verdict = raw_http.post(
        one_world, prefix + b"/verify", b'{"expected_result":"5","response":{}}'
    )
    assert verdict.status == 200
    assert raw_http.post(one_world, prefix + b"/end_session", b"{}", cookie).body == ENDED


def test_the_prefix_works_before_an_environments_name(several: httpx.Client) -> None:
    assert several.get("/ng-rollout/r1/faulty/").json() == {"status": "ok"}
    assert kept(several, "a", "/ng-rollout/r1/faulty") == ["a"]
    assert several.get("/ng-rollout/r1/v1/environments").status_code == 200


# ── what a model makes up ────────────────────────────────────────────────────────────────────────

MADE_UP = {
    "a_folder": b"/a/b",
    "a_query": b"/x?y=1",
    "a_query_on_a_tool": b"/echo?text=a",
    "a_step_up": b"/../verify",
    "steps_up": b"/../../../../etc/passwd",
    "an_encoded_step_up": b"/%2e%2e/verify",
    "an_encoded_slash": b"/a%2Fb",
    "a_tool_behind_an_encoded_slash": b"/x%2F..%2Fecho",
    "nothing": b"/",
    "slashes": b"//a//b",
    "a_long_name": b"/" + b"x" * 10_000,
    "encoded_unicode": b"/%C3%A9cho%F0%9F%98%80",
    "invalid_utf8": b"/%ff%fe",
    "a_null": b"/echo%00",
    "a_space": b"/echo%20",
    "a_new_line": b"/echo%0d%0aSet-Cookie:%20a=b",
    "braces": b"/{tool}",
    "another_case": b"/Echo",
    "a_dunder": b"/__class__",
    "a_call": b"/echo(text='a')",
    "a_namespace": b"/mcp__faulty__echo/x",
    "the_session_api": b"/v1",
    "health": b"/healthz",
    "semicolons": b"/echo;a=b",
}


@pytest.mark.parametrize("target", MADE_UP.values(), ids=MADE_UP)
@pytest.mark.parametrize("world", ["one", "three"])
def test_a_path_that_a_model_made_up_is_a_plain_refusal(
    one_world: str, three_worlds: str, world: str, target: bytes
) -> None:
    base, at = (one_world, b"") if world == "one" else (three_worlds, b"/faulty")
    cookie = raw_http.post(base, at + b"/seed_session").headers["set-cookie"].partition(";")[0]
    reply = raw_http.post(base, at + target, b'{"text":"a"}', cookie)
    assert reply.status in {404, 405}, reply
    assert set(reply.body["error"]) == {"type", "message", "retryable", "details"}
    assert reply.headers["set-cookie"].startswith(cookie)
    assert len(reply.body["error"]["message"]) < 1000
    after = raw_http.post(base, at + b"/remember", b'{"text":"a"}', cookie)
    assert after.body == {"output": ["a"]}


def test_an_unknown_tool_is_told_the_nearest_names(seeded: httpx.Client) -> None:
    reply = seeded.post("/remeber", json={"text": "b"})
    error = error_of(reply)
    assert (reply.status_code, error["type"]) == (404, "unknown_tool")
    assert error["details"]["closest"][0] == "remember"
    assert "'remember'" in error["message"]


@pytest.mark.parametrize("name", ["verify", "aggregate_metrics", "reverify_mode", "healthz", "v1"])
def test_a_control_route_called_like_a_tool_never_changes_the_session(
    seeded: httpx.Client, name: str
) -> None:
    seeded.post(f"/{name}", json={"text": "b"})
    assert kept(seeded, "b") == ["a", "b"]


# ── bad input ────────────────────────────────────────────────────────────────────────────────────


READ_A_BODY = ("/echo", "/seed_session", "/verify", "/aggregate_metrics")


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_body_is_refused_and_the_session_goes_on(
    seeded: httpx.Client, kind: str
) -> None:
    for path in READ_A_BODY:
        reply = seeded.post(path, content=MALFORMED[kind])
        assert (reply.status_code, error_of(reply)["type"]) == (400, "malformed_request")
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("kind", NO_OBJECT)
def test_json_that_is_no_object_is_unprocessable(seeded: httpx.Client, kind: str) -> None:
    for path in READ_A_BODY:
        reply = seeded.post(path, content=NO_OBJECT[kind])
        assert (reply.status_code, error_of(reply)["type"]) == (422, "invalid_request")
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("kind", UNFIT)
def test_arguments_that_do_not_fit_are_the_models_mistake(seeded: httpx.Client, kind: str) -> None:
    reply = seeded.post("/echo", content=UNFIT[kind])
    assert (reply.status_code, error_of(reply)["type"]) == (422, "invalid_arguments")
    assert "text" in error_of(reply)["message"]
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("path", [b"/echo", b"/seed_session", b"/verify", b"/v1/verify", b"/no"])
def test_a_body_of_ten_megabytes_is_too_large(
    seeded: httpx.Client, one_world: str, path: bytes
) -> None:
    body = b'{"text":"' + b"x" * 10_000_000 + b'"}'
    reply = seeded.post(path.decode(), content=body)
    expected = (404, "unknown_tool") if path == b"/no" else (413, "too_large")
    assert (reply.status_code, error_of(reply)["type"]) == expected
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("path", [b"/echo", b"/seed_session", b"/verify", b"/v1/verify"])
def test_a_chunked_body_over_the_size_is_too_large(one_world: str, path: bytes) -> None:
    cookie = raw_http.post(one_world, b"/seed_session").headers["set-cookie"].partition(";")[0]
    reply = raw_http.post_chunked(one_world, path, [b"x" * 65_536] * 5, cookie)
    assert (reply.status, reply.error) == (413, "too_large")
    after = raw_http.post_chunked(one_world, b"/remember", [b'{"te', b'xt":"a"}'], cookie)
    assert after.body == {"output": ["a"]}


def test_a_body_just_under_the_size_passes(seeded: httpx.Client) -> None:
    text = "x" * (262_144 - len('{"text":""}'))
    assert seeded.post("/echo", json={"text": text}).json() == {"output": text}
