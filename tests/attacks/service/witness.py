"""Another session on the same server, asked all the time: it must answer, and in time.

its thread: cell ─▶ right answer? how long? ─▶ pause ─▶ cell ...   until the block ends
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Final

import httpx

from tests.attacks.service.visitor import NO_TLS, named

BOUND_S: Final = 3.0
"""Within which the witness is answered. A cell takes some 5 ms on a quiet machine; here attacks
keep every core busy, and the cores may be shared with others."""

_PAUSE_S: Final = 0.03
_TIMEOUT_S: Final = 30.0


class Witness:
    """Holds `secret` in a variable. `worst_s` is the slowest of its `answers` since `begin`;
    `wrong` says what was answered wrongly. Speaks the rollout protocol, as agents do.
    """

    def __init__(self, base: str, environment: str, secret: str) -> None:
        self._client = httpx.Client(
            base_url=base, timeout=_TIMEOUT_S, trust_env=False, verify=NO_TLS
        )
        self._path = f"/{environment}/execute_python"
        self._secret = secret
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="witness")
        self._lock = threading.Lock()
        self.worst_s = 0.0
        self.wrong: list[str] = []
        self.answers = 0

    @contextlib.contextmanager
    def resting(self) -> Iterator[None]:
        """Ask nothing for as long as the block lasts, so that the session comes to rest."""
        with self._lock:
            yield

    def begin(self) -> None:
        """Forget what was seen before."""
        with self._lock:
            self.worst_s, self.wrong = 0.0, []

    def complaints(self) -> list[str]:
        """Say what was not right since `begin`; asks once more itself."""
        self.ask()
        late = f"the witness waited {self.worst_s:.1f} s (bound {BOUND_S:g} s)"
        return [*self.wrong, *([late] if self.worst_s > BOUND_S else [])]

    def ask(self) -> None:
        """Ask once and note what came."""
        with self._lock:
            begun = time.monotonic()
            wrong = self._answer()
            self.worst_s = max(self.worst_s, time.monotonic() - begun)
            self.answers += 1
            if wrong:
                self.wrong.append(wrong)

    def cookies(self) -> dict[str, str]:
        """What its client holds: for attacks that change it."""
        return dict(self._client.cookies)

    def _answer(self) -> str:
        try:
            reply = named(self._client.post(self._path, json={"code": "count += 1\nlen(kept)"}))
        except (httpx.HTTPError, AssertionError) as error:
            return f"the witness got {type(error).__name__}: {error}"
        right = reply.name == "ok" and reply.body["result"] == str(len(self._secret))
        return "" if right else f"the witness got {reply.text()}"

    def _watch(self) -> None:
        while not self._over.wait(_PAUSE_S):
            self.ask()

    def __enter__(self) -> Witness:
        # Long enough for a checkpoint: the session has one from now on.
        code = f"import time\ntime.sleep(0.2)\ncount = 0\nkept = {self._secret!r}"
        told = named(self._client.post(self._path, json={"code": code}))
        assert told.name == "ok", told.text()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self._client.close()
