"""What a question shows and offers: every record with its own reason, and never a create that lands on one."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from app.records.contact import Contact
from app.sandbox.seeding.seed_codes import vat_code
from app.sync.contacts.claims import settle_claims
from app.sync.contacts.keys import KeyIndex
from app.sync.contacts.mapping import default_mapping
from app.sync.contacts.planner import link_id, make_plan
from app.sync.contacts.policy import Decisions, PlanInput, SideState, record_key
from app.sync.plan.explaining import candidate_words, explain
from app.sync.plan.model import Action, Kind, Link, Plan, Record, Side
from app.sync.plan.operation import OperationState
from tests.sync.world import World

VAT = vat_code(1234567, 58)
FIRM = Contact(company="Ceramiche Rocca S.r.l.", vat_code=VAT, email="info@rocca.it", city="Faenza")
BRANCH = Contact(company="Ceramiche Rocca - filiale di Bari", vat_code=VAT, email="bari@rocca.it", city="Bari")
ROSSI = Contact(first_name="Mario", last_name="Rossi", fiscal_code="RSSMRA80A01H501U", city="Roma")


def h(n: int, contact: Contact, **more: object) -> Record:
    return Record(Side.HIGHLEVEL, f"h{n}", contact, **more)  # type: ignore[arg-type]


def f(n: int, contact: Contact, **more: object) -> Record:
    return Record(Side.FATTURA24, f"f{n}", contact, (str(1000 + n),), **more)  # type: ignore[arg-type]


def given(
    contacts: list[Record],
    customers: list[Record],
    *links: tuple[int, int],
    suppliers: tuple[Record, ...] = (),
    decided: dict[str, str] | None = None,
) -> PlanInput:
    pairs = [Link(link_id(f"h{a}", f"f{b}"), f"h{a}", f"f{b}") for a, b in links]
    decisions = Decisions({key: {"choice": choice} for key, choice in (decided or {}).items()})
    return PlanInput(
        SideState(contacts), SideState(customers), pairs, default_mapping(), 1.0, decisions=decisions,
        bystanders=suppliers,
    )  # fmt: skip


def plan(world: PlanInput) -> Plan:
    return make_plan(world, "p").plan


def asked(found: Plan) -> Action:
    (action,) = [a for a in found.actions if a.waits_for_person and a.kind is Kind.CONFLICT and not a.link]
    return action


CODED = [
    ("ambiguous_vat_code", given([h(1, FIRM), h(2, BRANCH)], [f(1, FIRM)], (1, 1))),
    ("ambiguous_fiscal_code", given([h(1, ROSSI), h(2, ROSSI)], [f(1, ROSSI)], (1, 1))),
    ("known_supplier", given([h(1, FIRM)], [], suppliers=(f(1, FIRM),))),
    ("known_supplier", given([h(1, ROSSI)], [], suppliers=(f(1, replace(ROSSI, city="Bari")),))),
    # decided by an older version, or before the customer appeared
    ("held_code", given([h(1, FIRM)], [], suppliers=(f(1, FIRM),), decided={record_key(Side.HIGHLEVEL, "h1"): "new"})),
]


@pytest.mark.parametrize(("reason", "world"), CODED, ids=[c[0] for c in CODED])
def test_a_create_that_would_land_on_a_record_is_never_offered(reason: str, world: PlanInput) -> None:
    """SaveCustomer recognises the code: "new" would overwrite whoever has it, customer or supplier."""
    action = asked(plan(world))
    assert action.reason.key == reason
    assert "new" not in action.choices
    assert action.choices == ("link:f1", "keep", "skip")
    assert not [a for a in plan(world).actions if a.kind is Kind.CREATE and a.record == "contact"]


def test_a_code_that_only_a_customer_who_is_gone_has_blocks_nothing() -> None:
    world = given([h(1, FIRM)], [f(1, FIRM, gone_since=5.0)])
    assert [a.kind for a in plan(world).actions if a.record == "contact"] == [Kind.CREATE]


def test_two_contacts_of_one_code_make_one_customer() -> None:
    two = plan(given([h(1, FIRM), h(2, replace(FIRM, company="Rocca", email="x@rocca.it"))], []))
    first, second = (a for a in two.actions if a.kind is Kind.CONFLICT)
    assert first.reason.key == second.reason.key == "twin_vat_code"
    assert [c.id for c in first.candidates] == ["h2"], "the other one is named"
    assert first.candidates[0].why[0] == "vat_code"
    assert first.choices == second.choices == ("new", "skip")
    taken = settle_claims(two.with_actions([replace(first, decision="new")]))
    assert taken.action(second.id).choices == ("keep", "skip"), "the code is given away"
    both = settle_claims(two.with_actions([replace(first, decision="new"), replace(second, decision="new")]))
    assert [both.action(a.id).decision for a in (first, second)] == ["new", ""]
    back = settle_claims(taken.with_actions([replace(taken.action(first.id), decision="skip")]))
    assert back.action(second.id).choices == ("new", "skip"), "and given back"


def test_of_two_that_were_once_decided_to_be_new_only_one_is_made() -> None:
    new = {record_key(Side.HIGHLEVEL, i): "new" for i in ("h1", "h2")}
    world = given([h(1, FIRM), h(2, replace(FIRM, email="x@rocca.it"))], [], decided=new)
    kinds = {a.source_id: (a.kind, a.choices) for a in plan(world).actions if a.record == "contact"}
    assert kinds == {"h1": (Kind.CREATE, ()), "h2": (Kind.CONFLICT, ("keep", "skip"))}


def test_to_keep_a_branch_apart_leaves_it_alone_for_good() -> None:
    world = given([h(1, FIRM), h(2, BRANCH)], [f(1, FIRM)], (1, 1), decided={record_key(Side.HIGHLEVEL, "h2"): "keep"})
    assert not [a for a in plan(world).actions if a.source_id == "h2"]


def test_each_record_of_a_question_has_its_own_reason_and_says_what_it_is_linked_to() -> None:
    ada = Contact(first_name="Ada", last_name="Neri", email="casa@neri.it", mobile="+393331111111")
    mail = Contact(first_name="Ugo", last_name="Neri", email="casa@neri.it")
    phone = Contact(first_name="Eva", last_name="Neri", mobile="+393331111111")
    world = given([h(1, ada), h(2, mail)], [f(1, mail), f(2, phone)], (2, 1))
    action = asked(plan(world))
    assert action.reason.key == "several_maybe"
    words = {c.id: candidate_words(c, action, "it") for c in action.candidates if c.side is Side.FATTURA24}
    assert words == {"f1": "stessa e-mail, già abbinata a «Ugo Neri»", "f2": "stesso telefono"}
    assert action.choices == ("link:f1", "link:f2", "new", "skip"), "what is linked already can change hands"
    assert next(c.replaces for c in action.candidates if c.id == "f1") == "h2~f1"


def test_what_cannot_be_linked_is_named_in_the_explanation() -> None:
    two = plan(given([h(1, replace(FIRM, vat_code="")), h(2, replace(FIRM, vat_code="", company="Rocca"))], []))
    action = next(a for a in two.actions if a.source_id == "h1")
    assert "Rocca (stessa e-mail" in explain(action, "it")
    assert "anche questa è in HighLevel" in explain(action, "it")


@pytest.mark.parametrize(
    ("contact", "customer"),
    [
        (Contact(first_name="Luca", last_name="Neri"), Contact(company="Studio Tecnico Alfa S.r.l.")),
        (Contact(first_name="Luca", last_name="Neri"), Contact(company="Sartoria Neri di Neri Ada")),
        (Contact(email="qualcuno@posta.it"), Contact(company="Studio Tecnico Alfa S.r.l.")),
        (Contact(company="Bar Centrale"), Contact(first_name="Luca", last_name="Neri")),
    ],
)
def test_who_lives_or_works_at_the_address_of_a_firm_is_not_asked_about(contact: Contact, customer: Contact) -> None:
    home = {"street": "Corso Buenos Aires, 7", "city": "Milano", "postal_code": "20124"}
    found = plan(given([h(1, contact.with_values(home))], [f(1, customer.with_values(home))]))
    assert not [a for a in found.actions if a.kind is Kind.CONFLICT]


def test_a_contact_deleted_and_made_again_can_be_linked_in_place_of_the_old_one() -> None:
    """The gone partner is not "taken": linking is offered and works, "new" would be a permanent double."""
    world = given([h(2, FIRM)], [f(1, FIRM)], (1, 1))
    found = plan(world)
    action = asked(found)
    assert (action.reason.key, action.choices) == ("made_again", ("link:f1", "keep", "skip"))
    assert action.candidates[0].partner_gone
    assert action.candidates[0].replaces == "h1~f1"
    assert not [a for a in found.actions if a.kind is Kind.UNLINK], "one question is enough"
    later = plan(replace(world, decisions=Decisions({record_key(Side.HIGHLEVEL, "h2"): {"choice": "skip"}})))
    assert [a.kind for a in later.actions if a.record == "contact"] == [Kind.UNLINK], "left open, the other is asked"


def test_a_customer_deleted_and_made_again_can_be_linked_in_place_of_the_old_one() -> None:
    found = plan(given([h(1, FIRM)], [f(1, FIRM, gone_since=9.0), f(2, FIRM)], (1, 1)))
    action = asked(found)
    assert (action.side, action.reason.key) == (Side.HIGHLEVEL, "made_again")
    assert action.choices == ("link:h1", "new", "skip")
    assert action.replaces == ""
    assert replace(action, decision="link:h1").replaces == "h1~f1"


def test_who_is_gone_has_no_keys() -> None:
    index = KeyIndex([f(1, FIRM, gone_since=1.0), f(2, replace(FIRM, company="Altra"))])
    assert index.with_key("vat_code", VAT) == ("f2",)
    index.remove("f1")
    assert index.with_key("vat_code", VAT) == ("f2",)


def swapped() -> World:
    world = World()
    world.highlevel.fields = [r.custom_field for r in world.mapping.active() if r.custom_field] + ["Fattura24 ID"]
    world.highlevel.add(FIRM, "1001")
    world.highlevel.add(BRANCH)
    world.export(FIRM, "1001")
    world.ledger.links["h1~f1"] = Link("h1~f1", "h1", "f1")
    return world


def test_a_swap_takes_the_place_of_the_link_before() -> None:
    world = swapped()
    first = world.plan()
    action = asked(first)
    decided = first.with_actions([replace(action, decision="link:f1")])
    done = asyncio.run(world.apply(decided))
    assert not done.failures
    assert list(world.ledger.links) == ["h2~f1"]
    kept = next(o for o in world.ledger.operations_by_id.values() if o.verb == "link")
    assert kept.before == {"replaces:h1~f1": "h1|f1"}, "the undo knows what was before"


def test_a_swap_is_stale_once_somebody_else_has_been_linked_meanwhile() -> None:
    world = swapped()
    first = world.plan()
    decided = first.with_actions([replace(asked(first), decision="link:f1")])
    del world.ledger.links["h1~f1"]
    world.ledger.links["h9~f1"] = Link("h9~f1", "h9", "f1")
    done = asyncio.run(world.apply(decided))
    assert done.stale == 1
    assert list(world.ledger.links) == ["h9~f1"]


def test_a_create_is_not_sent_once_somebody_has_its_code() -> None:
    """Between preview and confirmation an export may bring the very customer, or a supplier of that code."""
    world = World()
    world.highlevel.fields = [r.custom_field for r in world.mapping.active() if r.custom_field] + ["Fattura24 ID"]
    world.highlevel.add(FIRM)
    first = world.plan()
    assert first.summary.create["fattura24"] == 1
    before = world.export(replace(FIRM, company="Fornitore Vecchio", city="Asti"), "77")
    done = asyncio.run(world.apply(first))
    assert (done.applied, done.stale) == (0, 1)
    assert world.fattura24.calls == []
    assert world.fattura24.records["77"] == before.contact, "nobody was overwritten"
    assert {o.state for o in world.ledger.operations_by_id.values()} == {OperationState.STALE}


def test_a_further_address_is_named_as_what_it_is() -> None:
    contact = Contact(first_name="Mario", last_name="Rossi", email="mario@casa.it")
    world = given(
        [h(1, contact, further=(("email", "mario@lavoro.it"),))], [f(1, replace(ROSSI, email="mario@lavoro.it"))]
    )
    action = asked(plan(world))
    assert action.candidates[0].why == ("further_email", "name")
    assert candidate_words(action.candidates[0], action, "it") == "una delle altre e-mail, stesso nome"


def test_a_remark_names_whom_a_value_belongs_to() -> None:
    """ "Another contact has it" tells nobody whom to look at."""
    ada = Contact(first_name="Ada", last_name="Neri", email="info@x.it")
    bar = Contact(company="Bar Gallo", email="info@x.it")
    found = plan(
        given([h(1, replace(ada, email=""), origins=("1001",)), h(2, bar, origins=("1002",))],
              [f(1, ada), f(2, bar)], (1, 1), (2, 2))
    )  # fmt: skip
    (remark,) = found.actions
    assert remark.reason.key == "held_by_another"
    assert "«Bar Gallo» ha già questo valore" in explain(remark, "it")


def test_an_answer_that_links_says_what_comes_of_it() -> None:
    """Their values are compared only once they are linked: nobody is surprised by what the next plan brings."""
    action = asked(plan(given([h(1, replace(ROSSI, fiscal_code="", email="a@x.it"))], [f(1, ROSSI)])))
    assert "il confronto dopo" not in explain(action, "it")
    assert "il confronto dopo" in explain(replace(action, decision="link:f1"), "it")
