"""Rollouts with known rewards, played while everything around them breaks.

players ── rollouts, 64 at once ──▶ server ◀── SIGKILL ── killer: workers, zygotes
leavers ── calls cut in the middle ─▶  │
troubles: cells that hang, loop, crash, flood, bomb; in the rollouts' own sessions
                                       ▼
tally: right, wrong, unanswered, by cause; survived, by fault ─▶ table, JSON
"""
