"""A judge model's endpoint of the tests' own: a real HTTP server that speaks both APIs.

    say(request) ─▶ Say text | Status | Cut | Slow | Raw      what it does next
    requests: every body that came, with its headers and the codes that it gave

It runs on the loop of the test that opens it, on a socket of the loopback.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from sallyport.core.judge_settings import JudgeModelSettings

KEY: Final = "sk-test-0f9c1d7b5a"
"""A key that must be seen nowhere but in this server."""

KEY_NAME: Final = "TEST_JUDGE_KEY"


class Asked(NamedTuple):
    """One request: its path, headers in small letters, body, and the texts to system and user."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def system(self) -> str:
        if self.path.endswith("/responses"):
            return str(self.body["instructions"])
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        if self.path.endswith("/responses"):
            return str(self.body["input"][0]["content"])
        return str(self.body["messages"][1]["content"])

    def code(self, label: str) -> str:
        """The code that stands for a label in this request."""
        [code] = set(re.findall(rf"(?<![\w-]){label}-[0-9a-f]+", self.system))
        return str(code)

    def between(self, name: str) -> str:
        """What stands between the tags of a name in this request."""
        nonce = self.code("CORRECT").rpartition("-")[2]
        [text] = re.findall(rf"<{name}-{nonce}>\n(.*?)\n</{name}-{nonce}>", self.user, re.DOTALL)
        return str(text)


class Say(NamedTuple):
    """Answer with a text, as the model's; after a while."""

    text: str
    after_s: float = 0.0


class Status(NamedTuple):
    """Refuse with a status; the body quotes the key, as some endpoints do."""

    code: int
    headers: tuple[tuple[str, str], ...] = ()


class Raw(NamedTuple):
    """Answer 200 with any body."""

    body: bytes
    content_type: str = "application/json"


class Cut(NamedTuple):
    """Close the connection after so many bytes of a reply."""

    after: bytes = b""


Reply = Say | Status | Raw | Cut


class JudgeServer:
    """The server; `say` decides what it answers."""

    def __init__(self, say: Callable[[Asked], Reply]) -> None:
        self.say = say
        self.requests: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0
        self.base_url = ""
        self._tasks: set[asyncio.Task[Any]] = set()

    def settings(self, **more: Any) -> JudgeModelSettings:
        """Settings of a judge model behind this server; impatient, so that tests are fast."""
        chosen: dict[str, Any] = {
            "base_url": self.base_url,
            "api_key_env": KEY_NAME,
            "model": "judge-1",
            "backoff_s": 0.001,
            "timeout_s": 5.0,
            **more,
        }
        return JudgeModelSettings(**chosen)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if head := await _head(reader):
                await self._answer(head, reader, writer)
        except ConnectionError:
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(
        self, head: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:])
        }
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        asked = Asked(head[0].split()[1], headers, body)
        self.requests.append(asked)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._reply(asked, self.say(asked), writer)
        finally:
            self.at_once -= 1

    async def _reply(self, asked: Asked, reply: Reply, writer: asyncio.StreamWriter) -> None:
        if isinstance(reply, Cut):
            writer.write(reply.after)
            await writer.drain()
            writer.close()
            raise ConnectionResetError
        if isinstance(reply, Say):
            await asyncio.sleep(reply.after_s)
            _write(writer, 200, json.dumps(_spoken(asked.path, reply.text)).encode())
        elif isinstance(reply, Raw):
            _write(writer, 200, reply.body, [("content-type", reply.content_type)])
        else:
            told = {"error": {"message": f"bad key {KEY}", "type": "no", "code": "no"}}
            _write(writer, reply.code, json.dumps(told).encode(), reply.headers)
        await writer.drain()

    async def stop(self) -> None:
        """End what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def judge_server(say: Callable[[Asked], Reply]) -> AsyncIterator[JudgeServer]:
    """A judge model's endpoint for as long as the block lasts."""
    server = JudgeServer(say)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    host, port = listener.sockets[0].getsockname()
    server.base_url = f"http://{host}:{port}/v1"
    try:
        yield server
    finally:
        listener.close()
        await server.stop()
        await listener.wait_closed()


@contextlib.contextmanager
def judge_beside(say: Callable[[Asked], Reply]) -> Iterator[JudgeServer]:
    """The same on a loop of its own in another thread, for tests of what has its own loop."""
    ready: queue.Queue[tuple[JudgeServer, Callable[[], object]]] = queue.Queue()

    async def run() -> None:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        async with judge_server(say) as server:
            ready.put((server, lambda: loop.call_soon_threadsafe(ended.set)))
            await ended.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="judge")
    thread.start()
    server, end = ready.get(timeout=10)
    try:
        yield server
    finally:
        end()
        thread.join(10)


async def _head(reader: asyncio.StreamReader) -> list[str]:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
    except asyncio.IncompleteReadError:
        return []


def _write(
    writer: asyncio.StreamWriter, status: int, body: bytes, headers: Iterable[tuple[str, str]] = ()
) -> None:
    # One request a connection: a client that keeps its connections would leave them open.
    chosen = {
        "connection": "close",
        "content-type": "application/json",
        "content-length": str(len(body)),
    }
    chosen |= dict(headers)
    lines = [f"HTTP/1.1 {status} x", *(f"{name}: {value}" for name, value in chosen.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)


def _spoken(path: str, text: str) -> dict[str, Any]:
    if path.endswith("/responses"):
        part = {"type": "output_text", "text": text, "annotations": []}
        thought = {"type": "reasoning", "id": "r", "summary": []}
        said = {"type": "message", "role": "assistant", "content": [part]}
        return {"id": "x", "object": "response", "status": "completed", "output": [thought, said]}
    message = {"role": "assistant", "content": text}
    return {"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}


def always(label: str) -> Callable[[Asked], Reply]:
    """A judge that always gives one verdict."""
    return lambda asked: Say(f"I thought about it.\n{asked.code(label)}")
