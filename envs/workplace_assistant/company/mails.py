"""The user's mails of October and November 2023: what colleagues wrote, and some answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from .clock import TODAY, at, workdays
from .dice import dice, shuffled_ids
from .people import PEOPLE, Person, person_of
from .records import Mail
from .words import Theme, themes, words

if TYPE_CHECKING:
    from random import Random

RECEIVED = 520
ANSWERED = 70
FIRST_DAY = date(2023, 10, 2)
SUBJECTS_PER_PERSON = 6
"""Few enough that most people write more than once about a thing."""

_USER = "Maren"
_Draft = tuple[datetime, str, str, str, str]
"""sent, box, address, subject, body: a mail that has no id yet."""


def generate_mails() -> list[Mail]:
    """Return all mails, oldest first; no two of the same second."""
    rng = dice("mails")
    drafts = _received(rng)
    drafts += _answers(rng, drafts)
    drafts.sort()
    ids = shuffled_ids(rng, len(drafts))
    return [
        Mail(id_, box, address, subject, sent, body)
        for id_, (sent, box, address, subject, body) in zip(ids, drafts, strict=True)
    ]


def _received(rng: Random) -> list[_Draft]:
    moments = _moments(rng, RECEIVED)
    codes = [f"KL-{number}" for number in rng.sample(range(1000, 10000), RECEIVED)]
    interests = {person: _interests(rng) for person in PEOPLE}
    drafts: list[_Draft] = []
    for moment, code in zip(moments, codes, strict=True):
        person = rng.choice(PEOPLE)
        theme, subject = rng.choice(interests[person])
        body = _letter(rng, person, theme, subject, code)
        drafts.append((moment, "inbox", person.address, subject, body))
    return drafts


def _moments(rng: Random, count: int) -> list[datetime]:
    """Distinct moments of office hours; an answer is sent at another second of the minute."""
    office_days = workdays(FIRST_DAY, TODAY)
    moments: set[datetime] = set()
    while len(moments) < count:
        day = rng.choice(office_days)
        moment = at(day, 8 + rng.randrange(9), rng.randrange(60), rng.randrange(30))
        moments.add(moment)
    return sorted(moments)


def _interests(rng: Random) -> list[tuple[Theme, str]]:
    every = [(theme, subject) for theme in themes() for subject in theme.subjects]
    return rng.sample(every, SUBJECTS_PER_PERSON)


def _letter(rng: Random, person: Person, theme: Theme, subject: str, code: str) -> str:
    sentences = [_about(rng.choice(theme.openers), subject)]
    if rng.random() < 0.7:
        sentences.append(rng.choice(theme.details))
    if rng.random() < 0.5:
        sentences.append(rng.choice(words("letters", "codes")).format(code=code))
    sentences.append(rng.choice(theme.asks))
    greeting = rng.choice(words("letters", "greetings"))
    closing = rng.choice(words("letters", "closings"))
    return f"{greeting}\n\n{' '.join(sentences)}\n\n{closing}\n{person.first}"


def _answers(rng: Random, received: list[_Draft]) -> list[_Draft]:
    """Answers of the user; each some minutes after the mail, with a second of its own half."""
    answers: dict[datetime, _Draft] = {}
    for sent, _, address, subject, _ in rng.sample(received, ANSWERED):
        moment = sent.replace(second=30 + rng.randrange(30)) + timedelta(minutes=rng.randrange(300))
        sentence = _about(rng.choice(words("letters", "answers")), subject)
        body = f"Hi {person_of(address).first},\n\n{sentence}\n\nBest,\n{_USER}"
        answers[moment] = (moment, "outbox", address, f"RE: {subject}", body)
    return list(answers.values())


def _about(sentence: str, subject: str) -> str:
    """Put the subject in place of `{topic}`, in lower case unless it opens the sentence."""
    topic = subject if sentence.startswith("{topic}") else subject[0].lower() + subject[1:]
    return sentence.format(topic=topic)
