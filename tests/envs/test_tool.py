"""Tools: one function gives schema and check; what does not fit is named, what has one reading is taken."""

from __future__ import annotations

import json
import math
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import InvalidArgumentsError
from sallyport.envs.arguments import Form
from sallyport.envs.tool import Tool, check_form, closest, unknown_tool

SHORT = Form("at most five characters", lambda text: len(text) <= 5, {"maxLength": 5})


def order(
    shop: object,
    /,
    item: str,
    note: Annotated[str, SHORT] | None = None,
    count: int = 1,
    price: float = 0.0,
    urgent: bool = False,
) -> str:
    """Order something
    from the shop.

    It is sent at once.

    Args:
        item: What to order,
            by its name.
        note: A short note: for the shop.
        count: How many.
        price: The highest price.
        urgent: Whether it is urgent.

    Returns:
        A receipt.
    """
    return f"{count} {item} {note} {price} {urgent}"


ORDER = Tool.from_function(order)


def wrong(arguments: dict[str, Any], tool: Tool = ORDER) -> InvalidArgumentsError:
    with pytest.raises(InvalidArgumentsError) as caught:
        tool.bind(arguments)
    return caught.value


def test_schema_says_what_signature_and_docstring_say() -> None:
    assert ORDER.schema() == {
        "type": "function",
        "name": "order",
        "description": "Order something from the shop. It is sent at once.",
        "parameters": {
            "type": "object",
            "properties": {
                "item": {"type": "string", "description": "What to order, by its name."},
                "note": {
                    "type": "string",
                    "description": "A short note: for the shop.",
                    "maxLength": 5,
                },
                "count": {"type": "integer", "description": "How many."},
                "price": {"type": "number", "description": "The highest price."},
                "urgent": {"type": "boolean", "description": "Whether it is urgent."},
            },
            "required": ["item"],
            "additionalProperties": False,
        },
        "strict": False,
    }


def test_name_can_differ_from_the_function() -> None:
    assert Tool.from_function(order, name="shop_order").name == "shop_order"


def test_bound_arguments_are_what_the_function_takes() -> None:
    bound = ORDER.bind({"item": "tea", "count": 2})
    assert bound == {"item": "tea", "count": 2}
    assert ORDER.function(None, **bound) == "2 tea None 0.0 False"


def test_text_is_kept_to_the_letter() -> None:
    code = "\n\tprint('é')  # \\n \u200b\r\n"
    assert ORDER.bind({"item": code})["item"] == code


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_unicode_text_is_kept(text: str) -> None:
    assert ORDER.bind({"item": text}) == {"item": text}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (30, "30"),
        (-1, "-1"),
        (30.0, "30"),
        (1.5, "1.5"),
        (1e300, "1e+300"),
        (True, "true"),
        (False, "false"),
    ],
)
def test_scalars_stand_for_their_text(value: Any, text: str) -> None:
    assert ORDER.bind({"item": value}) == {"item": text}


@pytest.mark.parametrize("value", [[], ["a"], {}, {"a": 1}, math.nan, math.inf, -math.inf, 10**400])
def test_other_values_are_no_text(value: Any) -> None:
    error = wrong({"item": value})
    assert error.details["argument"] == "item"
    assert "text" in error.message


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\udfff"])
def test_null_characters_and_lone_surrogates_are_refused(text: str) -> None:
    assert wrong({"item": text}).details["argument"] == "item"


@pytest.mark.parametrize(("value", "number"), [(2, 2), ("2", 2), (" 7 ", 7), (3.0, 3), ("-1", -1)])
def test_whole_numbers_may_come_as_text_or_decimals(value: Any, number: int) -> None:
    assert ORDER.bind({"item": "tea", "count": value})["count"] == number


@pytest.mark.parametrize(
    "value", [2.5, "two", "", "1e3", True, [], {}, math.nan, math.inf, 10**400, "9" * 50]
)
def test_what_is_no_whole_number_is_refused(value: Any) -> None:
    assert "whole number" in wrong({"item": "tea", "count": value}).message


def test_numbers_and_booleans_are_read() -> None:
    bound = ORDER.bind({"item": "tea", "price": "2.5", "urgent": "True"})
    assert (bound["price"], bound["urgent"]) == (2.5, True)
    unfit: list[dict[str, Any]] = [
        {"price": "nan"}, {"price": []}, {"price": True}, {"price": 10**400}, {"urgent": 1},
    ]  # fmt: skip
    for arguments in unfit:
        assert wrong({"item": "tea", **arguments}).details["argument"] in arguments


def test_null_is_the_same_as_absent() -> None:
    assert ORDER.bind({"item": "tea", "note": None, "count": None}) == {"item": "tea"}
    assert wrong({"item": None}).message == wrong({}).message


def test_missing_argument_is_named() -> None:
    error = wrong({"count": 1})
    assert error.details["argument"] == "item"
    assert error.details["required"] == ["item"]


def test_unknown_argument_is_named_with_the_nearest() -> None:
    error = wrong({"item": "tea", "counts": 1})
    assert error.details["closest"][0] == "count"
    assert error.details["allowed"] == ["item", "note", "count", "price", "urgent"]
    assert "'counts'" in error.message


def test_unknown_argument_name_of_any_size_and_encoding_makes_a_small_error() -> None:
    error = wrong({"\ud800" + "x" * 1_000_000: 1})
    assert len(json.dumps(error.as_json(), ensure_ascii=False).encode()) < 1000


def test_long_values_are_cut_in_errors() -> None:
    assert len(wrong({"item": "tea", "count": "9" * 100_000}).message) < 300


def test_form_is_held_and_empty_text_is_left_to_the_tool() -> None:
    assert "at most five characters" in wrong({"item": "tea", "note": "too long"}).message
    assert ORDER.bind({"item": "tea", "note": ""})["note"] == ""
    with pytest.raises(InvalidArgumentsError, match="at most five"):
        check_form("order", "note", "too long", SHORT)
    check_form("order", "note", "", SHORT)


def test_check_sees_all_arguments_together() -> None:
    def never_urgent_tea(name: str, bound: dict[str, Any]) -> None:
        if bound.get("urgent") and bound["item"] == "tea":
            raise InvalidArgumentsError(f"{name}: tea is never urgent")

    tool = Tool.from_function(order, check=never_urgent_tea)
    assert tool.bind({"item": "tea"}) == {"item": "tea"}
    assert wrong({"item": "tea", "urgent": True}, tool).message == "order: tea is never urgent"


def test_function_without_description_or_hint_is_no_tool() -> None:
    def silent(item: str) -> None: ...

    def unhinted(item) -> None:  # type: ignore[no-untyped-def]  # the missing hint is the point
        """Do.

        Args:
            item: It.
        """

    def undescribed(item: str) -> None:
        """Do."""

    def listed(item: list[str]) -> None:
        """Do.

        Args:
            item: It.
        """

    for function in (silent, unhinted, undescribed, listed):
        with pytest.raises(TypeError):
            Tool.from_function(function)


def test_unknown_tool_names_the_closest() -> None:
    error = unknown_tool("email_serch", ["email_search_emails", "email_send_email", "plot"])
    assert error.details["closest"][0] in {"email_search_emails", "email_send_email"}
    assert "Did you mean" in error.message
    assert unknown_tool("zzzzzz", ["plot"]).details["closest"] == []


def test_unknown_tool_name_of_any_size_and_encoding_makes_a_small_error() -> None:
    error = unknown_tool("\udc80" * 1_000_000, ["email_search_emails"])
    assert len(json.dumps(error.as_json(), ensure_ascii=False).encode()) < 1000


def test_closest_ignores_case() -> None:
    assert closest("PLOT", ["plot", "order"]) == ["plot"]
