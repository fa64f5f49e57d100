"""What can be set about a server: plain frozen values with defaults, units and reasons.

    default ◀ file ◀ environment variables ◀ --set      (core/config resolves them)
       └──────────────▶ ServerSettings ──▶ core/app, core/sessions, sandbox

This is the lowest layer and reads nothing: no file, no environment variable, no clock.
Durations are seconds (`_s`), sizes are bytes (`_bytes`). What belongs to one environment alone
(its time limit for a cell, its language policy) is in that environment's own `Options`.
"""

from __future__ import annotations

import os
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from .types import JsonObject  # msgspec reads the hints

Seconds: TypeAlias = Annotated[float, Meta(gt=0, le=31_536_000)]
"""A duration; at most a year, so that sums of durations stay exact and finite."""

Count: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000)]

Bytes: TypeAlias = Annotated[int, Meta(ge=1024, le=2**30)]
"""A size of one message; 1 GiB is more than a front door should ever hold at once."""

Domain: TypeAlias = Literal[
    "math",
    "coding",
    "agent",
    "knowledge",
    "instruction_following",
    "long_context",
    "safety",
    "games",
    "translation",
    "e2e",
    "rlhf",
    "other",
]
"""What an environment trains, in the words of the reference's configuration files."""

LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]

IsolationLevel: TypeAlias = Literal["namespaces", "landlock", "limits", "none"]
"""How untrusted code is held, strongest first."""

KIB = 1024
MIB = 1024 * KIB


class EnvironmentSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One served environment.

    `name` is the server's name in the file and its place in routes (`/<name>/`) when several are
    served; `environment` says which environment it is. `entrypoint` is a Python file that holds an
    Environment subclass, an absolute path once resolved; None means a built-in. `domain`,
    `verified`, `description` and `value` override what the environment says of itself; None keeps
    it. `options` are the environment's own settings, checked against its `Options`.
    """

    name: str
    environment: str
    entrypoint: str | None = None
    domain: Domain | None = None
    verified: bool | None = None
    description: str | None = None
    value: str | None = None
    options: JsonObject = {}


class PoolSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Worker processes.

    `size`: workers kept warm for each environment that runs untrusted code: a trainer starts its
    rollouts together, and making a worker takes some 15 ms of a core, so that a batch of 64 would
    wait for half a second; a warm one costs a few megabytes. `max_forks_per_zygote`: after so many
    forks the zygote is replaced, with it the address layout that its workers share. `max_workers`:
    live workers, warm ones and those in sessions together; an idle one costs a few megabytes.
    `max_starting`: workers forked at once; more than the cores only
    makes each slower. `max_queue_s`: how long a session may wait for a worker before it is refused
    as over capacity. `start_deadline_s`: a worker not ready by then is killed; a busy machine
    forks slowly, a sound one never takes this long. `sessions_per_worker`: sessions that share one
    worker in environments that run no untrusted code.
    """

    size: Annotated[int, Meta(ge=0, le=10_000)] = 64
    max_workers: Count = 2200
    max_starting: Count = msgspec.field(default_factory=lambda: os.cpu_count() or 1)
    max_queue_s: Seconds = 30.0
    start_deadline_s: Seconds = 30.0
    sessions_per_worker: Count = 64
    max_forks_per_zygote: Count = 10_000


class CallSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tool calls.

    `grace_s`: after a call's deadline and the interrupt that follows, how long the worker may take
    to answer before it is killed. `queue`: what a second call on a busy session does, `wait` for
    its turn up to the deadline or be refused at once. `max_body_bytes`: the largest request body;
    a long transcript with its outputs is about 1 MiB. `max_frame_bytes`: the largest message from
    or to a worker; it must hold a body or an exported workplace. `checkpoint`: whether a worker
    that runs untrusted code keeps a copy of itself from before each call, so that a killed call
    loses nothing; it costs a fork after every call and about a megabyte. `freeze_after_s`: such a
    session is stopped (SIGSTOP) when idle for so long: what a cell left running costs no CPU.
    """

    grace_s: Seconds = 0.5
    queue: Literal["wait", "refuse"] = "wait"
    max_body_bytes: Bytes = 4 * MIB
    max_frame_bytes: Bytes = 16 * MIB
    checkpoint: bool = True
    freeze_after_s: Seconds = 0.2


class SessionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lives of sessions.

    `idle_ttl_s`: a session without a call for so long is expired; agents think for minutes, not
    quarters of an hour. `max_age_s`: no session lives longer. `max_sessions`: live at once; above
    it a new one is refused as over capacity.
    """

    idle_ttl_s: Seconds = 900.0
    max_age_s: Seconds = 14_400.0
    max_sessions: Count = 2048


class JudgeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Judging. `deadline_s`: a judgement not made by then is `valid: false`, never a reward."""

    deadline_s: Seconds = 10.0


class IsolationSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The jail of untrusted code. `require`: below this level the server does not serve."""

    require: IsolationLevel = "namespaces"


class AuthSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may come in; never printed.

    `api_keys`: with none the server binds to loopback only. `cookie_secret`: signs session
    cookies; None makes a fresh one at start, so that old cookies die with the server.
    """

    api_keys: tuple[Annotated[str, Meta(min_length=16)], ...] = ()
    cookie_secret: Annotated[str, Meta(min_length=32)] | None = None


class ServerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything about one server.

    `port` 0 takes a free one. `keep_alive_s`: idle connections stay open so long; clients reuse
    theirs for 15 s, so that much longer never loses a request to a closing connection. `drain_s`:
    how long calls in flight may take at shutdown. `log_level`: the least severe event logged.
    `ready_fd`: a descriptor on which the server writes its base address (`http://host:port`) and a
    newline once it serves, and which it then closes; for programs that start a server.
    """

    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 9001
    keep_alive_s: Annotated[int, Meta(ge=30, le=86_400)] = 75
    drain_s: Seconds = 10.0
    log_level: LogLevel = "info"
    ready_fd: Annotated[int, Meta(ge=0)] | None = None
    environments: tuple[EnvironmentSettings, ...] = ()
    pool: PoolSettings = PoolSettings()
    calls: CallSettings = CallSettings()
    sessions: SessionSettings = SessionSettings()
    judging: JudgeSettings = JudgeSettings()
    isolation: IsolationSettings = IsolationSettings()
    auth: AuthSettings = AuthSettings()
