"""The customer relationship manager's tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.errors import InvalidArgumentsError
from sallyport.core.types import ToolCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from sallyport.envs.workplace_assistant.environment import WorkplaceWorld

    Call = Callable[..., Any]

SEARCH = "customer_relationship_manager_search_customers"
ADD = "customer_relationship_manager_add_customer"
UPDATE = "customer_relationship_manager_update_customer"
DELETE = "customer_relationship_manager_delete_customer"
NEW = {"customer_name": "Ferry House", "assigned_to_email": "Ida@Larkfield.org", "status": "Lead"}


def ids(result: dict[str, Any]) -> list[str]:
    return [customer["customer_id"] for customer in result["customers"]]


def test_search_finds_text_in_any_case_in_file_order(call: Call, declined: Call) -> None:
    assert ids(call(SEARCH, assigned_to_email="LARKFIELD")) == ["00000001", "00000006"]
    assert ids(call(SEARCH, customer_name="CAFÉ", status="wo")) == ["00000006"]
    assert ids(call(SEARCH, product_interest="ware", customer_email="hill")) == ["00000001"]
    declined(SEARCH, customer_name="(")
    declined(SEARCH, customer_email="nan")
    declined(SEARCH)
    declined(SEARCH, page=1, page_size=2)
    declined(SEARCH, status="", last_contact_date_min="")


def test_blank_cells_are_null(call: Call) -> None:
    (customer,) = call(SEARCH, customer_name="hilltop")["customers"]
    assert (customer["customer_phone"], customer["notes"]) == (None, None)


def test_pages(call: Call) -> None:
    assert call(SEARCH, assigned_to_email="@", page=2, page_size=1)["pagination"] == {
        "total_customers": 2, "page": 2, "page_size": 1, "total_pages": 2,
    }  # fmt: skip


def test_a_bare_day_as_upper_bound_is_whole(call: Call, declined: Call) -> None:
    assert ids(call(SEARCH, last_contact_date_max="2023-11-20")) == ["00000001"]
    declined(SEARCH, last_contact_date_max="2023-11-20 12:00:00")
    assert ids(
        call(SEARCH, follow_up_by_min="2023-12-03 23:59:00", follow_up_by_max="2023-12-03")
    ) == ["00000001"]
    assert ids(call(SEARCH, follow_up_by_min="2023-12-04")) == ["00000006"]


def test_rows_without_a_date_are_within_no_bounds(call: Call) -> None:
    call(ADD, **NEW)
    assert ids(call(SEARCH, follow_up_by_min="2000-01-01")) == ["00000001", "00000006"]
    assert ids(call(SEARCH, follow_up_by_max="2100-01-01")) == ["00000001", "00000006"]


def test_add_leaves_empty_what_is_not_given(call: Call) -> None:
    assert call(ADD, **NEW) == "00000007"
    assert call(SEARCH, customer_name="ferry")["customers"] == [
        {
            "customer_id": "00000007",
            **NEW,
            "assigned_to_email": "ida@larkfield.org",
            "customer_email": None,
            "customer_phone": None,
            "last_contact_date": None,
            "product_interest": None,
            "follow_up_by": None,
            "notes": "",
        }
    ]


def test_add_stores_what_is_given(call: Call) -> None:
    given = {
        "customer_phone": "1-2",
        "last_contact_date": "2023-11-29",
        "notes": "",
        "follow_up_by": "2023-12-24",
    }
    call(ADD, **NEW, **given, customer_email="A.B@C", product_interest="Training")
    (customer,) = call(SEARCH, customer_email="a.b@c")["customers"]
    assert {name: customer[name] for name in given} == given
    assert customer["customer_email"] == "a.b@c"


def test_add_checks_status_and_interest_as_update_does(
    declined: Call, world: WorkplaceWorld
) -> None:
    for name in NEW:
        assert name in declined(ADD, **{**NEW, name: ""})
    assert "'Qualified'" in declined(ADD, **{**NEW, "status": "lead"})
    assert "'Consulting'" in declined(ADD, **NEW, product_interest="software")
    assert "'Qualified'" in declined(
        UPDATE, customer_id="00000001", field="status", new_value="lead"
    )
    assert "'Consulting'" in declined(
        UPDATE, customer_id="00000001", field="product_interest", new_value="x"
    )
    assert world.export()["tables"] == {}


@pytest.mark.parametrize("field", ["last_contact_date", "follow_up_by"])
def test_what_is_no_date_is_refused_and_never_stored(world: WorkplaceWorld, field: str) -> None:
    update = {"customer_id": "00000001", "field": field, "new_value": "Software"}
    for name, arguments in (
        (ADD, {**NEW, field: "soon"}),
        (UPDATE, update),
        (SEARCH, {f"{field}_min": "2023"}),
    ):
        with pytest.raises(InvalidArgumentsError, match="YYYY-MM-DD"):
            world.call(ToolCall(name, arguments))
    assert world.export()["tables"] == {}


def test_update_stores_addresses_in_lower_case(call: Call) -> None:
    for field in ("assigned_to_email", "customer_email"):
        call(UPDATE, customer_id="00000006", field=field, new_value="New@X.Org")
        assert ids(call(SEARCH, **{field: "new@x.org"})) == ["00000006"]
    call(UPDATE, customer_id="00000006", field="notes", new_value="ABC")
    assert call(SEARCH, status="won")["customers"][0]["notes"] == "ABC"


def test_update_refuses_the_key_and_unknown_fields(declined: Call, world: WorkplaceWorld) -> None:
    for field in ("customer_id", "zz", "Status", 'status" = 1 --'):
        assert "'follow_up_by'" in declined(
            UPDATE, customer_id="00000001", field=field, new_value="Won"
        )
    declined(UPDATE, customer_id="1", field="status", new_value="Won")
    declined(UPDATE, customer_id="00000001", field="notes", new_value="")
    assert world.export()["tables"] == {}


def test_delete_and_ids_of_an_emptied_table(call: Call, declined: Call) -> None:
    for customer_id in ("00000001", "00000006"):
        call(DELETE, customer_id=customer_id)
    declined(DELETE, customer_id="00000001")
    declined(DELETE, customer_id="")
    declined(SEARCH, status="Lead")
    assert call(ADD, **NEW) == "00000001"
