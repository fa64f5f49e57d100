"""Speaking in another session's name: names, tokens, cookies, paths; from outside."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from tests.attacks.service.attack import BreachError, DoorAttack
from tests.attacks.service.visitor import Notebook, named

if TYPE_CHECKING:
    import httpx

    from tests.attacks.service.fortress import Fortress

KIND: Final = "impersonating"
SUCCESS: Final = "another session answered, or a control route did"

_COOKIE: Final = "sallyport_patient"
_READ: Final = {"code": "kept"}
"""What the witness's canary is called in its session."""


def _refused(fortress: Fortress, response: httpx.Response, *names: str) -> str:
    """Return the refusal's name; it must be one of `names`, and give nothing away."""
    reply = named(response)
    if fortress.canaries.found_in(reply.raw) or reply.name not in names:
        raise BreachError(reply.text())
    return reply.name


def _victim(fortress: Fortress) -> tuple[str, str]:
    """The witness's session: its name and its cookie as the server sealed it."""
    cookie = fortress.witness.cookies()[_COOKIE]
    return cookie.rpartition(".")[0], cookie


def _with_header(fortress: Fortress, header: str | None) -> str:
    """Ask for the witness's session with this `Authorization`."""
    name = _victim(fortress)[0]
    # As bytes: httpx takes no other text than ASCII.
    headers = {} if header is None else {b"Authorization": header.encode("latin-1")}
    for method, path in (
        ("GET", ""),
        ("POST", "/tools/execute_python"),
        ("GET", "/state"),
        ("GET", "/snapshot"),
        ("POST", "/verify"),
        ("POST", "/fork"),
        ("DELETE", ""),
    ):
        response = fortress.client.request(
            method, f"/v1/sessions/{name}{path}", headers=headers, json=_READ
        )
        told = _refused(fortress, response, "bad_token")
    return told


def _with_own_token(fortress: Fortress) -> str:
    own = fortress.notebook()
    try:
        return _with_header(fortress, f"Bearer {own.token}")
    finally:
        own.close()


def _with_cookies_seal(fortress: Fortress) -> str:
    seal = _victim(fortress)[1].rpartition(".")[2]
    return _with_header(fortress, f"Bearer {seal}")


def _with_token_as_cookie(fortress: Fortress) -> str:
    own = fortress.notebook()
    try:
        return _with_cookie(fortress, f"{own.name}.{own.token}")
    finally:
        own.close()


def _with_cookie(fortress: Fortress, value: str) -> str:
    for path in ("execute_python", "seed_session", "end_session"):
        response = fortress.client.post(
            f"/patient/{path}", json=_READ, headers={"Cookie": f"{_COOKIE}={value}"}
        )
        told = _refused(fortress, response, "bad_token")
    return told


def _with_changed_cookies(fortress: Fortress) -> str:
    name, cookie = _victim(fortress)
    seal = cookie.rpartition(".")[2]
    for value in (
        name,
        f"{name}.",
        f"{name}.{seal[:-1]}",
        f"{name}.{'A' if seal[0] != 'A' else 'B'}{seal[1:]}",
        f"{name}.{seal.swapcase()}",
        f"{name[:-1]}{'0' if name[-1] != '0' else '1'}.{seal}",
        f"{name}%00.{seal}",
        f"{name}.{seal}.{seal}",
        f"../{name}.{seal}",
        "x" * 4000,
    ):
        told = _with_cookie(fortress, value)
    return told


def _with_cookie_of_another_environment(fortress: Fortress) -> str:
    """A cookie that was sealed for `patient`, sent to `hurried` under its name."""
    cookie = _victim(fortress)[1]
    headers = {"Cookie": f"sallyport_hurried={cookie}"}
    response = fortress.client.post("/hurried/execute_python", json=_READ, headers=headers)
    # A session of the attacker's own, where the variable is not, is no breach.
    return _refused(fortress, response, "bad_token", "error")


def _with_names_of_old(fortress: Fortress) -> str:
    own = fortress.notebook()
    own.close()
    response = own.request("POST", "/tools/execute_python", json=_READ)
    return _refused(fortress, response, "session_closed")


def _with_guessed_names(fortress: Fortress) -> str:
    for guess in range(200):
        name = f"0-0-{guess:032x}"
        response = fortress.client.get(
            f"/v1/sessions/{name}", headers={"Authorization": f"Bearer {guess:022x}"}
        )
        told = _refused(fortress, response, "bad_token")
    return told


def _by_choosing_a_rollouts_name(fortress: Fortress) -> str:
    """A rollout's name is no session's: who takes it has an empty session of their own."""
    body = {"environment": "patient", "session_id": _victim(fortress)[0]}
    made = fortress.client.post("/v1/sessions", json=body)
    if made.status_code == 409:
        # An earlier attack has taken it: once used, a name is never given again.
        return _refused(fortress, made, "conflict", "session_closed")
    own = Notebook(fortress.client, made.json()["session_id"], made.json()["token"])
    try:
        response = own.request("POST", "/tools/execute_python", json=_READ)
        return _refused(fortress, response, "error")
    finally:
        own.close()


def _by_choosing_a_sessions_name(fortress: Fortress) -> str:
    other = fortress.notebook()
    try:
        body = {"environment": "patient", "session_id": other.name}
        return _refused(fortress, fortress.client.post("/v1/sessions", json=body), "conflict")
    finally:
        other.close()


def _by_tools_that_are_routes(fortress: Fortress) -> str:
    own = fortress.notebook()
    victim = _victim(fortress)[0]
    try:
        for tool in (
            "verify",
            "seed_session",
            "end_session",
            "aggregate_metrics",
            "v1",
            "..%2fverify",
            "..%2f..%2f" + victim + "%2fstate",
            "%2e%2e/%2e%2e/" + victim + "/tools/execute_python",
            "execute_python%00",
            "__class__",
            "healthz",
        ):
            response = own.request("POST", f"/tools/{tool}", json=_READ)
            told = _refused(
                fortress, response, "unknown_tool", "not_found", "method_not_allowed", "bad_token"
            )
    finally:
        own.close()
    return told


def _by_a_name_in_the_arguments(fortress: Fortress) -> str:
    """A name in a body means nothing: the session is whose token came."""
    own = fortress.notebook()
    try:
        body = {"code": "kept", "session_id": _victim(fortress)[0]}
        response = own.request("POST", "/tools/execute_python", json=body)
        return _refused(fortress, response, "invalid_arguments", "error")
    finally:
        own.close()


def _verdict_by_guess(fortress: Fortress) -> str:
    """Judging is of the transcript that is sent: it tells nothing of anybody's session."""
    headers = {"Cookie": f"{_COOKIE}={_victim(fortress)[0]}.{'A' * 22}"}
    body = {"expected_result": "42", "response": {"output": []}}
    response = fortress.client.post("/patient/verify", json=body, headers=headers)
    return _refused(fortress, response, "bad_token")


def _verdict_without_a_cookie(fortress: Fortress) -> str:
    body = {"expected_result": "42", "response": {"output": []}}
    reply = named(fortress.client.post("/patient/verify", json=body))
    if reply.name != "judged" or reply.body["reward"] != 0.0:
        raise BreachError(reply.text())
    return "judged"


def _forged_snapshots(fortress: Fortress) -> str:
    own = fortress.notebook()
    try:
        sealed = own.request("GET", "/snapshot").content
    finally:
        own.close()
    changed = bytearray(sealed)
    changed[-1] ^= 1
    for data in (b"", b"garbage", bytes(changed), sealed[:-1], sealed + b"x", sealed[:40]):
        body = {"environment": "patient", "snapshot": base64.b64encode(data).decode()}
        response = fortress.client.post("/v1/sessions", json=body)
        told = _refused(fortress, response, "bad_token", "malformed_request")
    return told


def _snapshot_of_another_environment(fortress: Fortress) -> str:
    own = fortress.notebook()
    try:
        sealed = own.request("GET", "/snapshot").content
    finally:
        own.close()
    body = {"environment": "hurried", "snapshot": base64.b64encode(sealed).decode()}
    response = fortress.client.post("/v1/sessions", json=body)
    return _refused(fortress, response, "invalid_request")


def _listing(fortress: Fortress) -> str:
    """Whoever may list sessions learns what there is, and no token of any."""
    own = fortress.notebook()
    try:
        told = fortress.client.get("/v1/sessions")
        if own.token.encode() in told.content or fortress.canaries.found_in(told.content):
            raise BreachError(f"the listing tells tokens: {told.content[-300:]!r}")
    finally:
        own.close()
    return "listed" if told.status_code == 200 else named(told).name


def _header(value: str | None) -> Any:
    return lambda fortress: _with_header(fortress, value)


_ACTS: Final = {
    "no_token": _header(None),
    "empty_token": _header("Bearer"),
    "another_scheme": _header("Basic YTpi"),
    "token_of_zeroes": _header("Bearer " + "A" * 22),
    "token_that_is_text_of_another_kind": _header("Bearer \u00e9\u00ff"),
    "token_of_another_session": _with_own_token,
    "seal_of_the_cookie_as_token": _with_cookies_seal,
    "token_as_cookie": _with_token_as_cookie,
    "changed_cookies": _with_changed_cookies,
    "cookie_of_another_environment": _with_cookie_of_another_environment,
    "names_of_closed_sessions": _with_names_of_old,
    "guessed_names": _with_guessed_names,
    "name_of_a_rollout_chosen": _by_choosing_a_rollouts_name,
    "name_of_a_session_chosen": _by_choosing_a_sessions_name,
    "tools_named_like_routes": _by_tools_that_are_routes,
    "name_in_the_arguments": _by_a_name_in_the_arguments,
    "verdict_by_a_guessed_cookie": _verdict_by_guess,
    "verdict_without_a_cookie": _verdict_without_a_cookie,
    "listing_of_sessions": _listing,
    "forged_snapshots": _forged_snapshots,
    "snapshot_of_another_environment": _snapshot_of_another_environment,
}

ATTACKS = tuple(DoorAttack(KIND, name, SUCCESS, act) for name, act in _ACTS.items())
