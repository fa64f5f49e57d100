"""Reaching for the processes around: the warden (pid 1), the server, siblings, the checkpoint."""

from __future__ import annotations

from tests.attacks.service.attack import CellAttack

KIND = "killing"
SUCCESS = "a process that is not the session's was reached"

_SIGNALS = {
    "kill_the_warden": "refused(os.kill, 1, signal.SIGKILL)",
    "stop_the_warden": "refused(os.kill, 1, signal.SIGSTOP)",
    "kill_the_parent": "refused(os.kill, os.getppid(), signal.SIGKILL)",
    "kill_everything": "refused(os.kill, -1, signal.SIGKILL)",
    "kill_the_group": "refused(os.killpg, 0, signal.SIGKILL)",
    "kill_itself": "refused(os.kill, os.getpid(), signal.SIGSTOP)",
    "kill_by_raw_call": "refused(syscall, 62, 1, 9)",
    "kill_a_thread": "refused(syscall, 234, 1, 1, 9)",
    "kill_by_queue": "refused(syscall, 129, 1, 9, 0)",
    "kill_by_handle": "refused(syscall, 424, 3, 9, 0, 0)",
    "handle_of_the_warden": "refused(syscall, 434, 1, 0)",
    "raise_a_signal": "refused(signal.raise_signal, signal.SIGTERM)",
    "signal_a_thread": (
        "refused(signal.pthread_kill, threading.main_thread().ident, signal.SIGTERM)"
    ),
    "trace_the_warden": "refused(syscall, 101, 16, 1, 0, 0)",
    "seize_the_warden": "refused(syscall, 101, 0x4206, 1, 0, 0)",
    "be_traced": "refused(syscall, 101, 0, 0, 0, 0)",
    "write_the_wardens_memory": "refused(syscall, 311, 1, bytes(16), 1, bytes(16), 1, 0)",
    "limits_of_the_warden": "refused(syscall, 302, 1, 9, bytes(16), 0)",
    "priority_of_the_warden": "refused(os.setpriority, os.PRIO_PROCESS, 1, 19)",
    "processor_of_the_warden": "refused(os.sched_setaffinity, 1, {0})",
    "another_group": "refused(os.setpgid, 0, 1)",
    "another_session": "refused(os.setsid)",
    "owner_of_the_wake_socket": (
        "import fcntl\nrefused(fcntl.fcntl, wake().fileno(), fcntl.F_SETOWN, 1)"
    ),
    "signal_on_the_parents_death": "refused(syscall, 157, 1, 9, 0, 0, 0)",
    "dump_memory": "refused(syscall, 157, 4, 1, 0, 0, 0)",
    "another_user": "refused(os.setuid, 0)",
    "another_name_space": "refused(syscall, 272, 0x10000000)",
    "clone_with_a_name_space": "refused(syscall, 56, 0x20000011, 0, 0, 0, 0)",
    "parent_of_the_wardens": "refused(syscall, 56, 0x8011, 0, 0, 0, 0)",
    "reboot": "refused(syscall, 169, 0xFEE1DEAD, 672274793, 0x1234567, 0)",
}

_SOCKETS = {
    "wake_socket_closed": ("wake().close()", "goes_on"),
    "wake_socket_closed_below_python": ("os.close(wake().fileno())", "either"),
    "wake_socket_replaced": (
        "pair = socket.socketpair()\nos.dup2(pair[0].fileno(), wake().fileno())",
        "either",
    ),
}

ATTACKS = (*(CellAttack(KIND, name, SUCCESS, (source,)) for name, source in _SIGNALS.items()),)
