"""Imported by a zygote under test: leaves a thread behind, as careless libraries do."""

from __future__ import annotations

import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()
