"""POST /contacts/search with its grammar, pages and lag, and the deprecated list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.sandbox.clock import iso_ms
from app.sandbox.highlevel.base.shapes import full_name
from app.sandbox.server import SandboxServer

Search = Callable[..., dict[str, Any]]


def make(sandbox: SandboxServer, **values: Any) -> str:
    """A contact that search sees at once."""
    contact_id = str(sandbox.state.create_contact(values)["id"])
    sandbox.state.clock.advance(60)
    return contact_id


def ids(result: dict[str, Any]) -> list[str]:
    return [contact["id"] for contact in result["contacts"]]


def test_shape(search: Search, sandbox: SandboxServer) -> None:
    contact_id = make(
        sandbox, firstName="Ada", lastName="De Rossi", address1="Via Po, 1", email="Ada@x.it", companyName="Re Srl"
    )
    result = search({"field": "id", "operator": "eq", "value": contact_id})
    assert result["total"] == 1
    contact = result["contacts"][0]
    assert (contact["firstName"], contact["lastName"], contact["contactName"]) == ("ada", "de rossi", "ada de rossi")
    assert (contact["firstNameRaw"], contact["lastNameRaw"]) == ("Ada", "De Rossi")
    assert contact["address"] == "Via Po, 1"
    assert "address1" not in contact
    assert contact["businessName"] == "Re Srl"
    added = sandbox.state.highlevel.contacts[contact_id]["dateAdded"]
    assert contact["searchAfter"] == [added, contact_id]


def test_all_contacts_newest_first(search: Search, sandbox: SandboxServer) -> None:
    result = search()
    assert result["total"] == 60
    assert set(ids(result)) == set(sandbox.state.highlevel.contacts)
    dates = [contact["dateAdded"] for contact in result["contacts"]]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 422, ["locationId", "pageLimit"]),
        ({"locationId": "L"}, 422, ["pageLimit"]),
        ({"locationId": "L", "pageLimit": 501}, 422, ["pageLimit"]),
        ({"locationId": "L", "pageLimit": 0}, 422, ["pageLimit"]),
        ({"locationId": "L", "pageLimit": 10, "query": "x" * 76}, 422, ["query"]),
        ({"locationId": "L", "pageLimit": 500, "page": 21}, 400, ["page"]),
        ({"locationId": "L", "pageLimit": 10, "page": 2, "searchAfter": [1, "x"]}, 400, ["searchAfter"]),
        ({"locationId": "L", "pageLimit": 10, "searchAfter": ["x"]}, 400, ["searchAfter"]),
        ({"locationId": "L", "pageLimit": 10, "searchAfter": ["x", "y"]}, 400, ["searchAfter"]),
        ({"locationId": "L", "pageLimit": 10, "filters": {}}, 200, []),
        ({"locationId": "L", "pageLimit": 10, "filters": "x"}, 400, ["filters"]),
        ({"locationId": "L", "pageLimit": 10, "filters": [{"group": "XOR", "filters": []}]}, 400, ["group"]),
        ({"locationId": "L", "pageLimit": 10, "sort": [{"field": "phone", "direction": "asc"}]}, 400, ["phone"]),
        ({"locationId": "L", "pageLimit": 10, "sort": [{"field": "email", "direction": "up"}]}, 400, ["up"]),
        ({"locationId": "L", "pageLimit": 10, "sort": [{"field": "email"}] * 3}, 400, ["2"]),
    ],
)
def test_refusals(
    highlevel: httpx.Client, sandbox: SandboxServer, body: dict[str, Any], status: int, words: list[str]
) -> None:
    if "locationId" in body:
        body = {**body, "locationId": sandbox.location_id}
    answer = highlevel.post("/contacts/search", json=body)
    assert answer.status_code == status, answer.text
    if status == 422:
        assert isinstance(answer.json()["message"], list)
    for word in words:
        assert word in str(answer.json()["message"])


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"field": "firstName", "operator": "eq", "value": "x"}, "Invalid field firstName"),
        ({"field": "vat", "operator": "exists"}, "Invalid field vat"),
        ({"field": "email", "operator": "contains", "value": "x"}, "invalid operator contains for field email"),
        (
            {"field": "contactName", "operator": "contains", "value": "rossi"},
            "invalid operator contains for field contactName",
        ),
        (
            {"field": "followers", "operator": "contains", "value": "rossi"},
            "invalid operator contains for field followers",
        ),
        ({"field": "dateUpdated", "operator": "eq", "value": 1}, "invalid operator eq for field dateUpdated"),
        (
            {"field": "city", "operator": "contains", "value": "ro"},
            "Min. 3 characters required for applying contains filter",
        ),
        ({"field": "city", "operator": "like", "value": "x"}, "invalid operator like for field city"),
        ({"field": "city", "operator": "eq"}, "value is required for operator eq"),
        ({"field": "dateAdded", "operator": "range", "value": {"from": 1}}, "invalid value for operator range"),
        ({"field": "dateAdded", "operator": "range", "value": {"gt": "ieri"}}, "invalid date ieri"),
        ({"field": "city", "operator": "eq", "value": "x" * 76}, "value must be at most 75 characters"),
        ({"field": "city", "operator": "contains", "value": "x*"}, "special characters are not allowed in contains"),
    ],
)
def test_bad_filters(highlevel: httpx.Client, sandbox: SandboxServer, item: dict[str, Any], message: str) -> None:
    body = {"locationId": sandbox.location_id, "pageLimit": 10, "filters": [item]}
    answer = highlevel.post("/contacts/search", json=body)
    assert answer.status_code == 400
    assert answer.json()["message"] == message


def test_operators(search: Search, sandbox: SandboxServer) -> None:
    sandbox.state.replace({"highlevel": {"contacts": []}})
    field_id = sandbox.state.highlevel.add_field("P.IVA")["id"]
    ada = make(sandbox, firstName="Ada", city="Roma", email="Ada@x.it", tags=["vip"], dnd=True)
    ugo = make(sandbox, firstName="Ugo", city="Romano", phone="+393330000001")
    ida = make(sandbox, firstName="Ida", customFields=[{"id": field_id, "value": "IT01234567897"}])

    def found(*filters: dict[str, Any]) -> set[str]:
        return set(ids(search(*filters)))

    def one(field: str, operator: str, value: Any = None) -> set[str]:
        item = {"field": field, "operator": operator}
        return found(item if value is None else {**item, "value": value})

    assert one("city", "eq", "ROMA") == {ada}
    assert one("city", "not_eq", "roma") == {ugo, ida}
    assert one("city", "contains", "rom") == {ada, ugo}
    assert one("city", "not_contains", "rom") == {ida}
    assert one("city", "exists") == {ada, ugo}
    assert one("city", "not_exists") == {ida}
    assert one("email", "eq", "ada@X.it") == {ada}
    assert one("tags", "eq", "VIP") == {ada}
    assert one("tags", "not_exists") == {ugo, ida}
    assert one("dnd", "eq", True) == {ada}
    assert one("firstNameLowerCase", "eq", ["ada", "ida"]) == {ada, ida}
    assert one(f"customFields.{field_id}", "eq", "it01234567897") == {ida}
    assert one(f"customFields.{field_id}", "not_exists") == {ada, ugo}
    assert one("opportunities", "nested", []) == set()
    assert found({"field": "city", "operator": "exists"}, {"field": "email", "operator": "exists"}) == {ada}
    either = {
        "group": "OR",
        "filters": [
            {"field": "email", "operator": "eq", "value": "ada@x.it"},
            {"group": "AND", "filters": [{"field": "firstNameLowerCase", "operator": "eq", "value": "ida"}]},
        ],
    }
    assert found(either) == {ada, ida}


def test_range_on_dates(search: Search, sandbox: SandboxServer) -> None:
    middle = sorted(contact["dateUpdated"] for contact in sandbox.state.highlevel.contacts.values())[30]
    expected = {c["id"] for c in sandbox.state.highlevel.contacts.values() if c["dateUpdated"] >= middle}
    sort = [{"field": "dateUpdated", "direction": "asc"}]
    for value in (iso_ms(middle), middle):
        result = search({"field": "dateUpdated", "operator": "range", "value": {"gte": value}}, sort=sort)
        assert set(ids(result)) == expected
        assert result["contacts"][0]["searchAfter"][0] == middle
    both = {"gt": iso_ms(middle), "lte": iso_ms(middle)}
    assert search({"field": "dateUpdated", "operator": "range", "value": both})["contacts"] == []


def test_phone_eq_finds_nothing_unless_switched(search: Search, sandbox: SandboxServer) -> None:
    ugo = make(sandbox, firstName="Ugo", phone="+393330000001")
    item = {"field": "phone", "operator": "eq", "value": "+393330000001"}
    assert search(item)["total"] == 0
    assert ids(search(query="+393330000001")) == [ugo]
    sandbox.state.switches.highlevel.phone_search_finds_nothing = False
    assert ids(search(item)) == [ugo]


def test_query_looks_through_names_email_and_company(search: Search, sandbox: SandboxServer) -> None:
    contact_id = make(sandbox, firstName="Zoe", companyName="Quattro Gatti", email="zoe@gatti.it")
    for query in ("zoe", "QUATTRO gatti", "zoe@gatti"):
        assert ids(search(query=query)) == [contact_id]


@pytest.mark.parametrize(
    "sort",
    [
        [],
        [{"field": "dateUpdated", "direction": "asc"}],
        [{"field": "source", "direction": "desc"}, {"field": "firstNameLowerCase", "direction": "asc"}],
        [{"field": "email", "direction": "asc"}],
    ],
)
def test_search_after_walks_all_contacts_once(search: Search, sandbox: SandboxServer, sort: list[Any]) -> None:
    whole = ids(search(sort=sort))
    walked: list[str] = []
    extra: dict[str, Any] = {}
    while page := search(sort=sort, pageLimit=7, **extra)["contacts"]:
        walked += [contact["id"] for contact in page]
        extra = {"searchAfter": page[-1]["searchAfter"]}
    assert walked == whole
    assert len(set(walked)) == 60
    pages = [ids(search(sort=sort, pageLimit=7, page=number)) for number in range(1, 10)]
    assert [contact_id for page in pages for contact_id in page] == whole


def test_two_sort_fields(search: Search, sandbox: SandboxServer) -> None:
    sort = [{"field": "source", "direction": "desc"}, {"field": "firstNameLowerCase", "direction": "asc"}]
    seen = [(contact["source"] or "", contact["firstNameLowerCase"] or "") for contact in search(sort=sort)["contacts"]]
    assert seen == sorted(sorted(seen, key=lambda key: key[1]), key=lambda key: key[0], reverse=True)


def test_index_lags_while_get_is_immediate(highlevel: httpx.Client, search: Search, sandbox: SandboxServer) -> None:
    sandbox.state.switches.highlevel.search_lag_seconds = 30
    contact_id = next(iter(sandbox.state.highlevel.contacts))
    item = {"field": "id", "operator": "eq", "value": contact_id}
    highlevel.put(f"/contacts/{contact_id}", json={"city": "Zagarolo"})
    assert highlevel.get(f"/contacts/{contact_id}").json()["contact"]["city"] == "Zagarolo"
    sandbox.state.clock.advance(29)
    assert search(item)["contacts"][0]["city"] != "Zagarolo"
    sandbox.state.clock.advance(1)
    assert search(item)["contacts"][0]["city"] == "Zagarolo"
    highlevel.delete(f"/contacts/{contact_id}")
    assert search(item)["total"] == 1
    sandbox.state.clock.advance(30)
    assert search(item)["total"] == 0


def test_no_lag_when_switched_off(highlevel: httpx.Client, search: Search, sandbox: SandboxServer) -> None:
    sandbox.state.switches.highlevel.search_lag_seconds = 0
    made = highlevel.post("/contacts/", json={"locationId": sandbox.location_id, "email": "ida@x.it"}).json()
    item = {"field": "email", "operator": "eq", "value": "ida@x.it"}
    assert ids(search(item)) == [made["contact"]["id"]]
    highlevel.put(f"/contacts/{made['contact']['id']}", json={"email": "ada@x.it"})
    assert search(item)["total"] == 0


def test_unindexed_and_indexed_equality_agree(search: Search, sandbox: SandboxServer) -> None:
    contact = next(c for c in sandbox.state.highlevel.contacts.values() if c.get("email"))
    item = {"field": "email", "operator": "eq", "value": contact["email"]}
    assert ids(search(item)) == ids(search({"group": "OR", "filters": [item]})) == [contact["id"]]


def test_deprecated_list_pages_and_needs_the_location(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    params = {"locationId": sandbox.location_id, "limit": "25"}
    walked: list[str] = []
    first = highlevel.get("/contacts/", params=params).json()
    assert first["meta"]["total"] == 60
    assert (first["meta"]["currentPage"], first["meta"]["nextPage"], first["meta"]["prevPage"]) == (1, 2, None)
    page = first
    while page["contacts"]:
        walked += [contact["id"] for contact in page["contacts"]]
        meta = page["meta"]
        following = {"startAfter": meta["startAfter"], "startAfterId": meta["startAfterId"]}
        page = highlevel.get("/contacts/", params={**params, **following}).json()
    assert len(walked) == len(set(walked)) == 60
    assert first["meta"]["nextPageUrl"]
    assert highlevel.get(first["meta"]["nextPageUrl"]).status_code == 403
    assert highlevel.get("/contacts/", params={**params, "limit": "101"}).status_code == 422
    default = highlevel.get("/contacts/", params={"locationId": sandbox.location_id}).json()
    assert len(default["contacts"]) == 20
    contact = default["contacts"][0]
    assert contact["contactName"] == full_name(sandbox.state.highlevel.contacts[contact["id"]]).lower()


def test_a_birth_date_is_a_number_in_search_and_a_text_by_id(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = sandbox.state.create_contact(
        {
            "firstName": "Ida",
            "email": "ida@x.it",
            "dateOfBirth": "1961-02-28",
            "additionalEmails": ["ida@y.it"],
            "additionalPhones": ["+393331111111"],
        }
    )
    sandbox.state.clock.advance(60)
    body = {
        "locationId": sandbox.location_id,
        "pageLimit": 10,
        "filters": [{"field": "id", "operator": "eq", "value": made["id"]}],
    }
    found = highlevel.post("/contacts/search", json=body).json()["contacts"][0]
    assert found["dateOfBirth"] == -278_985_600_000
    assert (found["additionalEmails"], found["additionalPhones"]) == (["ida@y.it"], ["+393331111111"])
    assert {"attributionSource", "lastAttributionSource"} <= found.keys()
    read = highlevel.get(f"/contacts/{made['id']}").json()["contact"]
    assert (read["dateOfBirth"], read["additionalEmails"]) == ("1961-02-28", [{"email": "ida@y.it"}])
