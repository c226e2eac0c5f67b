"""Typed records: what is odd is kept, what is missing has a default, and the wire stays reachable."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.http.markup import plain_text
from app.connectors.highlevel.resources import models
from tests.connectors.highlevel_calls import public_methods

KINDS = [
    kind
    for kind in vars(models).values()
    if isinstance(kind, type) and issubclass(kind, models.HighLevelRecord) and kind is not models.HighLevelRecord
]


def test_a_contact_of_a_search_and_one_read_by_id_are_the_same() -> None:
    searched = models.Contact.of(
        {
            "id": "C1", "firstName": "ida", "firstNameRaw": "Ida", "lastNameRaw": "De Re", "lastName": "de re",
            "address": "Via Po, 1", "dateUpdated": 1625711400000, "customFields": [{"id": "F1", "value": 5}],
        }
    )  # fmt: skip
    read = models.Contact.of(
        {
            "id": "C1", "firstName": "Ida", "lastName": "De Re", "address1": "Via Po, 1", "address2": None,
            "dateUpdated": "2021-07-08T02:30:00.000Z", "customFields": [{"id": "F1", "value": 5}],
        }
    )  # fmt: skip
    for one in (searched, read):
        assert (one.id, one.first_name, one.last_name, one.address1) == ("C1", "Ida", "De Re", "Via Po, 1")
        assert one.date_updated == datetime(2021, 7, 8, 2, 30, tzinfo=UTC)
        assert (one.custom_fields[0].id, one.custom_fields[0].value) == ("F1", 5)


def test_both_spellings_of_an_id() -> None:
    assert models.Task.of({"_id": "T1"}).id == "T1"
    assert models.Task.of({"id": "T1", "_id": "T2"}).id == "T1"


def test_unknown_keys_and_the_wire_are_kept() -> None:
    wire = {"id": "T1", "title": None, "newThing": {"a": 1}}
    task = models.Task.of(wire)
    assert task.title == ""
    assert task.wire == wire
    assert task.model_extra == {"newThing": {"a": 1}}


def test_a_wrong_type_counts_as_missing() -> None:
    contact = models.Contact.of(
        {"id": "C1", "tags": "vip", "dnd": "perhaps", "phone": 39333, "city": ["Roma"], "email": "a@b.it"}
    )
    assert (contact.tags, contact.dnd, contact.city) == ((), False, "")
    assert (contact.phone, contact.email) == ("39333", "a@b.it")
    assert contact.wire["city"] == ["Roma"]


def test_an_appointment_takes_the_zone_of_its_location() -> None:
    event = models.Appointment.of(
        {"id": "E1", "startTime": "2021-07-16 11:00:00", "appointmentStatus": "booked"}, "Europe/Rome"
    )
    assert event.start_time is not None
    assert event.start_time.astimezone(UTC) == datetime(2021, 7, 16, 9, tzinfo=UTC)
    assert event.status == "booked"
    assert models.Appointment.of({"startTime": "2021-07-16 11:00:00"}).start_time is None


def test_a_day_and_a_setting() -> None:
    assert models.Contact.of({"dateOfBirth": "1980-01-31T00:00:00.000Z"}).date_of_birth == date(1980, 1, 31)
    # search gives epoch milliseconds, before 1970 below zero
    assert models.Contact.of({"dateOfBirth": 318_124_800_000}).date_of_birth == date(1980, 1, 31)
    assert models.Contact.of({"dateOfBirth": -278_985_600_000}).date_of_birth == date(1961, 2, 28)
    assert models.Contact.of({"dateOfBirth": 10**20}).date_of_birth is None
    assert models.Location.of({"settings": {"allowDuplicateContact": True}}).allows_duplicates
    assert not models.Location.of({}).allows_duplicates


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Call <b>Ida</b></p><p>at&nbsp;9</p>", "Call Ida\nat 9"),
        ("a<br>b<ul><li>c</li></ul>", "a\nb\nc"),
        ("<script>alert(1)</script>x<style>p{}</style>", "x"),
        ("R&amp;D", "R&D"),
        ("5 < 6 and R&D\n\n  kept", "5 < 6 and R&D\n\n  kept"),
        ("", ""),
    ],
)
def test_notes_lose_their_markup_only(markup: str, text: str) -> None:
    assert plain_text(markup) == text
    assert models.Note.of({"body": markup}).text == text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_no_answer_whatever_breaks_a_record(data: Any) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    names = [f.alias or name for name, f in kind.model_fields.items()]
    wire = data.draw(st.dictionaries(st.sampled_from([*names, "id", "_id"]), json_values, max_size=8))
    assert kind.of(wire).wire == wire


def test_no_method_of_the_client_returns_a_bare_answer() -> None:
    told = {name: str(inspect.signature(getattr(HighLevelClient, name)).return_annotation) for name in public_methods()}
    assert len(told) > 60
    assert {name: kind for name, kind in told.items() if re.search(r"\b(Wire|dict|Any|Mapping)\b", kind)} == {}


def test_a_row_of_tasks_search_says_when_it_was_changed_and_where_the_next_page_begins() -> None:
    row = {
        "_id": "T1", "title": "x", "completed": True, "dateAdded": "2026-09-01T10:00:00.000Z", "deleted": False,
        "dateUpdated": "2026-09-03T10:00:00.123Z", "status": "completed", "searchAfter": [1_788_256_800_000, "T1"],
        "contactDetails": {"_id": "C1", "firstName": None, "lastName": None},
    }  # fmt: skip
    task = models.Task.of(row)
    assert (task.id, task.deleted, task.status) == ("T1", False, "completed")
    assert task.date_updated == datetime(2026, 9, 3, 10, 0, 0, 123_000, tzinfo=UTC)
    assert task.date_added == datetime(2026, 9, 1, 10, tzinfo=UTC)
    assert task.search_after == (1_788_256_800_000, "T1")
    bare = models.Task.of({"id": "T1", "title": "x", "updatedAt": "2026-09-03T10:00:00Z", "statusGroup": "to_do"})
    assert (bare.date_updated, bare.status) == (datetime(2026, 9, 3, 10, tzinfo=UTC), "to_do")
    assert models.Task.of({"id": "T1"}).date_updated is None
