"""Looking for what is not the session's: variables, files, memory, ports of others."""

from __future__ import annotations

from tests.attacks.service.attack import CellAttack

KIND = "reading"
SUCCESS = "something of the server's or of another session's was read"

_SCAN = """
# Write pages of this process to a file: the kernel says EFAULT where there are none. What begins
# like a canary and goes on is one.
name = b"CANARY" + b"-"
out = os.open("/scratch/page", os.O_RDWR | os.O_CREAT)
libc.pwrite.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_long]
libc.pwrite.restype = ctypes.c_long
seen, pages = set(), 0
def scan(around, reach):
    global pages
    start = max(0, (around & ~0xFFFF) - reach)
    for address in range(start, start + 2 * reach, 1 << 16):
        if libc.pwrite(out, address, 1 << 16, 0) <= 0:
            continue
        pages += 1
        data = os.pread(out, 1 << 16, 0)
        at = data.find(name)
        while at >= 0:
            value = data[at + 7 : at + 31]
            if value.isalnum():
                seen.add(value)
            at = data.find(name, at + 1)
environment = ctypes.c_void_p.in_dll(libc, "environ").value
for near in (id(None), id(object()), id([]), id(sys), environment, id(bytearray(1 << 20))):
    scan(near, 24 << 20)
breach(seen) if seen else held(f"{pages} pages")
"""

_OBJECTS = """
mark = "CANARY" + "-"
found = [
    text
    for each in gc.get_objects()
    for text in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
    if isinstance(text, str) and text.startswith(mark) and len(text) > 20
]
breach(found) if found else held(len(gc.get_objects()))
"""

_EVERY_FILE = """
mark = ("CANARY" + "-").encode()
hits, seen = [], 0
for folder, _, names in os.walk("/"):
    if "/lib" in folder or folder.startswith(sys.prefix):
        continue
    for name in names:
        try:
            seen += 1
            with open(os.path.join(folder, name), "rb") as file:
                data = b"" if folder == "/dev" else file.read(1 << 20)
        except OSError:
            continue
        if mark in data:
            hits.append(os.path.join(folder, name))
breach(hits) if hits else held(seen)
"""

_DESCRIPTORS = """
# Its own standard streams, data socket, wake socket and event counter are all there may be.
found = []
for handle in range(4096):
    try:
        kind = os.fstat(handle).st_mode & 0o170000
    except OSError:
        continue
    if handle > 2:
        found.append((handle, oct(kind)))
own = {door().fileno(), wake().fileno()}
counters = [each for each in found if each[1] == oct(0)]
others = [each for each in found if each[0] not in own and each not in counters[:1]]
breach(others) if others else held(found)
"""

_ACCEPT = """
reached = []
for handle in range(64):
    for number in (43, 288, 50):
        try:
            syscall(number, handle, 0, 0)
            reached.append((handle, number))
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.ENOSYS, errno.EBADF, errno.ENOTSOCK):
                reached.append((handle, number, error.errno))
breach(reached) if reached else held()
"""

_PATHS = {
    "canary_file": "CANARY",
    "own_environment": "'/proc/self/environ'",
    "first_process": "'/proc/1/environ'",
    "parents_environment": "f'/proc/{os.getppid()}/environ'",
    "memory_of_its_own": "'/proc/self/mem'",
    "accounts": "'/etc/passwd'",
    "shadow": "'/etc/shadow'",
    "machine_id": "'/etc/machine-id'",
    "kernel_log": "'/dev/kmsg'",
    "control_group": "'/sys/fs/cgroup/cgroup.procs'",
    "the_servers_program": "f'{os.path.dirname(CANARY)}/../fortress/server.yaml'",
    "up_and_out": "'/scratch/../../../../..' + CANARY",
}

_CALLS = {
    "connect_to_the_canary_port": "refused(socket.create_connection, ('127.0.0.1', PORT), 1)",
    "connect_by_datagram": "refused(socket.socket, socket.AF_INET, socket.SOCK_DGRAM)",
    "connect_by_a_path": "refused(socket.socket, socket.AF_UNIX, socket.SOCK_STREAM)",
    "open_outside_by_the_servers_handle": (
        "refused(lambda: [os.open('canary.txt', 0, dir_fd=fd) for fd in range(3, 64)])"
    ),
    "memory_of_the_warden": (
        "refused(syscall, 310, 1, ctypes.create_string_buffer(16), 1,"
        " ctypes.create_string_buffer(16), 1, 0)"
    ),
    "handle_of_the_wardens": "refused(syscall, 438, 3, 3, 0)",
    "folders_of_others": (
        "names = os.listdir('/scratch')\n"
        # A Python that lies there itself is shown.
        "names += [n for n in os.listdir('/tmp') if not sys.prefix.startswith(f'/tmp/{n}')]\n"
        "breach(names) if names else held()"
    ),
    "secrets_of_the_zygote": (
        "texts = [repr(dict(os.environ)), repr(sys.argv), repr(sys.path)]\n"
        "bad = [t for t in texts if 'CANARY' + '-' in t or 'THE_CANARY' in t]\n"
        "breach(bad) if bad else held()"
    ),
    "environment_of_the_c_library": (
        "libc.getenv.restype = ctypes.c_char_p\nvalue = libc.getenv(b'THE_CANARY')\n"
        "breach(value) if value else held()"
    ),
}

ATTACKS = (
    *(
        CellAttack(KIND, name, SUCCESS, (f"refused(lambda: open({path}, 'rb').read())",))
        for name, path in _PATHS.items()
    ),
    *(CellAttack(KIND, name, SUCCESS, (source,)) for name, source in _CALLS.items()),
    CellAttack(KIND, "scan_of_memory", SUCCESS, (_SCAN,)),
    CellAttack(KIND, "every_object", SUCCESS, (_OBJECTS,)),
    CellAttack(KIND, "every_file", SUCCESS, (_EVERY_FILE,)),
    CellAttack(KIND, "descriptors_left_open", SUCCESS, (_DESCRIPTORS,)),
    CellAttack(KIND, "accept_on_a_servers_socket", SUCCESS, (_ACCEPT,)),
)
