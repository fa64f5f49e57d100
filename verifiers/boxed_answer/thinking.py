"""Cutting out what a model thought before it answered.

<think>maybe 3</think>So 4.      ──▶ So 4.        a block
maybe 3</think>So 4.             ──▶ So 4.        the chat template wrote the opening mark
<think>maybe 3                   ──▶              cut off while thinking
"""

from __future__ import annotations

import re
from typing import Final

import msgspec


class Marks(msgspec.Struct, frozen=True):
    """The marks of one kind of thinking block, and whose they are.

    Marks are compared without case; those in angle brackets may have attributes and white space.
    """

    opens: tuple[str, ...]
    closes: tuple[str, ...]
    models: str


def _tag(name: str, models: str) -> Marks:
    return Marks((f"<{name}>",), (f"</{name}>",), models)


BLOCKS: Final = (
    Marks(
        ("<think>", "<thinking>"),
        ("</think>", "</thinking>"),
        "DeepSeek-R1, Qwen3, QwQ, GLM, Hunyuan, MiniMax, Phi-4-reasoning, Nemotron, SmolLM3, OLMo; "
        "prompts after Anthropic's",
    ),
    _tag("think_fast", "K2-V2"),
    _tag("think_faster", "K2-V2"),
    _tag("seed:think", "Seed-OSS"),
    _tag("longcat_think", "LongCat-Flash-Thinking"),
    _tag("thought", "EXAONE Deep, Marco-o1, prompts after Gemini's"),
    _tag("thoughts", "prompts"),
    _tag("thought_process", "prompts"),
    _tag("thinking_process", "prompts"),
    _tag("antthinking", "Claude, where it plans artifacts"),
    _tag("reasoning", "LLaVA-CoT, prompts of GRPO tutorials"),
    _tag("reason", "prompts"),
    _tag("reasoning_process", "prompts"),
    _tag("reasoning_scratchpad", "prompts after Anthropic's"),
    _tag("scratchpad_reasoning", "prompts after Anthropic's"),
    _tag("scratchpad", "prompts after Anthropic's"),
    _tag("scratch_pad", "Hermes"),
    _tag("analysis", "prompts after gpt-oss"),
    _tag("reflection", "Reflection-Llama"),
    _tag("inner_monologue", "prompts"),
    _tag("internal_monologue", "prompts"),
    _tag("inner_thoughts", "Letta's agents"),
    _tag("chain_of_thought", "prompts"),
    _tag("cot", "prompts"),
    _tag("rationale", "prompts after STaR's"),
    _tag("deliberation", "prompts"),
    _tag("ssr", "prompts of structured reasoning"),
    Marks(("<start_working_out>",), ("<end_working_out>",), "Unsloth's notebooks of GRPO"),
    Marks(("[think]",), ("[/think]",), "Magistral"),
    Marks(("\u25c1think\u25b7",), ("\u25c1/think\u25b7",), "Kimi-VL, Kimi k1.5"),
    Marks(("[unused16]",), ("[unused17]",), "openPangu"),
    Marks(("<unused94>",), ("<unused95>",), "MedGemma 1.5"),
    Marks(("<|think|>",), ("<|/think|>", "</|think|>"), "fine-tuned models"),
    Marks(("<|thinking|>",), ("<|/thinking|>", "</|thinking|>"), "fine-tuned models"),
    Marks(("<|reasoning|>",), ("<|/reasoning|>", "</|reasoning|>"), "fine-tuned models"),
    Marks(("<|thought|>",), ("<|/thought|>", "</|thought|>"), "fine-tuned models"),
    Marks(("<|begin_of_thought|>",), ("<|end_of_thought|>",), "Sky-T1, OpenThinker"),
    Marks(("<|begin_of_thinking|>",), ("<|end_of_thinking|>",), "fine-tuned models"),
    Marks(("<|start_thinking|>",), ("<|end_thinking|>",), "Command A Reasoning"),
    Marks(("<|think_start|>",), ("<|think_end|>",), "fine-tuned models"),
    Marks(("<|thinking_start|>",), ("<|thinking_end|>",), "fine-tuned models"),
    Marks(("<|inner_prefix|>",), ("<|inner_suffix|>",), "Apertus"),
    Marks(("<|channel>",), ("<channel|>",), "Gemma 4, whose thoughts are a channel"),
)
"""Every kind of block. What is open ends at a mark of its own kind only."""

_HARMONY: Final = len(BLOCKS)
"""The kind of gpt-oss: each `<|channel|>` but the final one holds thoughts or speaks to tools."""

_KINDS: Final = {
    mark: (kind, opens)
    for kind, marks in enumerate(BLOCKS)
    for opens, known in ((True, marks.opens), (False, marks.closes))
    for mark in known
}

_ANGLED: Final = (
    r"<(?:\|channel\|>\s*(?P<channel>\w*)[^<]{0,200}(?:<\|constrain\|>[^<]{0,100})?(?:<\|message\|>)?"
    r"|\s{0,3}(?P<slash>/?)\s{0,3}(?P<name>[^\s<>]{1,40})(?:\s+[\w:-]{1,40}\s*=[^<>]{0,200})?\s{0,9}>)"
)
_ANGLED_MARK: Final = re.compile(_ANGLED)
_ANY_MARK: Final = re.compile(_ANGLED + r"|\[/?\w{1,20}\]|\u25c1/?\w{1,20}\u25b7")

_OTHER_ENDS: Final = ("HINK]", "hink]", "nused1", "NUSED1", "\u25b7")
"""One of these is in every mark that is not in angle brackets. Where there is none, only one sign
has to be looked for, which takes a tenth of the time that looking for several takes."""

_PROSE: Final = re.compile(
    r"\s*(?:analysis(?=[A-Z])"  # gpt-oss, its special tokens left out when decoding
    r"|(?:analysis|commentary)\b[^<]{0,200}<\|message\|>"  # the same, half left out
    r"|Here is my thought process:|Here are my reasoning steps:)"  # Granite 3, Apriel
)
_PROSE_ENDS: Final = ("assistantfinal", "Here is my response:", "[BEGIN FINAL RESPONSE]")
"""Words that stand for marks: how a text begins that is thought, and what ends the thoughts."""


def without_thinking(text: str) -> str:
    """Return `text` without its thinking blocks; one pass.

    A block that is not closed reaches to the end, for the model was cut off in it. One that is not
    opened begins with the text, since chat templates often write the opening mark themselves.

    >>> without_thinking("<think>maybe 3</think>So 4.")
    'So 4.'
    """
    text = _after_prose(text)
    others = ("]" in text or "\u25b7" in text) and any(end in text for end in _OTHER_ENDS)
    marks = _ANY_MARK if others else _ANGLED_MARK
    if "<" not in text and not others:
        return text
    kept: list[str] = []
    start, depth, inside = 0, 0, -1
    for mark in marks.finditer(text):
        kind, opens = _kind_of(mark)
        if kind < 0:
            continue
        if depth == 0:
            if opens:
                kept.append(text[start : mark.start()])
            else:
                kept.clear()
            depth, inside = int(opens), kind
        elif kind != inside:
            continue
        elif not opens:
            depth -= 1
        elif kind != _HARMONY:  # a channel follows another, and is not within it
            depth += 1
        start = mark.end()
    if depth == 0:
        kept.append(text[start:])
    return "".join(kept)


def _kind_of(mark: re.Match[str]) -> tuple[int, bool]:
    """Return the kind of a mark, negative for what is none, and whether it opens a block."""
    channel, name = mark["channel"], mark["name"]
    if channel is not None:
        return _HARMONY, not channel.startswith("final")
    bare = mark[0] if name is None else f"<{mark['slash']}{name}>"
    return _KINDS.get(bare.lower(), (-1, False))


def _after_prose(text: str) -> str:
    ended = False
    for ends in _PROSE_ENDS:
        if ends in text:
            text, ended = text[text.rindex(ends) + len(ends) :], True
    begun = not ended and _PROSE.match(text) is not None
    return "" if begun and "<|channel|>" not in text else text
