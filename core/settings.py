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

LogFormat: TypeAlias = Literal["json", "text"]

IsolationLevel: TypeAlias = Literal["namespaces", "landlock", "limits", "none"]
"""How untrusted code is held, strongest first."""

KIB = 1024
MIB = 1024 * KIB

FRAME_SLACK_BYTES = 64 * KIB
"""Of a frame, for all that is not the body of a request or a reply."""


class EnvironmentSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One served environment.

    `name` is the server's name in the file and its place in routes (`/<name>/`) when several are
    served; `environment` says which environment it is. `entrypoint` is a Python file that holds an
    Environment subclass, an absolute path once resolved; None means a built-in. `domain`,
    `verified`, `description` and `value` override what the environment says of itself; None keeps
    it. `allowed_agents` names the agents that the environment is meant for, which clients are told;
    empty: any. `options` are the environment's own settings, checked against its `Options`.
    `tasks` are the rows to list as its tasks instead of its own.
    """

    name: str
    environment: str
    entrypoint: str | None = None
    domain: Domain | None = None
    verified: bool | None = None
    description: str | None = None
    value: str | None = None
    allowed_agents: tuple[str, ...] = ()
    options: JsonObject = {}
    tasks: tuple[JsonObject, ...] | None = None


class PoolSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Worker processes.

    `size`: workers kept warm for each environment that runs untrusted code: a trainer starts its
    rollouts together, and making a worker takes some 15 ms of a core, so that a batch of 64 would
    wait for half a second; a warm one costs a few megabytes. `max_warm`: how many are kept warm at
    most after more sessions came at once than were warm, and while memory is plenty; no more than
    `size`: a pool never grows. `shrink_after_s`: what it grew by ends when for so long no batch
    needed it: a trainer's next one comes within minutes. `max_forks_per_zygote`: after so many
    forks the zygote is replaced, with it the address layout that its workers share. `max_workers`:
    live workers, warm ones and those in sessions together; an idle one costs a few megabytes.
    `max_starting`: workers forked at once; more than the cores only
    makes each slower. `max_queue_s`: how long a session may wait for a worker before it is refused
    as over capacity; `max_queue`: how many may wait at once, one more being refused without a wait
    (two thousand that come together are served well within the half minute).
    `start_deadline_s`: a worker not ready by then is killed; a busy machine
    forks slowly, a sound one never takes this long. `sessions_per_worker`: sessions that share one
    worker in environments that run no untrusted code.
    """

    size: Annotated[int, Meta(ge=0, le=10_000)] = 64
    max_warm: Annotated[int, Meta(ge=0, le=10_000)] = 256
    shrink_after_s: Seconds = 300.0
    max_workers: Count = 2200
    max_starting: Count = msgspec.field(default_factory=lambda: os.cpu_count() or 1)
    max_queue_s: Seconds = 30.0
    max_queue: Count = 2048
    start_deadline_s: Seconds = 30.0
    sessions_per_worker: Count = 64
    max_forks_per_zygote: Count = 10_000


class CallSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tool calls.

    `grace_s`: after a call's deadline and the interrupt that follows, how long the worker may take
    to answer before it is killed. `queue`: what a second call on a busy session does, `wait` for
    its turn up to the deadline or be refused at once. `max_body_bytes`: the largest request body
    but for judging (`verify.max_body_bytes`). `max_frame_bytes`: the largest message from or to a
    worker; it must hold a body or an exported workplace, and a reply that is larger has the status
    `message_limit`. `checkpoint`: whether a worker that runs untrusted code keeps a copy of itself
    from before each call, so that a killed call loses nothing; it costs a fork after every call and
    about a megabyte. `freeze_after_s`: such a session is stopped (SIGSTOP) when idle for so long:
    what a cell left running costs no CPU. `on_disconnect`: a call whose client goes away is
    finished, what it did staying, or stopped as at its time limit; one with an Idempotency-Key is
    always finished, for its reply is kept.
    """

    grace_s: Seconds = 0.5
    queue: Literal["wait", "refuse"] = "wait"
    max_body_bytes: Bytes = 4 * MIB
    max_frame_bytes: Bytes = 16 * MIB
    checkpoint: bool = True
    freeze_after_s: Seconds = 0.2
    on_disconnect: Literal["finish", "stop"] = "finish"

    def __post_init__(self) -> None:
        """Raise ValueError when a frame would not hold a body."""
        least = self.max_body_bytes + FRAME_SLACK_BYTES
        if self.max_frame_bytes < least:
            raise ValueError(
                f"calls.max_frame_bytes is {self.max_frame_bytes:,}; it must be at least {least:,},"
                f" to hold a body of calls.max_body_bytes ({self.max_body_bytes:,})"
            )


class LimitSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one session may use up beside time and memory, which are its environment's options.

    One jail is made for all environments of a server. `processes`: processes and threads at once,
    three of them ours; a thread pool of default size takes 36 on a large machine. `open_files`: of
    one process; asyncio and a few data files need a dozen. `scratch_bytes`, `scratch_files`: all
    that lies in its private folder, which is in memory. `file_bytes`: one file there.
    `stack_bytes`: of a thread; deep recursion of ordinary programs fits in 8 MiB.
    """

    processes: Annotated[int, Meta(ge=4, le=32_768)] = 64
    open_files: Annotated[int, Meta(ge=16, le=1_048_576)] = 128
    scratch_bytes: Annotated[int, Meta(ge=MIB, le=2**40)] = 32 * MIB
    scratch_files: Annotated[int, Meta(ge=8, le=10_000_000)] = 1024
    file_bytes: Annotated[int, Meta(ge=MIB, le=2**40)] = 32 * MIB
    stack_bytes: Annotated[int, Meta(ge=MIB, le=2**30)] = 8 * MIB


class SessionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lives of sessions.

    `idle_ttl_s`: a session without a call for so long is expired; agents think for minutes, not
    quarters of an hour. `uncalled_ttl_s`: the same for one with which nothing was ever done, since
    its client may have gone away; `judged_ttl_s`: for one with which nothing was done since its
    verdict, for most clients end none. A time-to-live that a client asks for replaces all three.
    `max_age_s`: no session lives longer; a call that runs then is answered first. `max_sessions`:
    live at once; above it a new one waits, for `max_wait_s` at most, and is then refused as over
    capacity; `max_waiting`: so many may wait, one more being refused at once: as many as may live,
    for a batch of a trainer's comes together. `min_available_bytes`: with less memory left, to the
    machine or to the control group that holds the server, no session starts; those that live need
    some of it to go on.
    """

    idle_ttl_s: Seconds = 900.0
    uncalled_ttl_s: Seconds = 60.0
    judged_ttl_s: Seconds = 60.0
    max_age_s: Seconds = 14_400.0
    max_sessions: Count = 2048
    max_wait_s: Seconds = 30.0
    max_waiting: Count = 2048
    min_available_bytes: Annotated[int, Meta(ge=0, le=2**62)] = 256 * MIB


class JudgeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Judging. `deadline_s`: a judgement not made by then is `valid: false`, never a reward.

    `symbolic_deadline_s`: the same for what only symbolic algebra can tell; an honest answer takes
    some 50 ms, a sum or an integral up to a second. `symbolic_memory_bytes`: what one such
    comparison may map; SymPy's own caches are tens of megabytes. `symbolic_at_once`: such
    comparisons at once; together with the memory of each a bound for all.
    """

    deadline_s: Seconds = 10.0
    symbolic_deadline_s: Seconds = 2.0
    symbolic_memory_bytes: Annotated[int, Meta(ge=64 * MIB, le=2**40)] = 256 * MIB
    symbolic_at_once: Count = 16


class VerifySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Requests to judge. `max_body_bytes`: the largest body, unpacked; four turns with their token
    ids and log-probabilities, which trainers send along, are 5 MiB. They are dropped before a judge
    reads the rest, which must fit `calls.max_frame_bytes`.
    """

    max_body_bytes: Bytes = 64 * MIB


class RolloutSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rollout protocol. `failures`: what `/verify` answers where there is no verdict: `null`
    as the reward (a row that cannot be judged is a 422), or a `masked` sample with reward 0.0, as
    NeMo Gym's own servers do; `auto` masks for NeMo Gym's agents and for nobody else.
    """

    failures: Literal["auto", "null", "masked"] = "auto"


class IsolationSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The jail of untrusted code. `require`: below this level the server does not serve."""

    require: IsolationLevel = "namespaces"


ApiKey: TypeAlias = Annotated[str, Meta(min_length=16, max_length=512)]
"""Short enough for a header, long enough that nobody guesses it."""


class AuthSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may come in; keys and secret are never printed.

    `api_keys`: one of them is needed for everything but a session's own routes; with none the
    server binds to loopback only. `api_keys_file`: more of them, one a line, read at start.
    `allow_anonymous`: bind elsewhere without keys all the same: whoever reaches the port may start
    sessions. `cookie_secret`: signs session cookies; None makes a fresh one at start, so that old
    cookies die with the server.
    """

    api_keys: tuple[ApiKey, ...] = ()
    api_keys_file: Annotated[str, Meta(min_length=1)] | None = None
    allow_anonymous: bool = False
    cookie_secret: Annotated[str, Meta(min_length=32)] | None = None

    def __repr__(self) -> str:
        return f"AuthSettings({len(self.api_keys)} keys, not shown)"


class LogSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Logs, on standard error. `level`: the least severe event logged. `format`: JSON, one line an
    event, or `text` for a person who watches.
    """

    level: LogLevel = "info"
    format: LogFormat = "json"


class JournalSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Journals on disk. `dir`: the folder that takes one file a session; None keeps them in memory
    alone. `max_file_bytes`: a session's file grows no further; its calls go on. `flush_s`: how
    long a reply waits for its line to be written: a disk that hangs must not hang the rollouts.
    """

    dir: Annotated[str, Meta(min_length=1)] | None = None
    max_file_bytes: Annotated[int, Meta(ge=1024, le=2**40)] = 256 * MIB
    flush_s: Seconds = 5.0


class ServerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything about one server.

    `port` 0 takes a free one. `keep_alive_s`: idle connections stay open so long; clients reuse
    theirs for 15 s, so that much longer never loses a request to a closing connection. `drain_s`:
    how long calls in flight may take at shutdown.
    `ready_fd`: a descriptor on which the server writes its base address (`http://host:port`) and a
    newline once it serves, and which it then closes; for programs that start a server.
    """

    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 9001
    keep_alive_s: Annotated[int, Meta(ge=30, le=86_400)] = 75
    drain_s: Seconds = 10.0
    ready_fd: Annotated[int, Meta(ge=0)] | None = None
    environments: tuple[EnvironmentSettings, ...] = ()
    pool: PoolSettings = PoolSettings()
    calls: CallSettings = CallSettings()
    limits: LimitSettings = LimitSettings()
    sessions: SessionSettings = SessionSettings()
    judging: JudgeSettings = JudgeSettings()
    verify: VerifySettings = VerifySettings()
    rollouts: RolloutSettings = RolloutSettings()
    isolation: IsolationSettings = IsolationSettings()
    auth: AuthSettings = AuthSettings()
    log: LogSettings = LogSettings()
    journal: JournalSettings = JournalSettings()
