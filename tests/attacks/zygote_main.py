"""A minimal zygote for tests: forks a warden per request, which forks an interpreter, both jailed.

    test ──JSON line on stdin──▶ this zygote ──fork──▶ warden ──fork──▶ interpreter: exec(source)
         ◀─JSON lines on stdout──  started, done         │ report pipe        │ output pipe
                                      ◀──────────────────┘◀───────────────────┘

Run as `python -I -B zygote_main.py <configuration as JSON>`.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import time
from typing import Any

OUTPUT_CAP = 1 << 20


def emit(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def execute(source: str, output: int) -> None:
    os.dup2(output, 1)
    os.dup2(output, 2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    space = {"__name__": "__main__", "__builtins__": __builtins__}
    exec(compile(source, "<cell>", "exec"), space)


def interpret(spec: Any, source: str, output: int, warden: int) -> None:
    from sallyport.sandbox import jail

    code = 70
    try:
        jail.lock_interpreter(spec, {output}, warden)
        try:
            execute(source, output)
            code = 0
        except SystemExit:
            code = 0
        except BaseException as error:  # noqa: BLE001  # The outcome of the cell, told to the test.
            os.write(output, f"RAISED {type(error).__name__}: {error}\n".encode())
            code = 1
    except BaseException as error:  # noqa: BLE001
        os.write(output, f"SETUP {type(error).__name__}: {error}\n".encode())
    finally:
        sys.stdout.flush()
        os._exit(code)


def await_child(pid: int, timeout: float) -> tuple[int | None, bool]:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        done, status = os.waitpid(-1, os.WNOHANG)
        if done == pid:
            return os.waitstatus_to_exitcode(status), False
        if done == 0:
            time.sleep(0.002)
    return None, True


def kill_all(spec: Any, pid: int) -> int:
    """Kill and reap everything below; returns how many there were."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1 if spec.level == "namespaces" else pid, signal.SIGKILL)
    count = 0
    while True:
        try:
            os.wait()
            count += 1
        except ChildProcessError:
            return count


def guard(spec: Any, request: dict[str, Any], output: int, report: int) -> None:
    from sallyport.sandbox import jail

    result: dict[str, Any] = {}
    try:
        begun = time.process_time()
        jail.enter_warden(spec, request["slot"], {output, report})
        result["warden_ms"] = (time.process_time() - begun) * 1e3
        result["warden_pid"] = os.getpid()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            interpret(spec, request["source"], output, parent)
        os.close(output)
        result["exit"], result["timed_out"] = await_child(pid, request["timeout"])
        result["leftovers"] = kill_all(spec, pid)
    except BaseException as error:  # noqa: BLE001
        result["setup_error"] = f"{type(error).__name__}: {error}"
    finally:
        os.write(report, json.dumps(result).encode())
        os._exit(0)


def collect(output: int, report: int) -> tuple[bytes, bytes]:
    gathered = {output: b"", report: b""}
    opened = set(gathered)
    poll = select.poll()
    for handle in opened:
        poll.register(handle, select.POLLIN)
    while report in opened:
        for handle, _ in poll.poll():
            data = os.read(handle, 65536)
            gathered[handle] = (gathered[handle] + data)[:OUTPUT_CAP]
            if not data:
                opened.discard(handle)
                poll.unregister(handle)
    return gathered[output], gathered[report]


def serve(spec: Any, request: dict[str, Any]) -> None:
    output_r, output_w = os.pipe()
    report_r, report_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        guard(spec, request, output_w, report_w)
    os.close(output_w)
    os.close(report_w)
    emit({"started": pid})
    output, report = collect(output_r, report_r)
    os.close(output_r)
    os.close(report_r)
    os.waitpid(pid, 0)
    text = output.decode(errors="backslashreplace")
    emit({"output": text, **json.loads(report or b"{}")})


def main(configuration: dict[str, Any]) -> None:
    sys.path[:0] = configuration["path"]
    os.chdir("/")
    for name in configuration["preload"]:
        __import__(name)
    import msgspec

    from sallyport.sandbox import jail

    if configuration["forbid_namespaces"]:
        from tests.attacks import container

        container.forbid_namespaces()
    spec = msgspec.convert(configuration["spec"], jail.JailSpec)
    try:
        jail.prepare_zygote(spec)
    except Exception as error:  # noqa: BLE001  # The test asserts on it.
        emit({"failed": f"{type(error).__name__}: {error}"})
        return
    emit({"ready": os.getpid()})
    for line in sys.stdin:
        serve(spec, json.loads(line))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
