"""The local snapshots of both services and the links between them."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paths import Home
from app.records.contact import Contact
from app.store import CachedContact, Customer, LinkTakenError, Store, StoredLink
from app.sync.plan.model import Link

MARIO = Contact(first_name="Mario", last_name="Rossi", email="mario@esempio.it", tags=("cliente", "vip"))


def cached(contact_id: str, updated_at: float = 1.0, name: str = "Mario") -> CachedContact:
    wire = {"id": contact_id, "firstName": name, "tags": ["a"]}
    return CachedContact(contact_id, wire, updated_at, updated_at + 5)


def customer(customer_id: str = "", **changes: object) -> Customer:
    raw = {"Rag. Sociale": "ROSSI MARIO"}
    base = Customer(customer_id, "C1", "", MARIO, "Cliente", raw, "export", 100.0, True)
    return replace(base, **changes)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------ HighLevel
def test_contacts_come_back_as_they_were_put(store: Store) -> None:
    assert store.highlevel.put([cached("b"), cached("a")]) == 2
    assert store.highlevel.all() == [cached("a"), cached("b")]
    assert store.highlevel.get("a") == cached("a")
    assert store.highlevel.get("c") is None
    assert store.highlevel.ids() == {"a", "b"}
    assert store.highlevel.count() == 2
    assert store.highlevel.put([]) == 0


def test_an_older_contact_never_replaces_a_newer_one_unless_forced(store: Store) -> None:
    store.highlevel.put([cached("a", 10, "new"), cached("b", 10, "new")])
    assert store.highlevel.put([cached("a", 9, "old"), cached("b", 11, "newer"), cached("c", 1)]) == 2
    assert [c.wire["firstName"] for c in store.highlevel.all()] == ["new", "newer", "Mario"]
    assert store.highlevel.put([cached("a", 10, "same moment")]) == 1
    assert store.highlevel.put([cached("a", 9, "forced")], force=True) == 1
    assert store.highlevel.get("a") == cached("a", 9, "forced")


def test_contacts_are_forgotten(store: Store) -> None:
    store.highlevel.put(cached(i) for i in "abcd")
    store.highlevel.remove(i for i in ("a", "unknown", "b"))
    assert store.highlevel.ids() == {"c", "d"}
    store.highlevel.clear()
    assert store.highlevel.count() == 0


def test_half_a_surrogate_pair_that_an_older_version_kept_is_replaced(store: Store) -> None:
    store.highlevel.put([CachedContact("a", {"note": "\ud83d broken"}, 1, 1)])
    found = store.highlevel.get("a")
    assert found is not None
    assert found.wire == {"note": "\ufffd broken"}


# --------------------------------------------------------------------------------------------------- mirror
def test_a_new_customer_gets_an_id_that_is_a_number(store: Store) -> None:
    given_ids = store.mirror.put_many([customer(code="C1"), customer(code="C2", api_id="77")])
    assert given_ids == ["1", "2"]
    assert store.mirror.get("2") == customer("2", code="C2", api_id="77")
    assert store.mirror.by_code("C1") == customer("1")
    assert store.mirror.by_api_id("77") == customer("2", code="C2", api_id="77")
    assert store.mirror.count() == 2
    assert [c.id for c in store.mirror.all()] == ["1", "2"]


def test_an_id_is_never_given_out_twice(store: Store) -> None:
    first = store.mirror.put(customer())
    store.mirror.remove([first, "unknown", "99"])
    assert store.mirror.count() == 0
    assert store.mirror.put(customer()) == "2"
    mixed = [customer("10"), customer(), customer("11"), customer()]
    assert store.mirror.put_many(mixed) == ["10", "12", "11", "13"]
    store.mirror.put(customer("20"))
    assert store.mirror.put(customer()) == "21"


def test_a_known_customer_is_replaced(store: Store) -> None:
    customer_id = store.mirror.put(customer())
    changed = customer(customer_id, api_id="5", contact=Contact(company="Rossi srl"), name_certain=False)
    assert store.mirror.put(changed) == customer_id
    assert store.mirror.all() == [changed]


def test_a_blank_code_finds_nobody_and_of_several_the_first_is_found(store: Store) -> None:
    store.mirror.put_many([customer(code=""), customer(code="C2", kind="a"), customer(code="C2", kind="b")])
    assert store.mirror.by_code("") is None
    assert store.mirror.by_api_id("") is None
    found = store.mirror.by_code("C2")
    assert found is not None
    assert found.kind == "a"


def test_a_write_does_not_make_the_export_newer_nor_forgotten(store: Store) -> None:
    assert store.mirror.newest_export_at() == 0
    customer_id = store.mirror.put(customer(seen_at=100.0))
    store.mirror.put(customer(customer_id, source="write", seen_at=900.0))
    assert store.mirror.newest_export_at() == 100
    store.mirror.put(customer(customer_id, seen_at=950.0))
    assert store.mirror.newest_export_at() == 950


@pytest.mark.parametrize("wrong", ["abc", "0", "-1", "1.5", "²", "9" * 30])
def test_an_id_that_is_no_number_is_refused(store: Store, wrong: str) -> None:
    with pytest.raises(ValueError):
        store.mirror.put(customer(wrong))
    assert store.mirror.get(wrong) is None
    assert store.mirror.count() == 0


_words = st.text(max_size=8)


_contacts = st.builds(
    Contact,
    **{f.name: _words for f in fields(Contact) if f.name != "tags"},
    tags=st.lists(_words, max_size=3).map(tuple),
)


def test_every_contact_comes_back_whole(store: Store) -> None:
    @given(_contacts)
    def check(contact: Contact) -> None:
        store.mirror.put(customer("7", contact=contact))
        assert store.mirror.get("7") == customer("7", contact=contact)

    check()


# ---------------------------------------------------------------------------------------------------- links
def link(link_id: str, highlevel: str, fattura24: str) -> StoredLink:
    return StoredLink(link_id, highlevel, fattura24, {"email": "a@b.it"}, {"email": "A@B.it"})


def test_a_stored_link_has_the_fields_of_the_engines_link() -> None:
    assert [f.name for f in fields(StoredLink)] == [f.name for f in fields(Link)]


def test_links_are_found_from_both_sides(store: Store) -> None:
    one, two = link("l1", "h1", "1"), replace(link("l2", "h2", "2"), confirmed=False)
    store.links.put_many([two, one])
    assert store.links.all() == [one, two]
    assert store.links.get("l2") == two
    assert store.links.by_highlevel("h1") == one
    assert store.links.by_fattura24("2") == two
    assert store.links.by_fattura24("3") is None
    assert store.links.by_highlevel("") is None
    assert store.links.by_fattura24("") is None
    assert store.links.count() == 2
    store.links.remove(["l1", "unknown"])
    assert store.links.all() == [two]


@pytest.mark.parametrize("other", [link("l2", "h1", "2"), link("l2", "h2", "1")])
def test_a_record_is_in_one_link_only(store: Store, other: StoredLink) -> None:
    store.links.put(link("l1", "h1", "1"))
    with pytest.raises(LinkTakenError):
        store.links.put_many([link("l3", "h3", "3"), other])
    assert store.links.all() == [link("l1", "h1", "1")], "all together or not at all"


def test_a_refused_link_does_not_take_the_old_one_with_it(store: Store) -> None:
    store.links.put_many([link("l1", "h1", "1"), link("l2", "h2", "2")])
    with store.transaction(), pytest.raises(LinkTakenError):
        store.links.put(link("l2", "h1", "2"))
    assert store.links.all() == [link("l1", "h1", "1"), link("l2", "h2", "2")]


def test_links_may_exchange_records_and_several_may_be_without_one(store: Store) -> None:
    store.links.put_many([link("l1", "h1", "1"), link("l2", "h2", "2")])
    store.links.put_many([link("l1", "h2", "1"), link("l2", "h1", "2"), link("l3", "h3", ""), link("l4", "h4", "")])
    assert store.links.by_highlevel("h2") == link("l1", "h2", "1")
    assert store.links.count() == 4


def test_many_records_are_kept_in_one_go_and_are_there_at_the_next_start(home: Home) -> None:
    many = 5000
    store = Store.open(home)
    store.highlevel.put(cached(f"h{n:05}") for n in range(many))
    ids = store.mirror.put_many(customer(code=str(n)) for n in range(many))
    store.links.put_many(link(f"l{n}", f"h{n:05}", ids[n]) for n in range(many))
    store.close()
    again = Store.open(home)
    assert again.highlevel.count() == again.mirror.count() == again.links.count() == many
    assert again.links.by_highlevel("h04999") == link("l4999", "h04999", "5000")
    again.close()
