"""Attacks by ways to talk: to the network, to other sessions, to the server."""

from __future__ import annotations

from tests.attacks.attack import Attack

_IPC = {
    "shared-memory-segment": 'unreachable("shmget", 0x5A11, 4096, 0o1666)',
    "attach-segment": 'unreachable("shmat", 0, 0, 0)',
    "semaphores": 'unreachable("semget", 0x5A11, 1, 0o1666)',
    "message-queue": 'unreachable("msgget", 0x5A11, 0o1666)',
    "posix-queue": 'unreachable("mq_open", b"q", 0o102, 0o600, 0)',
    "named-shared-memory": (
        "from multiprocessing import shared_memory\n"
        "refused(shared_memory.SharedMemory, None, True, 4096)"
    ),
    "lock-on-library": 'handle = os.open(os.__file__, 0)\nunreachable("flock", handle, 2)',
    "see-locks-on-library": (
        "import fcntl\nhandle = os.open(os.__file__, 0)\n"
        "refused(fcntl.fcntl, handle, fcntl.F_GETLK, struct.pack('hhqqi', 1, 0, 0, 0, 0))"
    ),
    "keyring": 'unreachable("keyctl", 0, -4, 1)',
    "send-descriptor": (
        "left, right = socket.socketpair()\nrefused(socket.send_fds, left, [b'x'], [0])"
    ),
    "datagram-pair": "refused(socket.socketpair, socket.AF_UNIX, socket.SOCK_DGRAM)",
    "send-to-address": (
        "left, right = socket.socketpair()\nrefused(left.sendto, b'x', '\\0abstract')"
    ),
    "out-of-band": ("left, right = socket.socketpair()\nrefused(left.send, b'x', socket.MSG_OOB)"),
    "peek": (
        "left, right = socket.socketpair()\nleft.send(b'x')\n"
        "refused(right.recv, 1, socket.MSG_PEEK)"
    ),
    "pipe": 'unreachable("pipe2", (ctypes.c_int * 2)(), 0)',
}

_NETWORK = {
    "tcp": "refused(socket.create_connection, ('127.0.0.1', {port}), 1)",
    "udp": "refused(socket.socket, socket.AF_INET, socket.SOCK_DGRAM)",
    "tcp6": "refused(socket.socket, socket.AF_INET6, socket.SOCK_STREAM)",
    "raw": "refused(socket.socket, socket.AF_INET, socket.SOCK_RAW, 1)",
    "unix": "refused(socket.socket, socket.AF_UNIX)",
    "netlink": "refused(socket.socket, socket.AF_NETLINK, socket.SOCK_RAW, 0)",
    "packet": "refused(socket.socket, socket.AF_PACKET, socket.SOCK_RAW)",
    "crypto": "refused(socket.socket, 38, socket.SOCK_SEQPACKET)",
    "vsock": "refused(socket.socket, 40, socket.SOCK_STREAM)",
    "listen": "refused(socket.create_server, ('127.0.0.1', 0))",
    "resolve": "refused(socket.getaddrinfo, 'localhost', 80, 0, 0, 0, socket.AI_CANONNAME)",
    "interfaces": ("refused(lambda: [name for _, name in socket.if_nameindex()])"),
    "pair-of-another-family": "refused(socket.socketpair, socket.AF_INET, socket.SOCK_STREAM)",
    "filter-on-socket": (
        "left, right = socket.socketpair()\n"
        "refused(left.setsockopt, socket.SOL_SOCKET, 26, bytes(16))"
    ),
    "raw-call": 'unreachable("socket", 2, 1, 0)',
    "connect-raw": 'unreachable("connect", 1, bytes(16), 16)',
    "server-web-request": (
        "import urllib.request\nrefused(urllib.request.urlopen, 'http://127.0.0.1:{port}/')"
    ),
    "host-name": ("name = os.uname().nodename\nbreach(name) if name != 'jail' else held(name)"),
}

ATTACKS = (
    *(Attack(name, "jail_ipc", source, "a channel is open") for name, source in _IPC.items()),
    *(
        Attack(name, "jail_network", source, "the network is reached")
        for name, source in _NETWORK.items()
    ),
)
