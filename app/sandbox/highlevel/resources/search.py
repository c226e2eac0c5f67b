"""POST /contacts/search and the deprecated GET /contacts/ (reference: HighLevel 2.1, 2.2)."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

from app.sandbox.highlevel.base.errors import bad_request, unprocessable, wrong_location
from app.sandbox.highlevel.base.grammar import SORT_FIELDS, compile_filters, indexed_term
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.shapes import Contact, full_name, listed, searched
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.switches import HighLevelSwitches

MAX_WINDOW = 10_000
QUERY_LIMIT = 75
_KEPT_RESULTS = 8

Sort = tuple[tuple[str, bool], ...]
"""(field, descending), the first one first; equal contacts follow by id."""


def _sort_of(items: Any) -> Sort:
    if not items:
        return (("dateAdded", True),)
    if not isinstance(items, list) or len(items) > 2 or not all(isinstance(item, dict) for item in items):
        raise bad_request("sort takes at most 2 items", error="Bad Request")
    sort = []
    for item in items:
        if item.get("field") not in SORT_FIELDS:
            raise bad_request(f"Invalid field {item.get('field')}", error="Bad Request")
        if item.get("direction", "asc") not in ("asc", "desc"):
            raise bad_request(f"invalid direction {item['direction']}", error="Bad Request")
        sort.append((str(item["field"]), item.get("direction") == "desc"))
    return tuple(sort)


def cursor_of(contact: Contact, sort: Sort) -> list[Any]:
    """Return the contact's searchAfter: its sort values and its id."""
    return [*(SORT_FIELDS[field](contact) for field, _ in sort), contact["id"]]


def _comes_after(contact: Contact, cursor: list[Any], sort: Sort) -> bool:
    for (field, descending), wanted in zip(sort, cursor[:-1], strict=True):
        have = SORT_FIELDS[field](contact)
        if have != wanted:
            return bool(have < wanted if descending else have > wanted)
    return bool(contact["id"] > cursor[-1])


def _start_after(rows: list[Contact], cursor: Any, sort: Sort) -> int:
    """Return the place of the first row behind the cursor; rows are sorted, so halving finds it."""
    if not isinstance(cursor, list) or len(cursor) != len(sort) + 1:
        raise bad_request("invalid searchAfter", error="Bad Request")
    low, high = 0, len(rows)
    try:
        while low < high:
            middle = (low + high) // 2
            if _comes_after(rows[middle], cursor, sort):
                high = middle
            else:
                low = middle + 1
    except TypeError:
        raise bad_request("invalid searchAfter", error="Bad Request") from None
    return low


class Searcher:
    """Answers searches over the lagging index.

    The last results are kept, so that paging costs no new scan.
    """

    def __init__(self, store: HighLevelStore) -> None:
        self._store = store
        self._results: OrderedDict[str, list[Contact]] = OrderedDict()
        self._version = -1

    def rows(self, location_id: str, filters: list[Any], query: str, sort: Sort) -> list[Contact]:
        """Return all contacts that fit, sorted."""
        store, index = self._store, self._store.index
        index.refresh(store.clock.now(), store.switches.search_lag_seconds)
        if index.version != self._version:
            self._results.clear()
            self._version = index.version
        switches = store.switches
        faults = (switches.phone_search_finds_nothing, switches.custom_field_filter_ignored, switches.search_knows_dnd)
        key = json.dumps([location_id, filters, query, sort, faults])
        if key in self._results:
            self._results.move_to_end(key)
            return self._results[key]
        rows = self._scan(location_id, filters, query, switches)
        rows.sort(key=lambda contact: str(contact["id"]))
        for field, descending in reversed(sort):
            rows.sort(key=SORT_FIELDS[field], reverse=descending)
        self._results[key] = rows
        if len(self._results) > _KEPT_RESULTS:
            self._results.popitem(last=False)
        return rows

    def _scan(self, location_id: str, filters: list[Any], query: str, switches: HighLevelSwitches) -> list[Contact]:
        index = self._store.index
        test = compile_filters(filters, switches)
        term = indexed_term(filters, switches)
        candidates = index.with_term(*term) if term else list(index.visible.values())
        words = query.lower().split()

        def fits(contact: Contact) -> bool:
            if contact["locationId"] != location_id or not test(contact):
                return False
            if not words:
                return True
            parts = (
                full_name(contact),
                contact.get("email"),
                contact.get("phone"),
                contact.get("companyName"),
            )
            text = " ".join(part for part in parts if part).lower()
            return all(word in text for word in words)

        return [contact for contact in candidates if fits(contact)]


def _checked(body: dict[str, Any], most: int) -> tuple[int, int | None, str]:
    """Return page size, page (None in searchAfter mode) and query. Raises HighLevelError 422 or 400."""
    faults = []
    if not body.get("locationId"):
        faults.append("locationId should not be empty")
    size = body.get("pageLimit")
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        faults.append("pageLimit must be a positive number")
    elif size > most:
        faults.append(f"pageLimit must not be greater than {most}")
    page = body.get("page")
    if page is not None and (isinstance(page, bool) or not isinstance(page, int) or page < 1):
        faults.append("page must be a positive number")
    query = body.get("query") or ""
    if not isinstance(query, str) or len(query) > QUERY_LIMIT:
        faults.append(f"query must be shorter than or equal to {QUERY_LIMIT} characters")
    if faults:
        raise unprocessable(*faults)
    assert isinstance(size, int)
    if body.get("searchAfter"):
        if page is not None:
            raise bad_request("use either page or searchAfter", error="Bad Request")
        return size, None, query
    if (page or 1) * size > MAX_WINDOW:
        raise bad_request(f"page * pageLimit must not exceed {MAX_WINDOW}; use searchAfter", error="Bad Request")
    return size, page or 1, query


def search(call: Call, searcher: Searcher) -> Answer:
    """POST /contacts/search."""
    body = call.body
    size, page, query = _checked(body, call.store.switches.search_page_most)
    sort = _sort_of(body.get("sort"))
    rows = searcher.rows(call.token.location_id, body.get("filters") or [], query, sort)
    start = _start_after(rows, body["searchAfter"], sort) if page is None else (page - 1) * size
    found = [{**searched(row), "searchAfter": cursor_of(row, sort)} for row in rows[start : start + size]]
    switches = call.store.switches
    hidden = [] if switches.search_knows_dnd else ["dndSettings", "inboundDndSettings"]
    if not switches.search_knows_timezone:
        hidden.append("timezone")
    for contact in found if hidden else ():
        for name in hidden:
            del contact[name]
    return 200, {"contacts": found, "total": len(rows)}


def list_contacts(call: Call, searcher: Searcher) -> Answer:
    """GET /contacts/: newest first.

    Each page must repeat locationId, and nextPageUrl does not (n8n 11353).
    """
    query = call.query
    if not query.get("locationId"):
        raise wrong_location()
    try:
        size = int(query.get("limit", "20"))
        after = int(query["startAfter"]) if "startAfter" in query else None
    except ValueError:
        raise unprocessable("limit must be a number") from None
    if not 1 <= size <= 100:
        raise unprocessable("limit must not be greater than 100")
    sort: Sort = (("dateAdded", True),)
    rows = searcher.rows(call.token.location_id, [], query.get("query", "")[:QUERY_LIMIT], sort)
    start = 0 if after is None else _start_after(rows, [after, query.get("startAfterId", "")], sort)
    page = rows[start : start + size]
    more = start + size < len(rows)
    number = start // size + 1
    meta: dict[str, Any] = {
        "total": len(rows),
        "currentPage": number,
        "nextPage": number + 1 if more else None,
        "prevPage": number - 1 if number > 1 else None,
    }
    if page:
        last = page[-1]
        meta.update(startAfterId=last["id"], startAfter=last["dateAdded"])
        cursor = f"startAfter={last['dateAdded']}&startAfterId={last['id']}"
        meta["nextPageUrl"] = f"/contacts/?limit={size}&{cursor}" if more else None
    # Unlike search, the list has a schema (SPEC ContactsSearchSchema): what is not known is left out, not null.
    shown = [{name: value for name, value in listed(row).items() if value is not None} for row in page]
    return 200, {"contacts": shown, "meta": meta}
