"""The last look: an audit hook that sees files, processes and connections whoever opens them.

    open() in C or Python, by any library ─▶ audit event ─▶ is a program's frame on the stack,
                                                           and no library import above it?
                                                              ├▶ a file: in the scratch? (files.py)
                                                              └▶ else PolicyError instead

Names and objects are checked before; this catches the library function that nobody thought of.
It acts only below a program's frames (frames.py), so the code around the interpreter, and other
policies in the same process, never notice. A hook cannot be removed, and is installed once.
"""

from __future__ import annotations

import sys
import sysconfig
import threading
import weakref
from typing import TYPE_CHECKING, Any, Final

from .files import FILE_EVENTS, scratch
from .frames import REAL_BUILTINS
from .refusals import FileRefusedError
from .words import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_ACTING: Final = words("""
    os.system os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile subprocess.Popen
    pty.spawn os.kill os.killpg os.putenv os.unsetenv os.fchdir
    os.link os.symlink os.chown os.chflags
    os.lockf os.setxattr os.removexattr os.getxattr os.fwalk
    os.add_dll_directory os.mkfifo os.mknod shutil.copytree shutil.chown
    shutil.make_archive shutil.unpack_archive
    socket.connect socket.bind socket.sendto socket.sendmsg socket.getaddrinfo
    socket.gethostname socket.gethostbyname socket.gethostbyaddr socket.getnameinfo
    socket.getservbyname urllib.Request http.client.connect http.client.send ftplib.connect
    smtplib.connect imaplib.open poplib.connect nntplib.connect telnetlib.Telnet.open
    webbrowser.open sqlite3.connect dbm.open mmap.__new__ fcntl.fcntl fcntl.flock fcntl.ioctl
    fcntl.lockf resource.setrlimit resource.prlimit signal.pthread_kill syslog.openlog
    syslog.syslog ctypes.dlopen ctypes.dlsym ctypes.dlsym/handle ctypes.cdata ctypes.cdata/buffer
    ctypes.string_at ctypes.wstring_at ctypes.call_function ctypes.addressof ctypes.PyObj_FromPtr
    pickle.find_class marshal.loads marshal.load marshal.dumps sys.settrace sys.setprofile
    sys.addaudithook sys._current_frames sys._current_exceptions
    sys.set_asyncgen_hooks_firstiter sys.set_asyncgen_hooks_finalizer gc.get_objects
    gc.get_referrers gc.get_referents builtins.breakpoint code.interact cpython.run_command
    cpython.run_file cpython.run_interactivehook cpython.run_stdin
""")
"""Events of acting on the machine or on the interpreter; refused whatever their arguments."""

_IMPORTING: Final = words("""
    open os.listdir os.scandir marshal.loads ctypes.dlopen ctypes.dlsym ctypes.dlsym/handle
""")
"""Events of importing a library, which libraries do late and for themselves."""

_INSPECTING: Final = frozenset({"object.__getattr__", "code.__new__", "function.__new__"})
"""Events of reading frames and making byte code: refused when the program itself does it."""

_THREAD: Final = (
    "_thread.start_new_thread" if sys.version_info < (3, 13) else "_thread.start_joinable_thread"
)

_WATCHED: Final = _ACTING | _INSPECTING | {*FILE_EVENTS, "socket.__new__", _THREAD}

_READABLE: Final = tuple(
    {
        *(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"),
    }
)
"""Folders of which libraries may read data files while a program runs: their own, and zones."""


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event in _WATCHED:
        _judge(event, args)


def _judge(event: str, args: tuple[Any, ...]) -> None:
    frame = sys._getframe(2)  # noqa: SLF001  # above this function and the hook
    if event in _INSPECTING:
        if frame.f_builtins is not REAL_BUILTINS:
            raise _refusal(event)
    elif event == _THREAD:
        _note_thread(args[0], frame)
    elif not _is_harmless(event, args) and _is_programs_doing(frame, event):
        if event not in FILE_EVENTS:
            raise _refusal(event)
        if (error := scratch.refusal(event, args)) is not None:
            raise error


def _is_programs_doing(frame: FrameType | None, event: str) -> bool:
    """Tell whether a program's frame is on the stack, and no import that does this above it."""
    while frame is not None:
        if frame.f_builtins is not REAL_BUILTINS:
            return True
        if event in _IMPORTING and frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return False
        frame = frame.f_back
    return threading.current_thread() in _programs_threads


_programs_threads: weakref.WeakSet[Any] = weakref.WeakSet()
"""Threads that a program started: a library function may be all that is on their stack."""


def _note_thread(function: Any, frame: FrameType | None) -> None:
    thread = getattr(function, "__self__", None)
    if isinstance(thread, threading.Thread) and _is_programs_doing(frame, _THREAD):
        _programs_threads.add(thread)


def _is_harmless(event: str, args: tuple[Any, ...]) -> bool:
    if event == "open":
        return _is_library_data(*args[:2])
    if event == "socket.__new__":
        # An event loop wakes itself through a pair of sockets that lead nowhere else.
        return len(args) > 1 and int(args[1]) == _AF_UNIX
    return False


_AF_UNIX: Final = 1


def _is_library_data(path: object, mode: object) -> bool:
    if not isinstance(path, str | bytes) or (isinstance(mode, str) and set(mode) - set("rbt")):
        return False
    text = path.decode("utf-8", "replace") if isinstance(path, bytes) else path
    return text.startswith(_READABLE) and ".." not in text


def _refusal(event: str) -> FileRefusedError:
    return FileRefusedError(
        "alarm",
        f"the program asked a library for {event}, which is out of reach here",
        hint="Keep to computing, and to files in the current folder.",
    )


_installed = False


def install() -> None:
    """Install the hook in this process, once; forks inherit it."""
    global _installed
    if not _installed:
        _installed = True
        if sys.version_info < (3, 12):
            _tell_of_threads()
        sys.addaudithook(_hook)


def _tell_of_threads() -> None:
    """Raise the event of starting a thread, which CPython itself does from 3.12 on."""
    names = vars(threading)
    start: Callable[..., int] = names["_start_new_thread"]

    def audited(function: Any, args: Any) -> int:
        sys.audit(_THREAD, function, args, None)
        return start(function, args)

    names["_start_new_thread"] = audited
