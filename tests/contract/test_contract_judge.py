"""The judge finds what it should find, and nothing else."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.contract.openapi import Contract, operation_of, unexplained

BASE = "http://127.0.0.1:1/highlevel"
HEADERS = {"Version": "2021-07-28", "Authorization": "Bearer x"}


def sent(method: str, path: str, **more: Any) -> httpx.Request:
    return httpx.Request(method, BASE + path, headers={**HEADERS, **more.pop("headers", {})}, **more)


def bare(headers: dict[str, str]) -> httpx.Request:
    return httpx.Request("GET", f"{BASE}/contacts/C1", headers=headers)


def where(faults: list[Any]) -> list[str]:
    return sorted(f"{f.operation} {f.where}" for f in faults)


def test_a_fitting_request_has_no_fault(contract: Contract) -> None:
    assert contract.request_faults(sent("GET", "/contacts/C1")) == []
    assert contract.request_faults(sent("POST", "/contacts/", json={"locationId": "L", "firstName": "Ida"})) == []
    assert contract.request_faults(sent("GET", "/users/", params={"locationId": "L"})) == []


@pytest.mark.parametrize(
    ("request_", "places"),
    [
        (sent("POST", "/contacts/", json={"firstName": "Ida"}), ["create-contact $.locationId"]),
        (sent("POST", "/contacts/", json={"locationId": "L", "dnds": 1}), ["create-contact $.dnds"]),
        (sent("PUT", "/contacts/C1", json={"city": 5}), ["update-contact $.city"]),
        (
            sent("PUT", "/contacts/C1", json={"customFields": [{"id": "F", "fieldValue": "x"}]}),
            ["update-contact $.customFields[]"],
        ),
        (sent("GET", "/contacts/C1", params={"x": "1"}), ["get-contact query.x"]),
        (sent("GET", "/users/"), ["get-user-by-location query.locationId"]),
        (sent("GET", "/contacts/C1", headers={"Version": "2021-04-15"}), ["get-contact header.Version"]),
        (sent("GET", "/contacts/C1/nothing"), ["GET /contacts/C1/nothing path"]),
        (bare({"Authorization": "Bearer x"}), ["get-contact header.Version"]),
        (bare({"Version": "2021-07-28"}), ["get-contact $"]),
    ],
)  # fmt: skip
def test_faults_of_requests_are_found(contract: Contract, request_: httpx.Request, places: list[str]) -> None:
    assert where(contract.request_faults(request_)) == places


def test_faults_of_answers_are_found(contract: Contract) -> None:
    request = sent("GET", "/contacts/C1")
    good = {"contact": {"id": "C1", "tags": ["a"], "somethingNew": 1}, "traceId": "t"}
    assert contract.answer_faults(request, httpx.Response(200, json=good)) == []
    bad = {"contact": {"id": 5, "tags": "x"}}
    assert where(contract.answer_faults(request, httpx.Response(200, json=bad))) == [
        "get-contact $.contact.id",
        "get-contact $.contact.tags",
    ]
    assert where(contract.answer_faults(request, httpx.Response(418, json={}))) == ["get-contact status"]


def test_a_fixed_path_goes_before_an_id() -> None:
    found = operation_of(sent("GET", "/contacts/search/duplicate"))
    assert found is not None and found.id == "get-duplicate-contact"


def test_only_what_the_table_names_is_explained(contract: Contract) -> None:
    search = sent("POST", "/contacts/search", json={"locationId": "L", "pageLimit": 1})
    assert contract.request_faults(search) != []
    assert unexplained(contract.request_faults(search)) == []
    other = contract.request_faults(sent("PUT", "/contacts/C1", json={"city": 5}))
    assert unexplained(other) == other
