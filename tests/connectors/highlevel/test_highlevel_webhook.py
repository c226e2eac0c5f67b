"""Only what HighLevel signed, lately, is taken; what it tells is which records to read again."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.clock import iso
from app.connectors.highlevel.webhooks.webhook_events import Touched, read_webhook
from app.connectors.highlevel.webhooks.webhook_signature import VENDOR_KEY, SignatureCheck, WebhookRefusedError
from app.errors import UsageError
from app.sandbox.highlevel.hooks.webhook_keys import WebhookKeys

NOW = 1_790_000_000.0
BODY = b'{"type":"ContactUpdate"}'
KEYS = WebhookKeys(7)


def _reason(check: SignatureCheck, headers: dict[str, str], body: bytes = BODY) -> str:
    with pytest.raises(WebhookRefusedError) as caught:
        check.verify({name.lower(): value for name, value in headers.items()}, body)
    assert caught.value.status == 401
    return caught.value.reason


def _lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.fixture
def check() -> SignatureCheck:
    return SignatureCheck.of(KEYS.public_pem, KEYS.legacy_pem)


def test_both_signatures_are_recognised(check: SignatureCheck) -> None:
    check.verify(_lower(KEYS.headers(BODY, "ed25519")), BODY)
    check.verify(_lower(KEYS.headers(BODY, "rsa")), BODY)
    check.verify(_lower(KEYS.headers(BODY, "both")), BODY)


def test_without_a_key_of_ones_own_the_vendors_is_asked() -> None:
    assert SignatureCheck.of().key.public_bytes_raw() == SignatureCheck.of(VENDOR_KEY).key.public_bytes_raw()
    assert _reason(SignatureCheck.of(), KEYS.headers(BODY, "ed25519")) == "forged"


def test_unsigned_is_refused(check: SignatureCheck) -> None:
    assert _reason(check, {}) == "unsigned"
    assert _reason(check, KEYS.headers(BODY, "none")) == "unsigned"
    assert _reason(check, {"X-WH-Signature": "N/A"}) == "unsigned"


def test_the_new_header_wins_and_there_is_no_way_back_to_the_old_one(check: SignatureCheck) -> None:
    legacy = KEYS.headers(BODY, "rsa")
    assert _reason(check, {**legacy, "X-GHL-Signature": base64.b64encode(bytes(64)).decode()}) == "forged"
    assert _reason(check, {**legacy, "X-GHL-Signature": "N/A"}) == "unsigned"
    for blank in ("", " ", "\t"):
        assert _reason(check, {**legacy, "X-GHL-Signature": blank}) == "unsigned", "a blank one is there, too"


def test_the_old_signature_alone_needs_its_key() -> None:
    assert _reason(SignatureCheck.of(KEYS.public_pem), KEYS.headers(BODY, "rsa")) == "legacy_only"


def test_another_key_a_changed_body_and_rubbish_are_forged(check: SignatureCheck) -> None:
    other = base64.b64encode(Ed25519PrivateKey.generate().sign(BODY)).decode()
    assert _reason(check, {"X-GHL-Signature": other}) == "forged"
    assert _reason(check, KEYS.headers(BODY, "ed25519"), BODY + b" ") == "forged"
    assert _reason(check, KEYS.headers(BODY, "rsa"), BODY + b" ") == "forged"
    assert _reason(check, {"X-GHL-Signature": "no base64 è"}) == "forged"


@given(header=st.text(max_size=120), body=st.binary(max_size=200))
def test_no_made_up_header_opens(header: str, body: bytes) -> None:
    checked = SignatureCheck.of(KEYS.public_pem, KEYS.legacy_pem)
    for name in ("x-ghl-signature", "x-wh-signature"):
        with pytest.raises(WebhookRefusedError):
            checked.verify({name: header}, body)


def test_a_text_that_is_no_such_key_is_refused_by_name() -> None:
    for public, legacy, code in (
        ("rubbish", "", "webhook_key"),
        (KEYS.legacy_pem, "", "webhook_key"),
        ("", "rubbish", "webhook_legacy_key"),
        ("", KEYS.public_pem, "webhook_legacy_key"),
    ):
        with pytest.raises(UsageError) as caught:
            SignatureCheck.of(public, legacy)
        assert caught.value.code == code


# ------------------------------------------------------------------------------------------------ what it tells
def _body(**values: Any) -> bytes:
    head = {"type": "ContactUpdate", "locationId": "L1", "id": "c1", "timestamp": iso(NOW), "webhookId": "w1"}
    return json.dumps({k: v for k, v in {**head, **values}.items() if v is not None}).encode()


@pytest.mark.parametrize(
    ("values", "touched"),
    [
        ({}, [Touched("contact", "c1")]),
        ({"type": "ContactDelete"}, [Touched("contact", "c1")]),
        ({"type": "TaskCreate", "id": "t1"}, [Touched("task", "t1")]),
        ({"type": "TaskComplete", "id": "t1", "contactId": "c1"}, [Touched("task", "t1", "c1")]),
        ({"type": "NoteUpdate", "id": "n1", "contactId": "c1"}, [Touched("note", "n1", "c1")]),
        ({"type": "AppointmentUpdate", "appointment": {"id": "a1"}}, [Touched("appointment", "a1")]),
        ({"type": "AppointmentCreate", "appointment": "a1"}, []),
        ({"type": "LocationUpdate", "locationId": None, "id": "L1"}, [Touched("location", "L1")]),
        ({"type": "OpportunityCreate", "id": "o1"}, []),
        ({"type": "SomethingNew", "id": {"deep": 1}}, []),
        ({"id": "../../contacts"}, []),
        ({"id": None}, []),
    ],
)  # fmt: skip
def test_an_event_touches_its_record_or_nothing(values: dict[str, Any], touched: list[Touched]) -> None:
    webhook = read_webhook(_body(**values), NOW)
    assert list(webhook.touched) == touched
    assert webhook.location == "L1"
    assert webhook.at == NOW


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"timestamp": iso(NOW - 301)}, "stale"),
        ({"timestamp": iso(NOW + 301)}, "clock"),
        ({"timestamp": None}, "unreadable"),
        ({"timestamp": "yesterday"}, "unreadable"),
        ({"timestamp": True}, "unreadable"),
        ({"webhookId": None}, "unreadable"),
        ({"webhookId": ""}, "unreadable"),
        ({"webhookId": "w" * 65}, "unreadable"),
        ({"type": None}, "unreadable"),
        ({"type": "Contact Update\n"}, "unreadable"),
    ],
)
def test_stale_premature_and_shapeless_ones_are_refused(values: dict[str, Any], reason: str) -> None:
    with pytest.raises(WebhookRefusedError) as caught:
        read_webhook(_body(**values), NOW)
    assert (caught.value.reason, caught.value.status) == (reason, 400)


def test_within_five_minutes_either_way_it_is_taken() -> None:
    assert read_webhook(_body(timestamp=iso(NOW - 299)), NOW).at == NOW - 299
    assert read_webhook(_body(timestamp=(NOW + 299) * 1000), NOW).at == NOW + 299


@given(st.binary(max_size=300) | st.recursive(st.none() | st.text(), st.lists).map(lambda v: json.dumps(v).encode()))
def test_any_body_is_read_or_refused(body: bytes) -> None:
    with pytest.raises(WebhookRefusedError):
        read_webhook(body, NOW)
