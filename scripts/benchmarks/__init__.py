"""What the service costs, measured from outside over loopback, against limits.

    section ─▶ servers (ours, a no-op) ◀─ lean client ─▶ samples ─▶ figures ─▶ table, JSON

Every limit that is a ratio is against something measured in the same run, in turns with it, so that
a busy machine slows both.
"""
