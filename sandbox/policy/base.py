"""The only place that imports RestrictedPython: its transformer and its list, as we derive them."""

from __future__ import annotations

from RestrictedPython.transformer import INSPECT_ATTRIBUTES, RestrictingNodeTransformer

__all__ = ["INSPECT_ATTRIBUTES", "RestrictingNodeTransformer"]
