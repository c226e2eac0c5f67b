"""Every error that a connector raises can be told in both languages, with its placeholders filled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app.connectors
from app.connectors.fattura24 import codec
from app.errors import (
    CredentialsRefused,
    DuplicateRefused,
    LimitReached,
    LostAnswer,
    Ponte24Error,
    RecordGone,
    RequestRefused,
    ServiceUnavailable,
    UsageError,
)
from app.texts import LANGUAGES, catalogue, has_text

FOLDER = Path(app.connectors.__path__[0])
RAISED = re.compile(
    r"(?:Ponte24Error|CredentialsRefused|ServiceUnavailable|RequestRefused|RecordGone|UsageError|_trouble|Trouble)"
    r"\(\s*\"([a-z0-9_]+)\""
)
CHOSEN = re.compile(r"(?:code|error) = \"(\w+)\" if .+ else \"(\w+)\"")


def codes() -> set[str]:
    """All codes written out in the clients' source, and those put together from a reason."""
    modules = [*FOLDER.glob("*.py"), *FOLDER.glob("highlevel/*.py"), *FOLDER.glob("fattura24/[cdg]*.py")]
    source = "\n".join(module.read_text(encoding="utf-8") for module in modules)
    found = set(RAISED.findall(source)) | {code for pair in CHOSEN.findall(source) for code in pair}
    reasons = (
        codec.NEEDS_TAX_CODE,
        codec.IDENTITY_CHANGE,
        codec.IDENTITY_SHARED,
        codec.CODE_UNUSUAL,
        codec.CANNOT_CLEAR,
        codec.NO_ELEMENT,
    )
    bases = (LostAnswer, LimitReached, RequestRefused, RecordGone, DuplicateRefused, Ponte24Error, UsageError)
    return found | {f"update_{r}" for r in reasons} | {b.code for b in bases}


def test_codes_are_found() -> None:
    assert {"offline", "insecure_address", "fattura24_key_refused"} <= codes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_three_texts(language: str) -> None:
    keys = [f"errors.{code}.{part}" for code in codes() for part in ("title", "meaning", "action")]
    assert [key for key in keys if not has_text(key, language)] == []


@pytest.mark.parametrize(
    "error",
    [
        CredentialsRefused("highlevel_scope_missing", service="HighLevel", scope="contacts.write"),
        CredentialsRefused("not_connected", service="Fattura24"),
        ServiceUnavailable("offline", service="HighLevel", host="services.example"),
        LostAnswer(service="Fattura24", host="h"),
        LimitReached(until=1.0, service="HighLevel"),
        RecordGone(service="HighLevel"),
        DuplicateRefused(contact_id="C1", matching_field="email", service="HighLevel"),
        RequestRefused("value_not_taken", service="HighLevel", fields="phone"),
        RequestRefused("country_unknown", service="HighLevel", value="Itallia"),
        RecordGone("entry_gone", service="HighLevel"),
        RequestRefused("field_not_writable", service="HighLevel", fields="additionalEmails"),
        RequestRefused("date_unreadable", service="HighLevel", field="dueDate"),
        RequestRefused("search_field_unknown", service="HighLevel", field="customFields"),
        RequestRefused("search_text_too_long", service="HighLevel", most=75),
        RequestRefused("range_too_long", service="HighLevel", days=31),
        RequestRefused("contacts_disagree", service="HighLevel"),
        CredentialsRefused("highlevel_token_class", service="HighLevel", scope="contacts.readonly"),
        RequestRefused("slot_taken", service="HighLevel"),
        RequestRefused("appointment_needs_user", service="HighLevel"),
        UsageError("insecure_address", address="http://x", service="HighLevel"),
    ],
)
def test_errors_describe_themselves(error: Ponte24Error) -> None:
    for language in LANGUAGES:
        described = error.describe(language)
        for told in (described.title, described.meaning, described.action):
            assert told
            assert "{" not in told
    assert error.describe("it").title != error.describe("en").title


def test_both_languages_have_the_same_placeholders() -> None:
    names = {
        language: {key: set(re.findall(r"{(\w+)}", value)) for key, value in catalogue(language).items()}
        for language in LANGUAGES
    }
    italian, english = (
        {k: v for k, v in names[x].items() if k.split(".")[:2] and k.split(".")[0] == "errors"} for x in LANGUAGES
    )
    assert italian == english
