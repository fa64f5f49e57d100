from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

from sallyport.envs.workplace_assistant.company.words import (
    letters,
    themes,
    vocabulary,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def _lists(value: Any) -> Iterator[list[str]]:
    if isinstance(value, dict):
        for child in value.values():
            yield from _lists(child)
    elif isinstance(value, list) and all(isinstance(child, str) for child in value):
        yield value
    elif isinstance(value, list):
        for child in value:
            yield from _lists(child)


def test_no_list_says_a_thing_twice() -> None:
    for texts in _lists(vocabulary()):
        assert len(set(texts)) == len(texts)


def test_texts_that_questions_quote_hold_no_quotes() -> None:
    quoted = [text for texts in _lists(vocabulary()) for text in texts]
    quoted += [part for letter in letters() for part in (letter.subject, letter.body)]
    assert not [text for text in quoted if "'" in text or '"' in text]


def test_subjects_are_distinct_over_all_themes() -> None:
    subjects = [subject for theme in themes() for subject in theme.subjects]
    assert len(set(subjects)) == len(subjects) >= 40


def test_no_event_name_is_part_of_another() -> None:
    names = [*words("events", "names"), *words("events", "new_names")]
    assert not [pair for pair in permutations(names, 2) if pair[0].lower() in pair[1].lower()]


def test_new_names_are_new() -> None:
    boards = vocabulary()["boards"].values()
    known = {f"{verb} {thing}" for b in boards for verb in b["verbs"] for thing in b["objects"]}
    assert known.isdisjoint(words("work", "new_names"))
    assert set(words("events", "names")).isdisjoint(words("events", "new_names"))
