"""Verifiers that break one law each, on purpose."""

from __future__ import annotations

import itertools
import locale
import os
import random
import time
from collections.abc import Callable
from typing import Any

from sallyport.core.transcript import Transcript
from sallyport.core.types import State, Task, Verdict
from sallyport.verifiers import Verifier, state_match
from sallyport.verifiers.laws import Subject
from tests.verifiers.laws.quiz import expected, notes_with, quiz, quiz_with, verdict_of

COUNTED = itertools.count()
SEEN: list[Any] = []


def judged(task: Task, transcript: Transcript, state: State) -> float:
    return quiz(task, transcript, state).reward


def raises_on_odd_items(task: Task, transcript: Transcript, state: State) -> Verdict:
    for item in transcript.items:
        item["type"].lower()
    return quiz(task, transcript, state)


def raises_on_nothing(task: Task, transcript: Transcript, state: State) -> Verdict:
    expected(task)
    return quiz(task, Transcript((transcript.items[-1],)), state)


def raises_on_broken_tasks(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(float(task.row["answer"].strip() in transcript.assistant_texts()))


def raises_on_broken_states(task: Task, transcript: Transcript, state: State) -> Verdict:
    inserted = state["found"]["tables"]["notes"]["inserted"]
    return verdict_of(float(inserted == state["expected"]["tables"]["notes"]["inserted"]))


def recurses(task: Task, transcript: Transcript, state: State) -> Verdict:
    def depth(value: Any) -> int:
        return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0

    for item in transcript.items:
        depth(list(item.values()))
    return quiz(task, transcript, state)


def returns_a_number(task: Task, transcript: Transcript, state: State) -> Any:
    return judged(task, transcript, state)


def pays_nan(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(judged(task, transcript, state) or float("nan"))


def pays_double(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(2 * judged(task, transcript, state))


def pays_truth(task: Task, transcript: Transcript, state: State) -> Verdict:
    paid = judged(task, transcript, state)
    passed: Any = paid
    return Verdict(paid, passed, "quiz", "")


def tells_infinity(task: Task, transcript: Transcript, state: State) -> Verdict:
    return Verdict(judged(task, transcript, state), False, "quiz", "", {"x": float("inf")})


def tells_a_set(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(judged(task, transcript, state), words={"a"})


def tells_an_object(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(judged(task, transcript, state), words=TOLD)


TOLD = object()


def is_random(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(judged(task, transcript, state), draw=random.random())


def counts(task: Task, transcript: Transcript, state: State) -> Verdict:
    paid = judged(task, transcript, state)
    return verdict_of(paid if next(COUNTED) % 3 else 0.25)


def remembers(task: Task, transcript: Transcript, state: State) -> Verdict:
    paid = judged(task, transcript, state)
    known = transcript.items in SEEN[-1:]
    SEEN.append(transcript.items)
    return verdict_of(paid / 2 if known else paid)


def spoils_the_task(task: Task, transcript: Transcript, state: State) -> Verdict:
    task.row["answer"] = expected(task).upper()
    task.row["judged"] = True
    return quiz(task, transcript, state)


def spoils_the_transcript(task: Task, transcript: Transcript, state: State) -> Verdict:
    verdict = quiz(task, transcript, state)
    for item in transcript.items:
        item.pop("type", None)
    return verdict


def spoils_the_state(task: Task, transcript: Transcript, state: State) -> Verdict:
    state["judged"] = True
    return quiz(task, transcript, state)


def pays_never(task: Task, transcript: Transcript, state: State) -> Verdict:
    expected(task)
    return verdict_of(0.0)


def refuses_its_tasks(task: Task, transcript: Transcript, state: State) -> Verdict:
    return quiz(Task("", {}), transcript, state)


def pays_for_nothing(task: Task, transcript: Transcript, state: State) -> Verdict:
    paid = judged(task, transcript, state)
    return verdict_of(paid if transcript.assistant_texts() else 1.0)


def pays_what_it_cannot_read(task: Task, transcript: Transcript, state: State) -> Verdict:
    answer = expected(task)
    texts = transcript.assistant_texts()
    return verdict_of(float(not (texts and texts[-1].strip()) or texts[-1].strip() == answer))


def pays_for_ids(task: Task, transcript: Transcript, state: State) -> Verdict:
    paid = judged(task, transcript, state)
    return verdict_of(paid if all("id" not in item for item in transcript.items) else 0.5)


def pays_for_speed(task: Task, transcript: Transcript, state: State) -> Verdict:
    spent = sum(item.get("duration_s") or 0 for item in transcript.items)
    return verdict_of(judged(task, transcript, state) * (1.0 if spent < 10 else 0.5))


def reads_thoughts(task: Task, transcript: Transcript, state: State) -> Verdict:
    answer = expected(task)
    thought = any(answer in str(item.get("summary")) for item in transcript.items)
    return verdict_of(float(thought or judged(task, transcript, state)))


def counts_items(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(judged(task, transcript, state) / max(1, len(transcript.items)))


def matches(task: Task, transcript: Transcript, state: State) -> Verdict:
    return state_match()(task, transcript, state)


def pays_for_words(task: Task, transcript: Transcript, state: State) -> Verdict:
    reward = matches(task, transcript, state).reward
    return verdict_of(reward if not transcript.assistant_texts() else reward / 2)


def wants_the_order(task: Task, transcript: Transcript, state: State) -> Verdict:
    wanted = [note["text"] for note in task.row["notes"]]
    done = [row["text"] for row in state["found"]["tables"]["notes"]["inserted"]]
    return verdict_of(float(sorted(done) == sorted(wanted)) * (1.0 if done == wanted else 0.5))


def counts_rows(task: Task, transcript: Transcript, state: State) -> Verdict:
    done = state["found"]["tables"]["notes"]["inserted"]
    return verdict_of(float(len(done) == len(task.row["notes"])))


def compares_lengths(task: Task, transcript: Transcript, state: State) -> Verdict:
    answer = expected(task)
    said = transcript.assistant_texts()[-1:]
    return verdict_of(float(bool(said) and len(said[0].strip()) == len(answer)))


def depends_on_the_hash_seed(task: Task, transcript: Transcript, state: State) -> Verdict:
    words = {"alpha", "beta", "gamma", "delta", "epsilon"}
    return verdict_of(judged(task, transcript, state), words=list(words))


def depends_on_the_locale(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(judged(task, transcript, state), text=locale.getlocale(locale.LC_CTYPE)[1])


def depends_on_the_zone(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(judged(task, transcript, state), hour=time.localtime(0).tm_hour)


def depends_on_the_process(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(judged(task, transcript, state), pid=os.getpid())


def depends_on_the_folder(task: Task, transcript: Transcript, state: State) -> Verdict:
    return verdict_of(judged(task, transcript, state), folder=os.getcwd())


def sees_numbers(task: Task, transcript: Transcript, state: State) -> Verdict:
    known = any(isinstance(key, int) for key in state)
    return verdict_of(judged(task, transcript, state), known=known)


def numbered(task: Task, transcript: Transcript) -> Any:
    return {1: "one"}


def mixed(verifier: Verifier) -> Subject:
    from dataclasses import replace

    return replace(quiz_with(verifier), state_of=numbered)


def _elsewhere(verifier: Verifier) -> Subject:
    lines = (
        "from tests.verifiers.laws import broken",
        f"subject = broken.quiz_with(broken.{verifier.__name__})",
    )
    return quiz_with(verifier, source="\n".join(lines))


BROKEN: tuple[tuple[str, Callable[[Verifier], Subject], Verifier], ...] = (
    ("total", quiz_with, raises_on_odd_items),
    ("total", quiz_with, raises_on_nothing),
    ("total", quiz_with, raises_on_broken_tasks),
    ("total", quiz_with, recurses),
    ("total", quiz_with, returns_a_number),
    ("total", notes_with, raises_on_broken_states),
    ("well_formed", quiz_with, pays_nan),
    ("well_formed", quiz_with, pays_double),
    ("well_formed", quiz_with, pays_truth),
    ("well_formed", quiz_with, tells_infinity),
    ("well_formed", quiz_with, tells_a_set),
    ("well_formed", quiz_with, tells_an_object),
    ("deterministic", quiz_with, is_random),
    ("deterministic", quiz_with, counts),
    ("deterministic", quiz_with, remembers),
    ("pure", quiz_with, spoils_the_task),
    ("pure", quiz_with, spoils_the_transcript),
    ("pure", quiz_with, spoils_the_state),
    ("pays_the_solution", quiz_with, pays_never),
    ("pays_the_solution", quiz_with, refuses_its_tasks),
    ("pays_not_for_nothing", quiz_with, pays_for_nothing),
    ("pays_not_for_nothing", quiz_with, pays_what_it_cannot_read),
    ("blind_to_ids", quiz_with, pays_for_ids),
    ("blind_to_ids", quiz_with, pays_for_speed),
    ("blind_to_reasoning", quiz_with, reads_thoughts),
    ("blind_to_reasoning", quiz_with, counts_items),
    ("blind_to_wording", notes_with, pays_for_words),
    ("blind_to_order", notes_with, wants_the_order),
    ("sensitive", quiz_with, compares_lengths),
    ("sensitive", notes_with, counts_rows),
    ("round_trip", mixed, sees_numbers),
    ("same_everywhere", _elsewhere, depends_on_the_hash_seed),
    ("same_everywhere", _elsewhere, depends_on_the_locale),
    ("same_everywhere", _elsewhere, depends_on_the_zone),
    ("same_everywhere", _elsewhere, depends_on_the_process),
    ("same_everywhere", _elsewhere, depends_on_the_folder),
)
"""The law that each is to break, and the subject that it is held as."""
