"""Attacks that try to run code that the jail did not choose: programs, libraries, own machine code."""

from __future__ import annotations

from tests.attacks.attack import Attack

_START = {
    "exec-shell": "refused(os.execv, '/bin/sh', ['sh', '-c', 'echo BREACH'])",
    "exec-python": "refused(os.execv, sys.executable, ['python', '-c', 'print(\"BREACH\")'])",
    "exec-linker": "refused(os.execv, '/lib64/ld-linux-x86-64.so.2', ['ld'])",
    "exec-library": "refused(os.execv, ctypes.__file__, ['x'])",
    "exec-by-descriptor": (
        "top = os.open(os.__file__, os.O_RDONLY)\nunreachable('execveat', top, b'', 0, 0, 0x1000)"
    ),
    "subprocess": ("import subprocess\nrefused(subprocess.check_output, ['/bin/echo', 'BREACH'])"),
    "popen": "refused(lambda: os.popen('echo BREACH').read() or held())",
    "posix-spawn": "refused(os.posix_spawn, '/bin/sh', ['sh'], {})",
    "vfork": 'unreachable("vfork")',
    "system": ("code = os.system('echo BREACH')\nbreach(code) if code == 0 else held(code)"),
}

_SCRIPT = """
open("s.sh", "w").write("#!/bin/sh\\necho BREACH\\n")
os.chmod("s.sh", 0o755)
refused(os.execv, "./s.sh", ["s.sh"])
"""

_LIBRARY = """
import _ctypes
source = next(path for path in (_ctypes.__file__,) if path)
open("mine.so", "wb").write(open(source, "rb").read())
refused(ctypes.CDLL, "/scratch/mine.so")
"""

_MAP_SCRATCH = """
open("code", "wb").write(b"\\xc3" * 4096)
handle = os.open("code", os.O_RDONLY)
refused(call, "mmap", 0, 4096, 5, 2, handle, 0)
"""

_MAP_SHARED = """
handle = os.open("code", os.O_RDWR | os.O_CREAT, 0o600)
os.ftruncate(handle, 4096)
refused(call, "mmap", 0, 4096, 7, 1, handle, 0)
"""

_REWRITE = """
# Write over a function of a read-only library that is mapped executable.
address = ctypes.cast(libc.getpid, ctypes.c_void_p).value

def write():
    ctypes.memset(address, 0xC3, 1)
    os._exit(0)

code = in_child(write)
breach(code) if code == 0 else held(code)
"""

_TWO_VIEWS = """
handle = os.open("twice", os.O_RDWR | os.O_CREAT, 0o600)
os.ftruncate(handle, 4096)
call("mmap", 0, 4096, 3, 1, handle, 0)
refused(call, "mmap", 0, 4096, 5, 1, handle, 0)
"""

ATTACKS = (
    *(Attack(name, "jail_exec", source, "a program runs") for name, source in _START.items()),
    Attack("own-script", "jail_exec", _SCRIPT, "a program runs"),
    Attack("own-library", "jail_exec", _LIBRARY, "machine code of the session's runs"),
    Attack("map-own-code", "jail_exec", _MAP_SCRATCH, "machine code of the session's runs"),
    Attack("map-own-code-shared", "jail_exec", _MAP_SHARED, "machine code of the session's runs"),
    Attack("two-views-of-code", "jail_exec", _TWO_VIEWS, "machine code of the session's runs"),
    Attack("rewrite-library", "jail_exec", _REWRITE, "a shared library is rewritten"),
    Attack(
        "executable-stack",
        "jail_exec",
        "frame = ctypes.create_string_buffer(8192)\n"
        "page = (ctypes.addressof(frame) + 4095) & ~4095\n"
        'unreachable("mprotect", page, 4096, 7)',
        "data is made executable",
    ),
)
