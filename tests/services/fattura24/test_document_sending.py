"""Each document is made once, whatever is lost, refused, repeated or cut off by a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from app.connectors.fattura24.answers import Outcome
from app.connectors.fattura24.document_file import described
from app.connectors.fattura24.requests import Document
from app.errors import LimitReached, LostAnswer, ServiceUnavailable, UsageError
from app.sandbox.fattura24.documents import Shelf
from app.sandbox.fattura24.wire import BadXmlError
from app.services.fattura24.documents import DocumentSender, decide, preview
from tests.services.week import ADDRESS, Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop.open(2)
    yield made
    made.close()


def document(price: str = "10", **more: Any) -> Document:
    row = {"description": "Torta", "price": price, "vat_rate": 22}
    return described({"type": "I", "customer": {"name": "Anna"}, "rows": [row], **more}, Document)


async def send(shop: Shop, wanted: Document, program: int = 0, **more: Any) -> Any:
    p = shop.programs[program]
    async with p.calls.client(p.key, ADDRESS) as client:
        return await DocumentSender(p.store, p.clock, client).send(wanted, **more)


def made(shop: Shop) -> list[str]:
    return [d.values["Total"] for d in shop.state.fattura24.shelf.documents.values()]


def go(work: Any) -> Any:
    return asyncio.run(work)


def test_a_document_is_made_once_and_known_afterwards(shop: Shop) -> None:
    first = go(send(shop, document()))
    assert (first.outcome, first.calls, first.request.number) == (Outcome.CREATED, 1, "1-2026")
    shop.start()
    again = go(send(shop, document()))
    assert (again.outcome, again.calls, again.request.doc_id) == (Outcome.CREATED, 0, first.request.doc_id)
    assert go(send(shop, document(), again=True)).request.doc_id != first.request.doc_id
    assert made(shop) == ["12.20", "12.20"]
    store = shop.programs[0].store
    assert preview(store, document()).before is not None
    assert preview(store, document("11")).before is None
    assert [r.key for r in store.activity.recent(5)].count("document_created") == 2


@pytest.mark.parametrize("fault", ["cut-after", "504-done", "truncated", "html", "cut-before", "missing-slash"])
def test_a_lost_answer_is_settled_by_the_same_request(shop: Shop, fault: str) -> None:
    shop.state.faults.add(fault, times=1, path="/SaveDocument")
    done = go(send(shop, document()))
    assert made(shop) == ["12.20"]
    known = fault in ("html", "cut-before", "missing-slash")
    assert done.outcome is (Outcome.CREATED if known else Outcome.EXISTS)
    assert done.calls == (1 if fault == "missing-slash" else 2)
    ids = {d.request_id for d in shop.state.fattura24.shelf.documents.values()}
    assert ids == {done.request.id}


def test_a_crash_in_between_makes_no_second_one(shop: Shop) -> None:
    shop.state.faults.add("cut-after", path="/SaveDocument")
    with pytest.raises(LostAnswer):
        go(send(shop, document()))
    shop.state.faults.clear()
    shop.start()
    (left,) = shop.programs[0].store.requests.in_states(["sending"])
    assert preview(shop.programs[0].store, document()).before == left
    done = go(send(shop, document()))
    assert (done.outcome, done.request.id, made(shop)) == (Outcome.EXISTS, left.id, ["12.20"])


def test_an_earlier_document_is_settled_before_the_next_gets_its_number(shop: Shop) -> None:
    shop.state.faults.add("cut-before", path="/SaveDocument")
    with pytest.raises(LostAnswer):
        go(send(shop, document()))
    with pytest.raises(LostAnswer):
        go(send(shop, document("20")))
    shop.state.faults.clear()
    assert go(send(shop, document("20"))).request.number == "2-2026"
    assert made(shop) == ["12.20", "24.40"]


def test_one_that_is_still_worked_on_is_asked_for_again(shop: Shop) -> None:
    shop.state.switches.change({"fattura24": {"document_seconds": 10}})
    shop.state.faults.add("cut-after", times=1, path="/SaveDocument")
    done = go(send(shop, document()))
    assert (done.outcome, made(shop)) == (Outcome.EXISTS, ["12.20"])
    shop.state.switches.change({"fattura24": {"document_seconds": 600}})
    shop.state.faults.add("cut-after", times=1, path="/SaveDocument")
    assert go(send(shop, document("20"))).outcome is Outcome.RUNNING
    with pytest.raises(ServiceUnavailable) as caught:
        go(send(shop, document("30")))
    assert caught.value.code == "document_unsettled"
    shop.state.clock.advance(600)
    assert go(send(shop, document("30"))).outcome is Outcome.CREATED
    assert made(shop) == ["12.20", "24.40", "36.60"]


@pytest.mark.parametrize("mode", ["exists", "refused", "again"])
def test_a_refusal_uses_the_id_up_and_the_next_attempt_has_another(
    shop: Shop, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.state.switches.change({"fattura24": {"burnt_request": mode}})
    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "make", refuse)
        first = go(send(shop, document(request_id="order-7")))
    assert (first.outcome, first.request.id) == (Outcome.REFUSED, "order-7")
    second = go(send(shop, document(request_id="order-7", object="mended")))
    assert (second.outcome, second.request.id) == (Outcome.CREATED, "order-7_retry1")
    assert len(made(shop)) == 1


def refuse(*_: Any) -> Any:
    raise BadXmlError("no")


def test_a_refusal_without_reason_does_not_settle_a_lost_answer(shop: Shop) -> None:
    """Over the limit the service says -1 to everything: the document may be there all the same."""
    shop.state.faults.add("cut-after", path="/SaveDocument")
    with pytest.raises(LostAnswer):
        go(send(shop, document()))
    shop.state.faults.clear()
    shop.state.switches.change({"fattura24": {"per_day": 1}})
    with pytest.raises(ServiceUnavailable) as caught:
        go(send(shop, document()))
    assert caught.value.code == "document_unsettled"
    shop.state.switches.change({"fattura24": {"per_day": 500}})
    assert go(send(shop, document())).outcome is Outcome.EXISTS
    assert made(shop) == ["12.20"]


def test_the_owners_word_settles_what_nobody_tells(shop: Shop) -> None:
    shop.state.faults.add("cut-before", path="/SaveDocument")
    with pytest.raises(LostAnswer):
        go(send(shop, document()))
    shop.state.faults.clear()
    program = shop.programs[0]
    (open_one,) = program.store.requests.in_states(["sending"])
    decide(program.store, program.clock, open_one.id, made=False)
    with pytest.raises(UsageError) as caught:
        decide(program.store, program.clock, open_one.id, made=True)
    assert caught.value.code == "unknown_request"
    assert go(send(shop, document())).request.id == f"{open_one.id}_retry1"


def test_a_name_stands_for_one_document(shop: Shop) -> None:
    first = go(send(shop, document(request_id="order-1")))
    assert go(send(shop, document(request_id="order-1"))).request == first.request
    assert go(send(shop, document(request_id="order-1"), again=True)).calls == 0
    with pytest.raises(UsageError) as caught:
        go(send(shop, document("11", request_id="order-1")))
    assert caught.value.code == "request_id_taken"
    assert go(send(shop, document(request_id="order-2"))).outcome is Outcome.CREATED
    assert len(made(shop)) == 2


def test_what_never_left_is_sent_anew_with_the_same_id(shop: Shop) -> None:
    program = shop.programs[0]
    program.calls.agree(500)
    with pytest.raises(LimitReached):
        go(send(shop, document()))
    (kept,) = program.store.requests.recent()
    assert (kept.state, made(shop)) == ("unsent", [])
    shop.clock.true.advance(90_000)
    assert go(send(shop, document())).request.id == kept.id


def test_a_wrong_key_makes_nothing_and_the_right_one_does(shop: Shop) -> None:
    key, shop.programs[0].key = shop.programs[0].key, "wrong"
    refused = go(send(shop, document()))
    assert refused.outcome is Outcome.REFUSED
    shop.programs[0].key = key
    assert go(send(shop, document())).outcome is Outcome.CREATED


def test_two_programs_sending_the_same_make_one(shop: Shop) -> None:
    async def both() -> Any:
        return await asyncio.gather(send(shop, document(), 0), send(shop, document(), 1))

    results = go(both())
    assert made(shop) == ["12.20"]
    assert {r.request.id for r in results} == {results[0].request.id}
    assert any(r.outcome is Outcome.CREATED for r in results)


def test_remarks_say_what_will_happen(shop: Shop) -> None:
    store = shop.programs[0].store
    assert preview(store, document()).remarks == ("no_delete", "customer_without_code")
    coded = document(
        customer={"name": "A", "vat_code": "12345670017"}, send_email=True, update_storage=True,
        payments=[{"date": "2026-12-01", "amount": "12.20"}],
    )  # fmt: skip
    assert preview(store, coded).remarks == (
        "no_delete", "customer_updated", "email_sent", "stock_changed", "payment_by_hand",
    )  # fmt: skip
