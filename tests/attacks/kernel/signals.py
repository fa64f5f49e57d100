"""Attacks on other processes by signals, and on being ended."""

from __future__ import annotations

from tests.attacks.attack import Attack

_SEND = {
    "kill-warden": "refused(os.kill, 1, signal.SIGKILL)",
    "kill-parent": "refused(os.kill, os.getppid(), signal.SIGKILL)",
    "kill-everybody": "refused(os.kill, -1, signal.SIGKILL)",
    "kill-own-group": "refused(os.kill, 0, signal.SIGKILL)",
    "kill-session-group": "refused(os.killpg, 1, signal.SIGKILL)",
    "stop-warden": "refused(os.kill, 1, signal.SIGSTOP)",
    "kill-numbers": (
        "for pid in range(1, 3000):\n"
        "    try:\n        os.kill(pid, 0)\n        breach(pid)\n"
        "    except OSError:\n        continue\n"
        "held()"
    ),
    "tgkill": 'unreachable("tgkill", 1, 1, 9)',
    "tkill": 'unreachable("tkill", 1, 9)',
    "queue-signal": 'unreachable("rt_sigqueueinfo", 1, 9, bytes(128))',
    "queue-signal-to-thread": 'unreachable("rt_tgsigqueueinfo", 1, 1, 9, bytes(128))',
    "pidfd-signal": 'unreachable("pidfd_send_signal", 1, 9, 0, 0)',
    "raise": "refused(signal.raise_signal, signal.SIGKILL)",
    "new-session": "refused(os.setsid)",
    "new-group": "refused(os.setpgid, 0, 0)",
}

_DEAF = """
for each in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(each, signal.SIG_IGN)
    except (OSError, ValueError):
        continue
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
while True:
    pass
"""

_BARE_EXCEPT = """
while True:
    try:
        while True:
            pass
    except BaseException:
        continue
"""

_ORPHANS = """
for _ in range(5):
    if os.fork() == 0:
        if os.fork() == 0:
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            while True:
                time.sleep(60)
        os._exit(0)
held("left five orphans")
"""

_RESPAWN = """
# Each child forks its successor and ends: a moving target for whoever kills.
def chain():
    while True:
        try:
            if os.fork():
                os._exit(0)
        except OSError:
            time.sleep(0.001)

for _ in range(3):
    if os.fork() == 0:
        chain()
held("left three chains")
"""

ATTACKS = (
    *(
        Attack(name, "jail_signal", source, "somebody is signalled")
        for name, source in _SEND.items()
    ),
    Attack("deaf-loop", "jail_signal", _DEAF, "the loop goes on for ever", ("stopped",), 0.5),
    Attack("except-loop", "jail_signal", _BARE_EXCEPT, "the loop goes on", ("stopped",), 0.5),
    Attack("orphans", "jail_signal", _ORPHANS, "a process outlives its session"),
    Attack("respawning-orphans", "jail_signal", _RESPAWN, "a process outlives its session"),
    Attack(
        "abort",
        "jail_signal",
        "os.abort()",
        "anybody but the caller is ended",
        ("killed",),
    ),
    Attack(
        "segfault",
        "jail_signal",
        "ctypes.string_at(0)",
        "anybody but the caller is ended",
        ("killed",),
    ),
)
