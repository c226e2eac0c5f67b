"""What people type that one field was not made for, and what they take back: two values in a cell, codes given to
somebody else, both codes of a sole trader, further phones, an undo of an undo."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.engine.people import CELLS, PEOPLE, TWO_NAMES, VATS
from tests.engine.weather import FAULTS

if TYPE_CHECKING:
    from tests.engine.machine import Machine

PICK = st.integers(0, 11)
WEATHER = st.dictionaries(st.integers(0, 14), st.tuples(st.sampled_from(FAULTS), PICK), max_size=3)


class UntidyDays(RuleBasedStateMachine):
    """The moves; whoever adds them has the machine ``m`` and `_expected`."""

    m: Machine

    def _expected(self, act: Any) -> Any:
        raise NotImplementedError

    @precondition(lambda self: self.m.customers.customers)
    @rule(pick=PICK, cell=st.sampled_from(CELLS))
    def two_values_in_a_cell(self, pick: int, cell: dict[str, str]) -> None:
        ids = sorted(self.m.customers.customers)
        number = ids[pick % len(ids)]
        self.m.customers.put(self.m.customers.edited(number, cell))

    @precondition(lambda self: self.m.customers.customers)
    @rule(pick=PICK, name=st.sampled_from(TWO_NAMES))
    def two_names_in_a_cell(self, pick: int, name: str) -> None:
        ids = sorted(self.m.customers.customers)
        self.m.edit_customer(ids[pick % len(ids)], {"company": name})

    @precondition(lambda self: len(self.m.customers.customers) > 1)
    @rule(pick=PICK, other=PICK, code=st.sampled_from(VATS), gone=st.booleans())
    def code_given_to_another(self, pick: int, other: int, code: str, gone: bool) -> None:
        """A firm closes and its VAT code is typed for another; now and then the first one stays in the book."""
        held = sorted(n for n, c in self.m.customers.customers.items() if c.vat_code)
        if held:
            first = held[pick % len(held)]
            code = self.m.customers.customers[first].vat_code
            if gone:
                self.m.delete_customer(first)
        ids = sorted(self.m.customers.customers)
        self.m.edit_customer(ids[other % len(ids)], {"vat_code": code})

    @rule(who=st.sampled_from(PEOPLE), further=st.sampled_from(PEOPLE))
    def new_contact_with_further_phones(self, who: Any, further: Any) -> None:
        """HighLevel keeps further phones of a contact, which may be another's first one."""
        made = self.m.add_contact(replace(who, email=f"tel.{who.email}", mobile=""))
        if made and further.mobile:
            contact = self.m.contacts.contacts[made]
            self.m.contacts.put({**contact, "additionalPhones": [further.mobile]})

    @rule(faults=WEATHER)
    def undo_of_an_undo(self, faults: Any) -> None:
        undone = next((r for r in self.m.store.journal.runs(6) if r.undoes), None)
        if undone is None:
            return
        plan = self._expected(lambda: self.m.do(self.m.service.plan_undo(undone.id)))
        if plan is not None:
            self._expected(lambda: self.m.apply(plan, faults))
