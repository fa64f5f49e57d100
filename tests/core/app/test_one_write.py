from __future__ import annotations

import asyncio
from typing import cast

import uvicorn
from litestar import Litestar, get

from sallyport.core.app.one_write import HoldingTransport, OneWriteProtocol

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"


class Recorder:
    """A transport that keeps what is written to it, packet by packet."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.packets.append(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def holding(recorder: Recorder) -> HoldingTransport:
    return HoldingTransport(cast(asyncio.Transport, recorder))


async def turn_of_the_loop() -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def test_head_and_body_are_one_packet() -> None:
    async def run() -> list[bytes]:
        recorder = Recorder()
        transport = holding(recorder)
        transport.write(HEAD)
        transport.write(b"{}")
        transport.write(b"more")
        await turn_of_the_loop()
        return recorder.packets

    assert asyncio.run(run()) == [HEAD + b"{}", b"more"]


def test_a_head_without_a_body_goes_out_by_itself() -> None:
    async def run() -> tuple[list[bytes], list[bytes]]:
        recorder = Recorder()
        transport = holding(recorder)
        transport.write(HEAD)
        at_once = list(recorder.packets)
        await turn_of_the_loop()
        return at_once, recorder.packets

    assert asyncio.run(run()) == ([], [HEAD])


def test_closing_writes_what_is_held_first() -> None:
    async def run() -> Recorder:
        recorder = Recorder()
        transport = holding(recorder)
        transport.write(HEAD)
        transport.close()
        await turn_of_the_loop()
        return recorder

    recorder = asyncio.run(run())
    assert recorder.packets == [HEAD]
    assert recorder.closed


def test_everything_else_is_the_transports_own() -> None:
    recorder = Recorder()
    transport = holding(recorder)
    assert transport.is_closing() is False
    recorder.closed = True
    assert transport.is_closing() is True


@get("/")
async def hello() -> str:
    """Greet."""
    return "hello"


def test_a_server_with_it_answers_one_request_after_another() -> None:
    async def run() -> list[bytes]:
        app = Litestar([hello], openapi_config=None, logging_config=None)
        config = uvicorn.Config(app, http=OneWriteProtocol, lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        server.config.load()
        server.lifespan = config.lifespan_class(config)
        loop = asyncio.get_running_loop()
        listener = await loop.create_server(
            lambda: OneWriteProtocol(config, server.server_state, {}), "127.0.0.1", 0
        )
        reader, writer = await asyncio.open_connection(*listener.sockets[0].getsockname())
        bodies = []
        for _ in range(3):
            writer.write(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 OK\r\n")
            bodies.append(await reader.readexactly(5))
        writer.close()
        await writer.wait_closed()
        listener.close()
        await listener.wait_closed()
        return bodies

    assert asyncio.run(run()) == [b"hello"] * 3
