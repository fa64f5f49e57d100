"""A server of one's own, watched from outside: its processes, what it holds, what it says.

watched_server ─▶ Watched ─┬─ tree: zygotes, wardens, interpreters   (/proc)
                           ├─ holdings: what must be as before       (/proc, its folder, groups)
                           └─ told: sessions, pools, counters        (/readyz, /metrics)
"""
