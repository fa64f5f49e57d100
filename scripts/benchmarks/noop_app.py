"""The measure of all things: a Litestar handler that does nothing, on the server that we use.

A script, started by `servers`: it serves the listening socket given as a descriptor until its
standard input ends.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys

import uvicorn
import uvloop
from litestar import Litestar, post


@post("/noop", status_code=200)
async def noop() -> dict[str, str]:
    """Do nothing."""
    return {}


async def serve(listener: socket.socket) -> None:
    """Serve until standard input ends, as it does when the bench ends in whatever way."""
    config = uvicorn.Config(
        Litestar([noop], openapi_config=None, logging_config=None),
        lifespan="off",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
    )
    server = uvicorn.Server(config)

    def stop() -> None:
        if not os.read(sys.stdin.fileno(), 1024):
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
            server.should_exit = True

    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), stop)
    await server.serve(sockets=[listener])


if __name__ == "__main__":
    uvloop.run(serve(socket.socket(fileno=int(sys.argv[1]))))
