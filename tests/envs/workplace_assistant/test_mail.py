"""The mailbox's tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.errors import InvalidArgumentsError
from sallyport.core.types import ToolCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from sallyport.envs.workplace_assistant.environment import WorkplaceWorld

    Call = Callable[..., Any]


def ids(result: dict[str, Any]) -> list[str]:
    return [mail["email_id"] for mail in result["emails"]]


def test_get_returns_the_field(call: Call) -> None:
    assert call("email_get_email_information_by_id", email_id="00000002", field="subject") == {
        "subject": "Lunch 100%"
    }


def test_get_says_what_is_missing(declined: Call) -> None:
    get = "email_get_email_information_by_id"
    assert "'inbox/outbox'" in declined(get, email_id="00000002", field="Subject")
    assert "99999999" in declined(get, email_id="99999999", field="subject")
    assert "email_id" in declined(get, email_id="", field="subject")
    assert "field" in declined(get, email_id="00000002", field="")


def test_search_without_words_lists_the_newest_first_ties_in_file_order(call: Call) -> None:
    result = call("email_search_emails")
    assert ids(result) == ["00000001", "00000002", "00000009", "00000004"]
    assert result["pagination"] == {
        "total_emails": 4, "page": 1, "page_size": 5, "total_pages": 1,
    }  # fmt: skip


def test_search_wants_every_word_in_some_field_in_any_case(call: Call, declined: Call) -> None:
    assert ids(call("email_search_emails", query="ROOF ida")) == ["00000009", "00000004"]
    assert ids(call("email_search_emails", query="éclairs ZOË")) == ["00000001"]
    declined("email_search_emails", query="roof salad")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("(roof)", ["00000004"]),
        ("100%", ["00000002"]),
        ("\\n\\n", ["00000004"]),
        ("?", ["00000002"]),
    ],
)
def test_search_is_literal(call: Call, query: str, found: list[str]) -> None:
    assert ids(call("email_search_emails", query=query)) == found


@pytest.mark.parametrize(
    "query", ["%", "_", "*", "(", "[", "\\", "a|b", ".*", "^$", "'; --", "([a-z ]+)+$X"]
)
def test_patterns_are_text_and_nothing_else(world: WorkplaceWorld, query: str) -> None:
    observation = world.call(ToolCall("email_search_emails", {"query": query}))
    found = observation.body["output"]
    expected = query in "Lunch 100%\\n\\n (roof)"
    assert (observation.status == "ok") == expected, found


def test_search_takes_queries_of_any_length(call: Call, declined: Call) -> None:
    declined("email_search_emails", query=" ".join(f"word{n}" for n in range(20_000)))
    call(
        "email_send_email",
        recipient="a@b.c",
        subject="s",
        body=" ".join(f"w{n}" for n in range(500)),
    )
    everything = " ".join(f"w{n}" for n in reversed(range(500)))
    assert ids(call("email_search_emails", query=everything)) == ["00000010"]
    declined("email_search_emails", query=everything + " absent")


def test_search_bounds_are_whole_days(call: Call) -> None:
    search = "email_search_emails"
    assert ids(call(search, date_max="2023-11-28")) == ["00000004"]
    assert ids(call(search, date_max="2023-11-28 00:00:00")) == ["00000004"]
    assert ids(call(search, date_min="2023-11-30T23:00")) == ["00000001"]
    assert ids(call(search, date_min="2023-11-29", date_max="2023-11-29")) == [
        "00000002",
        "00000009",
    ]


def test_search_pages_are_clamped(call: Call) -> None:
    last = call("email_search_emails", page=9, page_size=3)
    assert ids(last) == ["00000004"]
    assert last["pagination"] == {"total_emails": 4, "page": 2, "page_size": 3, "total_pages": 2}
    assert call("email_search_emails", page=-5, page_size="3")["pagination"]["page"] == 1
    assert call("email_search_emails", page=10**30)["pagination"]["page"] == 1


@pytest.mark.parametrize("size", [0, -4, 101, 2.5, "many"])
def test_page_size_is_from_1_to_100(world: WorkplaceWorld, size: Any) -> None:
    with pytest.raises(InvalidArgumentsError) as caught:
        world.call(ToolCall("email_search_emails", {"page_size": size}))
    assert caught.value.details["argument"] == "page_size"


@pytest.mark.parametrize("day", ["garbage", "11/20/2023", "2023", "2023-11-31", "10:00", "nan"])
def test_what_is_no_date_is_refused_with_the_form(world: WorkplaceWorld, day: str) -> None:
    with pytest.raises(InvalidArgumentsError, match="YYYY-MM-DD"):
        world.call(ToolCall("email_search_emails", {"date_min": day}))


def test_sent_mail_is_in_the_outbox_in_lower_case_at_the_worlds_clock(call: Call) -> None:
    call("email_send_email", recipient="New.Person@Example.ORG", subject="Hi There", body="B")
    mail = call("email_search_emails", query="hi there")["emails"][0]
    assert mail == {
        "email_id": "00000010",
        "inbox/outbox": "outbox",
        "sender/recipient": "new.person@example.org",
        "subject": "Hi There",
        "sent_datetime": "2023-11-30 23:59:00",
        "body": "B",
    }


def test_send_needs_all_three_and_an_address(declined: Call) -> None:
    good = {"recipient": "a@b.c", "subject": "s", "body": "b"}
    for name in good:
        assert name in declined("email_send_email", **{**good, name: ""})
    for address in ("nobody", "a@b", "a.b"):
        assert "address" in declined("email_send_email", **{**good, "recipient": address})


def test_forward_sends_subject_and_body_on(call: Call, declined: Call) -> None:
    call("email_forward_email", email_id="00000002", recipient="Zoë@Larkfield.org")
    mail = call("email_search_emails", query="fw:")["emails"][0]
    assert (mail["sender/recipient"], mail["subject"], mail["body"]) == (
        "zoë@larkfield.org",
        "FW: Lunch 100%",
        "Soup or salad?",
    )
    declined("email_forward_email", email_id="00000002", recipient="zoë")
    declined("email_forward_email", email_id="00000077", recipient="a@b.c")


def test_reply_goes_to_the_mails_address(call: Call, declined: Call) -> None:
    call("email_reply_email", email_id="00000009", body="Thanks")
    mail = call("email_search_emails", query="re: thanks")["emails"][0]
    assert (mail["sender/recipient"], mail["subject"]) == (
        "ida@larkfield.org",
        "RE: RE: Roof repair",
    )
    declined("email_reply_email", email_id="00000009", body="")
    declined("email_reply_email", email_id="00000077", body="Thanks")


def test_delete_removes_one(call: Call, declined: Call) -> None:
    call("email_delete_email", email_id="00000001")
    assert "00000001" not in ids(call("email_search_emails"))
    declined("email_delete_email", email_id="00000001")
    declined("email_delete_email", email_id="")


def test_mail_ids_are_padded_and_found_without_their_zeros(call: Call, declined: Call) -> None:
    call("email_send_email", recipient="a@b.c", subject="first", body="b")
    get = "email_get_email_information_by_id"
    assert call(get, email_id="10", field="email_id") == {"email_id": "00000010"}
    assert call(get, email_id=10, field="email_id") == {"email_id": "00000010"}
    declined(get, email_id="11", field="email_id")
    declined(get, email_id="1x", field="email_id")
    call("email_delete_email", email_id="10")


def test_ids_go_on_after_the_highest_and_from_1_when_there_are_none(call: Call) -> None:
    for email_id in ("00000009", "00000004", "00000002", "00000001"):
        call("email_delete_email", email_id=email_id)
    for expected in ("00000001", "00000002"):
        call("email_send_email", recipient="a@b.c", subject="s", body="b")
        assert expected in ids(call("email_search_emails"))
    assert ids(call("email_search_emails")) == ["00000001", "00000002"]
