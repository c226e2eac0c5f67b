"""What is kept of a decoded contact is what decoding it anew would give, whatever has changed since."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import app.connectors.highlevel.rules as rules_module
import app.records
from app.clock import SystemClock
from app.connectors.highlevel.codec import Codec
from app.connectors.highlevel.packed import packed, unpacked
from app.connectors.highlevel.reader import record_of
from app.connectors.highlevel.rules import BESIDE, rules_of
from app.paths import Home
from app.records.contact import CONTACT_FIELDS
from app.services.settings.preferences import save_mapping
from app.services.sync.reading.session import take_snapshot
from app.services.sync.reading.snapshot import CACHE
from app.store import CachedContact, Store
from app.sync.contacts.mapping import default_mapping
from app.sync.plan.model import Record
from tests.services.stage import stage

WIRES: tuple[dict[str, Any], ...] = (
    {"id": "a", "firstName": " mario ", "lastName": "ROSSI", "phone": "333 1234567"},
    {"id": "b", "companyName": "Nova S.r.l.", "email": "INFO@nova.it", "phone": "06 12345678", "tags": ["Cliente"]},
    {"id": "c", "customFields": [{"id": "f1", "value": "IT 01234567897"}, {"id": "f2", "value": "77"}]},
    {"id": "d", "additionalEmails": [{"email": "zwei@x.it"}], "additionalPhones": [{"phone": "+39 347 1234567"}]},
    {"id": "e", "firstName": "Zoë \U0001f600", "city": "Forlì", "website": "x.it", "phone": "+41 91 123 45 67"},
    {"id": "f", "firstName": "\ud83d halb", "address": "Via Po 1", "state": "TO", "dateAdded": 5000},
    {"id": "g", "dateUpdated": "2026-03-04T10:00:00Z", "country": "Italia"},
)
FIELDS = [
    {"id": "f1", "name": "Partita IVA", "dataType": "TEXT"},
    {"id": "f2", "name": "Fattura24 ID", "dataType": "TEXT"},
    {"id": "f3", "name": "PEC", "dataType": "TEXT"},
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(Home(tmp_path), SystemClock())
    made.settings.set(CACHE, {"custom_fields": FIELDS})
    made.highlevel.put(CachedContact(w["id"], w, 1.0, 2.0) for w in WIRES)
    yield made
    made.close()


def anew(store: Store) -> list[Record]:
    """Return what decoding everything gives."""
    snapshot = take_snapshot(store)
    return [snapshot.contact(c) for c in store.highlevel.each()]


def kept(store: Store) -> int:
    with store.database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM highlevel_records").scalar() or 0)


def decoded(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the ids of the contacts that a whole look at HighLevel's side decodes."""
    seen: list[str] = []

    def counted(wire: Any, codec: Codec, seen_at: float) -> Record:
        seen.append(wire["id"])
        return record_of(wire, codec, seen_at)

    with monkeypatch.context() as patched:
        patched.setattr("app.services.sync.reading.reading.record_of", counted)
        found = take_snapshot(store).highlevel(keep=True)
    assert found == anew(store)
    return seen


def test_what_is_kept_is_what_decoding_gives(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert decoded(store, monkeypatch) == [w["id"] for w in WIRES]
    assert decoded(store, monkeypatch) == ["e"], "whose letters come in halves"
    assert kept(store) == 6
    take_snapshot(store).highlevel()
    assert kept(store) == 6


def test_a_written_contact_is_decoded_anew_whoever_writes_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded(store, monkeypatch)
    store.highlevel.put([CachedContact("a", WIRES[0] | {"city": "Asti"}, 1.0, 2.0)])
    store.highlevel.put([CachedContact("b", WIRES[1] | {"city": "Bra"}, 0.5, 2.0)])  # older: not taken
    with closing(sqlite3.connect(store.database.path)) as other:
        other.execute("""UPDATE highlevel SET wire = '{"id":"c","city":"Cuneo"}' WHERE id = 'c'""")
        other.execute("DELETE FROM highlevel WHERE id = 'd'")
        other.commit()
    assert decoded(store, monkeypatch) == ["a", "c", "e"]
    cities = {r.id: r.contact.city for r in take_snapshot(store).highlevel()}
    assert (cities["a"], cities["b"], cities["c"]) == ("Asti", "", "Cuneo")
    store.highlevel.clear()
    assert kept(store) == 0


def test_another_mapping_gives_other_values(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded(store, monkeypatch)
    mapping = default_mapping()
    save_mapping(store, mapping.with_rule(replace(mapping.rule("company"), highlevel="website")), 1.0)
    assert len(decoded(store, monkeypatch)) == len(WIRES)
    assert {r.id: r.contact.company for r in take_snapshot(store).highlevel()}["e"] == "x.it"
    save_mapping(store, mapping, 2.0)
    assert len(decoded(store, monkeypatch)) == len(WIRES)


def test_another_custom_field_gives_other_values(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded(store, monkeypatch)
    assert {r.id: r.origins for r in take_snapshot(store).highlevel()}["c"] == ("77",)
    store.settings.set(CACHE, {"custom_fields": [FIELDS[0], {"id": "f9", "name": "Fattura24 ID"}]})
    assert len(decoded(store, monkeypatch)) == len(WIRES)
    assert {r.id: r.origins for r in take_snapshot(store).highlevel()}["c"] == ()


def test_other_rules_give_other_values(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded(store, monkeypatch)
    monkeypatch.setattr(rules_module, "_code", lambda: b"another version of the program")
    assert len(decoded(store, monkeypatch)) == len(WIRES)
    monkeypatch.setattr(rules_module, "_code", lambda: b"")  # it cannot look at its own code
    assert len(decoded(store, monkeypatch)) == len(WIRES)
    assert kept(store) == 6


def test_a_rule_that_changes_changes_the_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "normalise.py"
    codec, before = Codec(default_mapping(), {}), rules_of(Codec(default_mapping(), {}))
    numbers = {before}
    for text in ("a = 1", "a = 2"):
        file.write_text(text)
        rules_module._code.cache_clear()
        with monkeypatch.context() as patched:
            patched.setattr(rules_module, "_files", lambda: [file])
            numbers.add(rules_of(codec))
    rules_module._code.cache_clear()
    assert len(numbers) == 3
    assert rules_of(codec) == before
    monkeypatch.setattr(rules_module, "BESIDE", ("app.nowhere",))
    rules_module._code.cache_clear()
    assert rules_of(codec) == 0, "of a file that is not there nothing can be said"
    rules_module._code.cache_clear()


def test_the_number_counts_all_that_decoding_runs() -> None:
    run: set[str] = set()

    def note(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call":
            run.add(str(frame.f_globals.get("__name__")))

    codec = Codec(default_mapping(), {"vat_code": "f1", "Fattura24 ID": "f2", "pec": "f3"})
    texts = ("Rossi Mario, via Po 1", "0612345678 / 3331234567", "n.d.", "a@b.it c@d.it")
    people = ("firstName", "lastName", "companyName", "email", "phone")
    names = (*people, "address1", "city", "state", "country", "postalCode", "website")
    wires = [*WIRES, *({"id": "x", name: text} for name in names for text in texts)]
    sys.setprofile(note)
    try:
        for wire in wires:
            unpacked("x", packed(record_of(wire, codec, 1.0)) or "[0,0,[],[]]")
    finally:
        sys.setprofile(None)
    ours = {name for name in run if name.split(".")[0] == "app"}
    assert ours <= {n for n in ours if n.startswith(f"{app.records.__name__}.")} | set(BESIDE)


def test_what_is_written_while_it_is_decoded_is_not_kept(store: Store) -> None:
    seq = store.changes.newest()
    store.highlevel.put([CachedContact("a", WIRES[0] | {"city": "Asti"}, 1.0, 2.0)])
    store.highlevel.remove(["b"])
    store.highlevel_records.keep(7, [("a", "stale"), ("b", "gone"), ("c", "fresh")], seq)
    assert [(m.id, m.record) for m in store.highlevel_records.each(7) if m.record] == [("c", "fresh")]


def test_an_older_answer_brings_no_record_in(store: Store) -> None:
    def put(moment: float, text: str, *, force: bool = False) -> str | None:
        store.highlevel.put([CachedContact("a", WIRES[0], moment, 2.0, text)], force, rules=7)
        return next(m.record for m in store.highlevel_records.each(7))

    assert put(5.0, "new") == "new"
    assert put(4.0, "old") == "new"
    assert put(5.0, "as old") == "as old"
    assert put(4.0, "forced", force=True) == "forced"
    assert put(6.0, "") is None
    store.highlevel.put([CachedContact("f", WIRES[5], 6.0, 2.0, "of half a letter")], rules=7)
    assert not any(m.record for m in store.highlevel_records.each(7)), "which is mended when it is read back"


def test_every_field_comes_back(store: Store) -> None:
    codec = Codec(default_mapping(), {})
    record = record_of(WIRES[1], codec, 3.0)
    for name in CONTACT_FIELDS:
        contact = record.contact.with_values({name: "x"})
        one = replace(record, contact=contact, further=(("email", "a@b.it"),))
        assert unpacked("b", packed(one)) == one


def test_a_read_keeps_what_it_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with stage(tmp_path, contacts=30) as made:
        asyncio.run(made.connect())
        asyncio.run(made.service.plan())
        store = made.service.store
        assert decoded(store, monkeypatch) == []
        edited = sorted(store.highlevel.ids())[3]
        made.sandbox.state.edit_contact(edited, {"city": "Aosta"})
        made.clock.sandbox.advance(300)
        asyncio.run(made.service.plan())
        assert decoded(store, monkeypatch) == []
        assert {r.id: r.contact.city for r in take_snapshot(store).highlevel()}[edited] == "Aosta"
