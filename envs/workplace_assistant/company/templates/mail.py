"""Tasks on single mails: answer, pass on, delete, write."""

from __future__ import annotations

from datetime import timedelta

from ..calls import delete_mail, forward, reply, send
from ..clock import TODAY, days
from ..template import Case, Draft, case, letter_slots, template
from .topics import mail_with_code, mails_on_one_topic


@template(
    "email",
    "Reply to the last email that came from {person} about '{topic}': '{text}'",
    "Please answer the latest mail from {person} with the subject '{topic}'. Write: '{text}'",
    "{person} wrote to me about '{topic}'. Could you reply to the most recent of those emails"
    " saying '{text}'",
)
def _mail_reply_last_on_topic(d: Draft) -> Case | None:
    person, text = d.person(), d.reply_text()
    mails = mails_on_one_topic(d, person)
    if not mails:
        return None
    slots = {"person": d.name(person), "topic": mails[-1].subject, "text": text}
    return Case(slots, (reply(mails[-1], text),))


@template(
    "email",
    "Reply to the most recent email I got from {person} with '{text}'",
    "Answer {person}'s latest mail, whatever it is about: '{text}'",
    "What {person} wrote to me last still needs an answer. Send '{text}' as a reply.",
)
def _mail_reply_last(d: Draft) -> Case | None:
    person, text = d.person(), d.reply_text()
    mail = d.office.received(person)[-1]
    return case(reply(mail, text), person=d.name(person), text=text)


@template(
    "email",
    "Somebody mailed me about a matter filed as {code}. Reply with '{text}'",
    "Find the email that mentions {code} and answer it: '{text}'",
    "Please reply '{text}' to the mail in which the number {code} appears.",
)
def _mail_reply_to_code(d: Draft) -> Case | None:
    found, text = mail_with_code(d), d.reply_text()
    return found and case(reply(found[0], text), code=found[1], text=text)


@template(
    "email",
    "If the last email from {person} has the subject '{topic}', reply to it with '{text}'."
    " Otherwise leave it alone.",
    "Check {person}'s most recent email to me. Only if its subject is '{topic}' answer '{text}'",
    "Answer the latest email from {person} with '{text}', but only in case its subject is"
    " '{topic}'; do nothing if it is about something else.",
)
def _mail_reply_if_on_topic(d: Draft) -> Case | None:
    person, text = d.person(), d.reply_text()
    received = d.office.received(person)
    topic = d.pick([received[-1], d.pick(received)]).subject
    calls = [reply(received[-1], text)] if received[-1].subject == topic else []
    return case(calls, person=d.name(person), topic=topic, text=text)


@template(
    "email",
    "If I have not sent {person} anything since their last email to me, reply to that email with"
    " '{text}'",
    "Have I written to {person} after the latest mail I received from them? If not, answer that"
    " mail with '{text}'",
    "Reply '{text}' to the last email {person} sent me, unless I have already written to"
    " {person} after it arrived.",
)
def _mail_reply_unless_answered(d: Draft) -> Case | None:
    person, text = d.person(), d.reply_text()
    last, sent = d.office.received(person)[-1], d.office.sent(person)
    answered = any(mail.sent > last.sent for mail in sent)
    return case([] if answered else reply(last, text), person=d.name(person), text=text)


@template(
    "email",
    "Forward the newest email from {person} about '{topic}' to {other}.",
    "{other} should see the most recent mail that {person} sent me about '{topic}'. Forward it.",
    "Please pass the latest email from {person} with the subject '{topic}' on to {other}",
)
def _mail_forward_last_on_topic(d: Draft) -> Case | None:
    person, other = d.pair()
    mails = mails_on_one_topic(d, person)
    if not mails:
        return None
    slots = {"person": d.name(person), "other": d.name(other), "topic": mails[-1].subject}
    return Case(slots, (forward(mails[-1], other),))


@template(
    "email",
    "Forward the email that mentions {code} to {other}",
    "{other} is looking for the mail with the number {code} in it; please forward it.",
    "There is one email in my inbox that refers to {code}. Pass it on to {other}.",
)
def _mail_forward_code(d: Draft) -> Case | None:
    found, other = mail_with_code(d), d.person()
    if not found or found[0].address == other.address:
        return None
    return case(forward(found[0], other), code=found[1], other=d.name(other))


@template(
    "email",
    "Forward the {position} email I received {when} to {other}.",
    "Please pass on to {other} the {position} mail that arrived in my inbox {when}",
    "{other} needs a copy of the {position} email that came in {when}. Can you forward it?",
)
def _mail_forward_of_day(d: Draft) -> Case | None:
    day = d.pick(days(TODAY - timedelta(days=40), TODAY))
    mails = [m for m in d.office.mails if m.sent.date() == day and m.box == "inbox"]
    other, index = d.person(), d.pick([0, -1])
    if len(mails) < 2 or mails[index].address == other.address:
        return None
    position = "last" if index else "first"
    call = forward(mails[index], other)
    return case(call, position=position, when=d.when(day), other=d.name(other))


@template(
    "email",
    "Delete the last email I got from {person}",
    "Get rid of {person}'s most recent mail to me.",
    "Please remove the latest email that {person} sent me from my mailbox",
)
def _mail_delete_last(d: Draft) -> Case | None:
    person = d.person()
    return case(delete_mail(d.office.received(person)[-1]), person=d.name(person))


@template(
    "email",
    "Delete the last email that I sent to {person}.",
    "Remove my most recent message to {person} from the outbox",
    "The latest mail I wrote to {person} was a mistake, please delete it from my outbox.",
)
def _mail_delete_last_sent(d: Draft) -> Case | None:
    person = d.person()
    sent = d.office.sent(person)
    return case(delete_mail(sent[-1]), person=d.name(person)) if sent else None


@template(
    "email",
    "Send {person} an email with the subject '{subject}' and the text '{body}'",
    "Please write to {person}. Subject: '{subject}'. Body: '{body}'",
    "Can you mail {person}? The title should be '{subject}' and the message '{body}'",
)
def _mail_send(d: Draft) -> Case | None:
    person, letter = d.person(), d.letter()
    slots = {"person": d.name(person), **letter_slots(letter)}
    return Case(slots, (send(person.address, letter),))


@template(
    "email",
    "Send {person} and {other} one email each, subject '{subject}', body '{body}'",
    "Both {person} and {other} should get their own mail titled '{subject}' that says '{body}'",
    "Write separate emails to {person} and to {other}, both with the subject '{subject}' and the"
    " text '{body}'",
)
def _mail_send_to_both(d: Draft) -> Case | None:
    (person, other), letter = d.pair(), d.letter()
    slots = {"person": d.name(person), "other": d.name(other), **letter_slots(letter)}
    return Case(slots, (send(person.address, letter), send(other.address, letter)))


@template(
    "email",
    "If {person} has not written to me since {day}, that day included, send them an email with"
    " the subject '{subject}' and the body '{body}'",
    "Did I get any mail from {person} on or after {day}? If not, mail them '{body}' under the"
    " subject '{subject}'. If I did, leave it.",
    "Only if my inbox holds nothing from {person} dated {day} or later: send {person} an email"
    " titled '{subject}' saying '{body}'",
)
def _mail_send_if_silent(d: Draft) -> Case | None:
    person, letter = d.person(), d.letter()
    last = d.office.received(person)[-1].sent.date()
    day = last + timedelta(days=d.below(5) - 1)
    if not day < TODAY:
        return None
    calls = [send(person.address, letter)] if last < day else []
    return Case({"person": d.name(person), "day": d.day(day), **letter_slots(letter)}, tuple(calls))


TEMPLATES = (
    _mail_reply_last_on_topic,
    _mail_reply_last,
    _mail_reply_to_code,
    _mail_reply_if_on_topic,
    _mail_reply_unless_answered,
    _mail_forward_last_on_topic,
    _mail_forward_code,
    _mail_forward_of_day,
    _mail_delete_last,
    _mail_delete_last_sent,
    _mail_send,
    _mail_send_to_both,
    _mail_send_if_silent,
)
