"""The filters of POST /contacts/search (reference: HighLevel 2.1): from JSON to a test on a contact."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from app.sandbox.clock import parse_ms
from app.sandbox.highlevel.base.errors import bad_request
from app.sandbox.highlevel.base.shapes import Contact, full_name
from app.sandbox.switches import HighLevelSwitches

Predicate = Callable[[Contact], bool]
Getter = Callable[[Contact], Any]

OPERATORS = {"eq", "not_eq", "contains", "not_contains", "exists", "not_exists", "range"}
_EXACT = {"eq", "not_eq", "exists", "not_exists"}
_SPAN = {"range", "exists", "not_exists"}
_TAKEN = {
    "email": _EXACT,
    "contactName": _EXACT,
    "dateAdded": _SPAN,
    "dateUpdated": _SPAN,
    "followers": OPERATORS - {"contains", "not_contains"},
}
"""The operators of fields that do not take all of them, by the vendor's page on search (12.2)."""
_LEAST_PART = 3
_TEXT_LIMIT = 75
_DND_FIELD = re.compile(r"(dndSettings\.(Email|SMS|Call)|inboundDndSettings\.all)\.status")
_SPECIAL = re.compile(r"[^\w\s@.\-+'&/]")


def _plain(name: str) -> Getter:
    return lambda contact: contact.get(name)


def _nothing(_: Contact) -> Any:
    return None


def _lower(name: str) -> Getter:
    return lambda contact: (contact.get(name) or "").lower()


_FIELDS: dict[str, Getter] = {
    "contactName": lambda contact: full_name(contact).lower(),
    "firstNameLowerCase": _lower("firstName"),
    "lastNameLowerCase": _lower("lastName"),
    "address": _plain("address1"),
    "businessName": _plain("companyName"),
    "dnd": lambda contact: bool(contact.get("dnd")),
    "type": lambda contact: contact.get("type", "lead"),
    # The sandbox keeps no e-mail events, validations and ends of workflows, and its index no appointments: these
    # are blank in every contact.
    **dict.fromkeys(
        (
            "validEmail", "isValidWhatsapp", "lastAppointment", "finishedWorkflows",
            "lastEmailClickedDate", "lastEmailOpenedDate",
        ),
        _nothing,
    ),
    **{
        name: _plain(name)
        for name in (
            "id", "email", "phone", "city", "state", "country", "postalCode", "companyName", "website",
            "source", "assignedTo", "tags", "timezone", "dateOfBirth", "dateAdded", "dateUpdated",
            "followers", "activeWorkflows",
        )
    },
}  # fmt: skip
_DATES = {"dateAdded", "dateUpdated"}

SORT_FIELDS: dict[str, Getter] = {
    "firstNameLowerCase": _lower("firstName"),
    "lastNameLowerCase": _lower("lastName"),
    "businessName": _lower("companyName"),
    "dateAdded": _plain("dateAdded"),
    "dateUpdated": _plain("dateUpdated"),
    "email": _lower("email"),
    "dnd": lambda contact: bool(contact.get("dnd")),
    "source": _lower("source"),
}
"""What search may sort by, and the value that it then sorts on (dates in epoch milliseconds)."""


def _getter(field: str, switches: HighLevelSwitches) -> Getter:
    if field in _FIELDS:
        return _FIELDS[field]
    parts = field.split(".")
    if parts[0] == "customFields" and len(parts) in (2, 3) and all(parts):
        # With an option's id the same value is looked at: options are kept by their text.
        return lambda contact: contact.get("customFields", {}).get(parts[1])
    if switches.search_knows_dnd and re.fullmatch(
        r"(dndSettings\.(Email|SMS|Call)|inboundDndSettings\.all)\.status", field
    ):
        return lambda contact: (contact.get(parts[0]) or {}).get(parts[1], {}).get("status")
    raise bad_request(f"Invalid field {field}", error="Bad Request")


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return [str(item).lower() for item in value]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [str(value).lower()]


def _equals(getter: Getter, value: Any, is_date: bool) -> Predicate:
    wanted = {str(_moment(value))} if is_date else set(_texts(value))
    return lambda contact: not wanted.isdisjoint(_texts(getter(contact)))


def _contains(getter: Getter, value: Any) -> Predicate:
    wanted = _texts(value)
    return lambda contact: any(part in text for part in wanted for text in _texts(getter(contact)))


def _exists(getter: Getter) -> Predicate:
    return lambda contact: getter(contact) not in (None, "", [], ())


def _moment(value: Any) -> int:
    try:
        return parse_ms(value)
    except ValueError:
        raise bad_request(f"invalid date {value}", error="Bad Request") from None


def _range(getter: Getter, value: Any, is_date: bool) -> Predicate:
    if not isinstance(value, dict) or not value or not set(value) <= {"gt", "gte", "lt", "lte"}:
        raise bad_request("invalid value for operator range", error="Bad Request")
    bounds = {name: _moment(bound) if is_date else bound for name, bound in value.items()}
    tests: dict[str, Callable[[Any, Any], bool]] = {
        "gt": lambda a, b: a > b, "gte": lambda a, b: a >= b, "lt": lambda a, b: a < b, "lte": lambda a, b: a
        <= b,
    }  # fmt: skip

    def test(contact: Contact) -> bool:
        have = getter(contact)
        if have is None:
            return False
        try:
            return all(tests[name](have, bound) for name, bound in bounds.items())
        except TypeError:  # a text against a number
            return all(tests[name](str(have), str(bound)) for name, bound in bounds.items())

    return test


def _checked_text(operator: str, value: Any) -> None:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and len(item) > _TEXT_LIMIT:
            raise bad_request(f"value must be at most {_TEXT_LIMIT} characters", error="Bad Request")
        if operator.endswith("contains") and isinstance(item, str) and _SPECIAL.search(item):
            raise bad_request("special characters are not allowed in contains", error="Bad Request")
        if operator.endswith("contains") and len(str(item).strip()) < _LEAST_PART:
            raise bad_request(
                f"Min. {_LEAST_PART} characters required for applying contains filter", error="Bad Request"
            )


def _single(item: dict[str, Any], switches: HighLevelSwitches) -> Predicate:
    field, operator, value = str(item.get("field", "")), item.get("operator"), item.get("value")
    if field == "opportunities" and operator == "nested":
        return lambda _: False  # the sandbox has no opportunities
    if field.startswith("customFields.") and switches.custom_field_filter_ignored:
        return lambda _: True  # known fault 42
    getter = _getter(field, switches)
    if operator not in _TAKEN.get(field, OPERATORS):
        raise bad_request(f"invalid operator {operator} for field {field}", error="Bad Request")
    if operator in ("exists", "not_exists"):
        present = _exists(getter)
        return present if operator == "exists" else lambda contact: not present(contact)
    if "value" not in item:
        raise bad_request(f"value is required for operator {operator}", error="Bad Request")
    is_date = field in _DATES
    if operator == "range":
        return _range(getter, value, is_date)
    _checked_text(operator, value)
    if field == "phone" and operator == "eq" and switches.phone_search_finds_nothing:
        return lambda _: False  # known fault 289
    test = _equals(getter, value, is_date) if operator in ("eq", "not_eq") else _contains(getter, value)
    return (lambda contact: not test(contact)) if operator.startswith("not_") else test


def compile_filters(filters: Any, switches: HighLevelSwitches, group: str = "AND") -> Predicate:
    """Return the test for a list of filters and groups, joined by AND at the top.

    Raises HighLevelError 400 for an unknown field, operator, group or value.
    """
    if not isinstance(filters, list):
        raise bad_request("filters must be an array", error="Bad Request")
    tests: list[Predicate] = []
    for item in filters:
        if not isinstance(item, dict):
            raise bad_request("each filter must be an object", error="Bad Request")
        if "group" in item:
            if item["group"] not in ("AND", "OR"):
                raise bad_request(f"invalid group {item['group']}", error="Bad Request")
            tests.append(compile_filters(item.get("filters", []), switches, item["group"]))
        else:
            tests.append(_single(item, switches))
    if len(tests) == 1:
        return tests[0]
    if group == "OR":
        return lambda contact: any(test(contact) for test in tests)
    return lambda contact: all(test(contact) for test in tests)


def indexed_term(filters: list[Any], switches: HighLevelSwitches) -> tuple[str, str] | None:
    """Return (field, value) of a top-level equality that the index answers without a scan, or None."""
    for item in filters:
        field, value = item.get("field"), item.get("value")
        is_custom = str(field).startswith("customFields.") and not switches.custom_field_filter_ignored
        is_indexed = field in ("id", "email", "phone") or is_custom
        if is_indexed and str(field).count(".") < 2 and item.get("operator") == "eq" and isinstance(value, str):
            return str(field), value
    return None
