"""What trainers send along for themselves and no judge reads: token ids and log-probabilities.

    response as JSON text ─▶ cut where it is large ─▶ the same without them, all else as it was sent

Four turns of a model are 5 MiB with them and some kilobytes without.
"""

from __future__ import annotations

from typing import Final

import msgspec

ENDINGS: Final = ("token_ids", "log_probs", "logprobs", "routed_experts")
"""Of the keys that are dropped, wherever they stand: `prompt_token_ids`, `generation_log_probs`."""

LARGE_BYTES: Final = 16 * 1024
"""A text smaller than this is passed on as it is."""

_MAX_DEPTH: Final = 6
"""Levels that are looked into: response, output, item, content, part; one to spare."""


def without_token_data(text: msgspec.Raw, depth: int = _MAX_DEPTH) -> msgspec.Raw:
    """A JSON text without what ENDINGS name; what cannot be cut is passed on for a judge to refuse.

    Only large objects, and lists that begin with one, are cut; their other members stay the very
    text that they are.
    """
    view = memoryview(text)
    if len(view) < LARGE_BYTES or not depth:
        return text
    begins = bytes(view[:64])
    try:
        if begins.startswith(b"{"):
            members = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
            kept = {
                key: without_token_data(value, depth - 1)
                for key, value in members.items()
                if not key.endswith(ENDINGS)
            }
            return msgspec.Raw(msgspec.json.encode(kept))
        if begins.startswith(b"[") and begins[1:].lstrip().startswith(b"{"):
            items = msgspec.json.decode(text, type=list[msgspec.Raw])
            cut = [without_token_data(item, depth - 1) for item in items]
            return msgspec.Raw(msgspec.json.encode(cut))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return text
    return text
