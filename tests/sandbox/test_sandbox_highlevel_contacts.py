"""Single contacts: reading, creating, changing, upserting, tags."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.sandbox.server import SandboxServer

SARA = "sara.bo@lavoro.example.it"


def create(client: httpx.Client, sandbox: SandboxServer, **values: Any) -> dict[str, Any]:
    answer = client.post("/contacts/", json={"locationId": sandbox.location_id, **values})
    assert answer.status_code == 201, answer.text
    contact: dict[str, Any] = answer.json()["contact"]
    return contact


def read(client: httpx.Client, contact_id: str) -> dict[str, Any]:
    answer = client.get(f"/contacts/{contact_id}")
    assert answer.status_code == 200
    contact: dict[str, Any] = answer.json()["contact"]
    return contact


def put(client: httpx.Client, contact_id: str, **values: Any) -> httpx.Response:
    return client.put(f"/contacts/{contact_id}", json=values)


def test_get_keeps_case_and_adds_lower_case(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = create(highlevel, sandbox, firstName="Ada", lastName="De Rossi", email="Ada@Example.it")
    contact = read(highlevel, made["id"])
    assert (contact["firstName"], contact["lastName"], contact["email"]) == ("Ada", "De Rossi", "Ada@Example.it")
    assert contact["firstNameLowerCase"] == "ada"
    assert contact["fullNameLowerCase"] == "ada de rossi"
    assert contact["emailLowerCase"] == "ada@example.it"
    assert contact["dateAdded"].endswith("Z")
    assert len(contact["dateAdded"]) == len("2026-09-21T13:33:20.000Z")


def test_missing_contact_is_400(highlevel: httpx.Client) -> None:
    for answer in (
        highlevel.get("/contacts/lookup"),
        put(highlevel, "lookup", city="Roma"),
        highlevel.delete("/contacts/lookup"),
        highlevel.post("/contacts/lookup/tags", json={"tags": ["a"]}),
    ):
        assert answer.status_code == 400
        assert answer.json()["message"] == "Contact with id lookup not found"


def test_create_answers_201_with_its_extra_fields(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = create(highlevel, sandbox, name="Anna Maria Riva", phone="340 123 4567", tags=["VIP", " vip ", "Nuovo"])
    assert (made["firstName"], made["lastName"]) == ("Anna", "Maria Riva")
    assert made["phone"] == "+393401234567"
    assert made["tags"] == ["vip", "nuovo"]
    assert (made["deleted"], made["type"], made["bounceEmail"]) == (False, "lead", False)
    assert made["createdBy"]["channel"] == "OAUTH"
    assert sandbox.state.highlevel.writes["contact.create"] == 1


def test_unknown_keys_are_refused_by_name(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    body = {"locationId": sandbox.location_id, "additionalEmails": ["a@b.it"], "email": 5, "vatCode": "1"}
    answer = highlevel.post("/contacts/", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"] == "Unprocessable Entity"
    assert answer.json()["message"] == [
        "property additionalEmails should not exist",
        "property vatCode should not exist",
        "email must be a string",
    ]
    assert sandbox.state.highlevel.writes.total() == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"email": "nobody"}, "email must be an email"),
        ({"country": "Italia"}, "country must be a valid ISO 3166-1 alpha-2 code"),
        ({"dateOfBirth": "31/12/1980"}, "dateOfBirth must be a valid date"),
        ({"tags": "vip"}, "tags must be an array"),
        ({"tags": [1]}, "each value in tags must be a string"),
        ({"dnd": "yes"}, "dnd must be a boolean value"),
        ({"customFields": ["x"]}, "each value in customFields must be an object"),
    ],
)
def test_values_are_checked(
    highlevel: httpx.Client, sandbox: SandboxServer, values: dict[str, Any], message: str
) -> None:
    answer = highlevel.post("/contacts/", json={"locationId": sandbox.location_id, **values})
    assert answer.status_code == 422
    assert answer.json()["message"] == [message]


def test_create_needs_a_location(highlevel: httpx.Client) -> None:
    answer = highlevel.post("/contacts/", json={"email": "a@b.it"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("written", "kept"), [("1980-12-31", "1980-12-31"), ("03/04/1980", "1980-03-04"), ("1980.1.2", "1980-01-02")]
)
def test_birth_dates(highlevel: httpx.Client, sandbox: SandboxServer, written: str, kept: str) -> None:
    assert create(highlevel, sandbox, dateOfBirth=written)["dateOfBirth"] == kept


def test_duplicate_create_names_the_other_contact(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    first = create(highlevel, sandbox, firstName="Ida", lastName="Re", email="ida@x.it", phone="+393330000001")
    for values, field in (({"email": "IDA@x.it"}, "email"), ({"phone": "333 0000001"}, "phone")):
        answer = highlevel.post("/contacts/", json={"locationId": sandbox.location_id, **values})
        assert answer.status_code == 400
        assert answer.json()["message"] == "This location does not allow duplicated contacts."
        assert answer.json()["meta"] == {"contactId": first["id"], "contactName": "Ida Re", "matchingField": field}


def test_duplicates_follow_the_settings_of_the_location(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    create(highlevel, sandbox, email="ida@x.it", phone="+393330000001")
    sandbox.state.switches.highlevel.contact_unique_identifiers = ["email"]
    create(highlevel, sandbox, email="ida2@x.it", phone="+393330000001")
    sandbox.state.switches.highlevel.allow_duplicate_contact = True
    create(highlevel, sandbox, email="ida@x.it")
    settings = highlevel.get(f"/locations/{sandbox.location_id}").json()["location"]["settings"]
    assert settings["allowDuplicateContact"] is True
    assert settings["contactUniqueIdentifiers"] == ["email"]


def test_put_is_partial_and_moves_date_updated(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = create(highlevel, sandbox, firstName="Ida", lastName="Re", tags=["a", "b"])
    answer = put(highlevel, made["id"], city="Roma")
    assert answer.status_code == 200
    body = answer.json()
    assert body["succeded"] is True
    assert (body["contact"]["firstName"], body["contact"]["city"]) == ("Ida", "Roma")
    assert body["contact"]["tags"] == ["a", "b"]
    assert body["contact"]["dateUpdated"] > made["dateUpdated"]  # though the clock stands still
    assert body["contact"]["dateAdded"] == made["dateAdded"]
    assert put(highlevel, made["id"], tags=["C"]).json()["contact"]["tags"] == ["c"]
    assert read(highlevel, made["id"])["city"] == "Roma"


def test_put_refuses_what_only_a_create_may_set(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = create(highlevel, sandbox, firstName="Ida")
    derived = ("id", "emailLowerCase", "firstNameLowerCase", "lastNameLowerCase", "fullNameLowerCase", "invented")
    for name in ("locationId", "gender", *derived):
        answer = put(highlevel, made["id"], city="Roma", **{name: "x"})
        assert answer.status_code == (403 if name == "locationId" else 422)
    answer = put(highlevel, made["id"], locationId=sandbox.location_id, gender="female")
    assert answer.json()["message"] == ["property locationId should not exist", "property gender should not exist"]
    assert "city" not in read(highlevel, made["id"])


def test_put_takes_what_was_tried_on_a_real_account(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = create(highlevel, sandbox, firstName="Ida")
    values = {
        "address1": "Via Po 1", "city": "Roma", "companyName": "Re Srl", "country": "IT", "dateOfBirth": "1980-01-31",
        "firstName": "Ada", "keyword": "k", "lastName": "Re", "postalCode": "00184", "source": "fiera", "ssn": "1",
        "state": "RM", "timezone": "Europe/Rome", "type": "customer", "website": "https://re.it",
    }  # fmt: skip
    for name, value in values.items():
        assert put(highlevel, made["id"], **{name: value}).status_code == 200, name
    assert put(highlevel, made["id"], customFields=[], dnd=True, tags=["a"], name="Ada Re").status_code == 200
    contact = read(highlevel, made["id"])
    assert {name: contact[name] for name in values} == values


@pytest.mark.parametrize(
    ("mode", "status", "company"), [("accept", 200, "Re Srl"), ("ignore", 200, None), ("refuse", 422, None)]
)
def test_company_name_on_put_is_a_switch(
    highlevel: httpx.Client, sandbox: SandboxServer, mode: str, status: int, company: str | None
) -> None:
    sandbox.state.switches.change({"highlevel": {"company_on_put": mode}})
    made = create(highlevel, sandbox, firstName="Ida")
    assert put(highlevel, made["id"], companyName="Re Srl").status_code == status
    assert read(highlevel, made["id"]).get("companyName") == company


def test_put_cannot_take_anothers_email(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    create(highlevel, sandbox, email="ida@x.it")
    other = create(highlevel, sandbox, email="ugo@x.it")
    assert put(highlevel, other["id"], email="ida@x.it").status_code == 400
    assert put(highlevel, other["id"], email="UGO@x.it").status_code == 200
    sandbox.state.switches.highlevel.refuse_duplicate_on_put = False
    assert put(highlevel, other["id"], email="ida@x.it").status_code == 200


@pytest.mark.parametrize(
    ("switches", "value", "left"),
    [
        ({}, None, None),
        ({}, "", None),
        ({"null_clears": False}, None, "Roma"),
        ({"empty_clears": False}, "", "Roma"),
    ],
)
def test_clearing_a_field(
    highlevel: httpx.Client, sandbox: SandboxServer, switches: dict[str, bool], value: str | None, left: str | None
) -> None:
    sandbox.state.switches.change({"highlevel": switches})
    made = create(highlevel, sandbox, city="Roma")
    assert put(highlevel, made["id"], city=value).status_code == 200
    assert read(highlevel, made["id"]).get("city") == left


def field(client: httpx.Client, sandbox: SandboxServer, name: str, data_type: str = "TEXT") -> dict[str, Any]:
    body = {"name": name, "dataType": data_type, "model": "contact"}
    answer = client.post(f"/locations/{sandbox.location_id}/customFields", json=body)
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()["customField"]
    return made


def test_custom_fields_merge_by_id_and_read_back_as_value(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    vat, code = field(highlevel, sandbox, "P.IVA"), field(highlevel, sandbox, "Fattura24 ID")
    made = create(highlevel, sandbox, customFields=[{"id": vat["id"], "field_value": "1"}])
    assert made["customFields"] == [{"id": vat["id"], "value": "1"}]
    put(highlevel, made["id"], customFields=[{"key": "contact.fattura24_id", "fieldValue": "77"}])
    put(
        highlevel,
        made["id"],
        customFields=[{"key": "fattura24_id", "field_value": "78"}, {"id": "?", "fieldValue": "9"}],
    )
    contact = read(highlevel, made["id"])
    assert contact["customFields"] == [{"id": vat["id"], "value": "1"}, {"id": code["id"], "value": "78"}]
    put(highlevel, made["id"], customFields=[{"id": vat["id"], "fieldValue": ""}])
    assert read(highlevel, made["id"])["customFields"] == [{"id": code["id"], "value": "78"}]


@pytest.mark.parametrize(("strict", "other"), [("fieldValue", "field_value"), ("field_value", "fieldValue")])
def test_strict_custom_field_key(highlevel: httpx.Client, sandbox: SandboxServer, strict: str, other: str) -> None:
    sandbox.state.switches.change({"highlevel": {"custom_field_key": strict}})
    vat = field(highlevel, sandbox, "P.IVA")
    made = create(highlevel, sandbox, firstName="Ida")
    put(highlevel, made["id"], customFields=[{"id": vat["id"], other: "1"}])
    assert read(highlevel, made["id"])["customFields"] == []
    put(highlevel, made["id"], customFields=[{"id": vat["id"], "field_value": "2", "fieldValue": "2"}])
    assert read(highlevel, made["id"])["customFields"] == [{"id": vat["id"], "value": "2"}]


def test_date_custom_field_wants_iso(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    born = field(highlevel, sandbox, "Data", "DATE")
    made = create(highlevel, sandbox, firstName="Ida")
    assert put(highlevel, made["id"], customFields=[{"id": born["id"], "fieldValue": "31/12/2026"}]).status_code == 400
    assert put(highlevel, made["id"], customFields=[{"id": born["id"], "fieldValue": "2026-12-31"}]).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"values": [{"fieldId": {"id": "x"}, "fieldValue": "1"}]},
        [{"fieldId": {"id": "x"}, "field_value": "1"}],
        [{"id": {"value": "x"}, "field_value": "1"}],
        [{"field_value": "1"}],
        ["1"],
    ],
)
def test_a_custom_field_that_is_not_named_as_it_must_be_is_refused(
    highlevel: httpx.Client, sandbox: SandboxServer, sent: object
) -> None:
    made = create(highlevel, sandbox, firstName="Ida")
    answer = put(highlevel, made["id"], city="Roma", customFields=sent)
    assert answer.status_code == 422
    assert "customFields" in answer.json()["message"][0]
    assert "city" not in read(highlevel, made["id"])


def test_a_value_that_a_custom_field_does_not_take(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    price, rows = field(highlevel, sandbox, "Prezzo", "MONETORY"), field(highlevel, sandbox, "Righe", "TEXTBOX_LIST")
    made = create(highlevel, sandbox, firstName="Ida")
    refused = put(
        highlevel, made["id"], city="Roma", customFields=[{"id": price["id"], "field_value": {"currency": "EUR"}}]
    )
    assert refused.status_code == 400
    assert refused.json()["message"].startswith('Invalid Custom Field Value "')
    assert refused.json()["message"].endswith(f'" for "{price["id"]}"')
    assert "city" not in read(highlevel, made["id"])
    fields = [{"id": price["id"], "field_value": 12.5}, {"id": rows["id"], "field_value": ["a"]}]
    assert put(highlevel, made["id"], customFields=fields).status_code == 200
    assert read(highlevel, made["id"])["customFields"] == [{"id": price["id"], "value": 12.5}]  # the list: no effect
    number = [{"id": price["id"], "field_value": "poco"}]
    assert put(highlevel, made["id"], customFields=number).status_code == 200
    sandbox.state.switches.highlevel.custom_field_values = "strict"
    assert put(highlevel, made["id"], customFields=number).status_code == 400


def test_a_deleted_contact_and_what_is_no_id_are_told_in_different_words(
    highlevel: httpx.Client, sandbox: SandboxServer
) -> None:
    made = create(highlevel, sandbox, firstName="Ida")
    highlevel.delete(f"/contacts/{made['id']}")
    gone = highlevel.get(f"/contacts/{made['id']}")
    assert (gone.status_code, gone.json()["message"]) == (400, f"Contact not found for id:{made['id']}")
    assert gone.json()["error"] == "Bad Request"
    for word in ("lookup", "tasks"):
        assert highlevel.get(f"/contacts/{word}").json()["message"] == f"Contact with id {word} not found"


def test_a_slash_at_the_end_is_the_same_route(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = create(highlevel, sandbox, firstName="Ida", email="ida@x.it")
    mine = f"/contacts/{made['id']}/"
    assert highlevel.get(mine).json()["contact"]["id"] == made["id"]
    assert highlevel.put(mine, json={"city": "Roma"}).status_code == 200
    upserted = {"locationId": sandbox.location_id, "email": "ida@x.it"}
    assert highlevel.post("/contacts/upsert/", json=upserted).json()["new"] is False
    wanted = {"locationId": sandbox.location_id, "pageLimit": 1}
    assert highlevel.post("/contacts/search/", json=wanted).status_code == 200
    assert highlevel.post(f"{mine}tags/", json={"tags": ["a"]}).status_code == 201
    assert highlevel.get(f"{mine}appointments/").status_code == 200
    assert highlevel.get("/contacts", params={"locationId": sandbox.location_id}).status_code == 200
    assert highlevel.get(f"/locations/{sandbox.location_id}/timezones/").status_code == 200
    assert highlevel.delete(mine).status_code == 200


def test_delete(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = create(highlevel, sandbox, email="ida@x.it")
    answer = highlevel.delete(f"/contacts/{made['id']}")
    assert answer.status_code == 200
    assert answer.json()["succeded"] is True
    assert highlevel.get(f"/contacts/{made['id']}").status_code == 400
    create(highlevel, sandbox, email="ida@x.it")  # the e-mail is free again


def upsert(client: httpx.Client, sandbox: SandboxServer, **values: Any) -> dict[str, Any]:
    answer = client.post("/contacts/upsert", json={"locationId": sandbox.location_id, **values})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_upsert_creates_then_updates(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    first = upsert(highlevel, sandbox, email="ida@x.it", tags=["a"], gender="female")
    assert first["new"] is True
    again = upsert(highlevel, sandbox, email="IDA@x.it", companyName="Re Srl", tags=["b"], gender="male")
    assert (again["new"], again["succeded"]) == (False, True)
    assert again["contact"]["id"] == first["contact"]["id"]
    assert again["contact"]["companyName"] == "Re Srl"
    assert again["contact"]["tags"] == ["b"]  # overwritten
    assert again["contact"]["gender"] == "female"  # lost on update: known fault 313


def test_upsert_drops_the_second_identifier_silently(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    by_email = create(highlevel, sandbox, email="ida@x.it", phone="+393330000001")
    by_phone = create(highlevel, sandbox, email="ugo@x.it", phone="+393330000002")
    body = upsert(highlevel, sandbox, email="ida@x.it", phone="+393330000002", city="Roma")
    assert body["contact"]["id"] == by_email["id"]
    assert (body["contact"]["phone"], body["contact"]["city"]) == ("+393330000001", "Roma")
    assert read(highlevel, by_phone["id"])["email"] == "ugo@x.it"
    sandbox.state.switches.highlevel.contact_unique_identifiers = ["phone", "email"]
    body = upsert(highlevel, sandbox, email="ida@x.it", phone="+393330000002")
    assert body["contact"]["id"] == by_phone["id"]


def test_upsert_may_create_duplicates_only_where_allowed(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    first = upsert(highlevel, sandbox, email="ida@x.it")
    assert upsert(highlevel, sandbox, email="ida@x.it", createNewIfDuplicateAllowed=True)["new"] is False
    sandbox.state.switches.highlevel.allow_duplicate_contact = True
    second = upsert(highlevel, sandbox, email="ida@x.it", createNewIfDuplicateAllowed=True)
    assert second["new"] is True
    assert second["contact"]["id"] != first["contact"]["id"]
    assert upsert(highlevel, sandbox, email="ida@x.it")["new"] is False


def test_upsert_promotes_an_additional_email(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = sandbox.state.create_contact({"email": "old@x.it", "additionalEmails": ["new@x.it"]})
    contact = upsert(highlevel, sandbox, email="new@x.it")["contact"]
    assert (contact["id"], contact["email"]) == (made["id"], "new@x.it")
    assert "additionalEmails" not in contact
    assert sandbox.state.highlevel.by_email("old@x.it") == []


def test_duplicate_lookup(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = create(highlevel, sandbox, email="ida@x.it", phone="+393330000001")

    def look(**params: str) -> Any:
        answer = highlevel.get("/contacts/search/duplicate", params={"locationId": sandbox.location_id, **params})
        assert answer.status_code == 200
        return (answer.json()["contact"] or {}).get("id")

    assert look(email="IDA@X.IT") == made["id"]
    assert look(number="+393330000001") == made["id"]
    assert look(email="nobody@x.it") is None
    assert look() is None
    raw = f"/contacts/search/duplicate?locationId={sandbox.location_id}&number="
    assert highlevel.get(raw + "%2B393330000001").json()["contact"]["id"] == made["id"]
    sandbox.state.switches.highlevel.contact_unique_identifiers = ["email"]
    assert look(number="+393330000001") is None
    sandbox.state.switches.highlevel.allow_duplicate_contact = True
    assert look(number="+393330000001") == made["id"]


def test_tags_add_and_remove(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    made = create(highlevel, sandbox, tags=["a"])
    added = highlevel.post(f"/contacts/{made['id']}/tags", json={"tags": ["B", "a"]})
    assert added.status_code == 201
    assert added.json()["tags"] == ["a", "b"]
    removed = highlevel.request("DELETE", f"/contacts/{made['id']}/tags", json={"tags": ["A", "zzz"]})
    assert removed.status_code == 200
    assert removed.json()["tags"] == ["b"]
    after = read(highlevel, made["id"])
    assert after["tags"] == ["b"]
    assert after["dateUpdated"] > made["dateUpdated"]
    assert highlevel.post(f"/contacts/{made['id']}/tags", json={"tags": "x"}).status_code == 422


def test_seeded_contact_is_found_by_email(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    answer = highlevel.get("/contacts/search/duplicate", params={"locationId": sandbox.location_id, "email": SARA})
    assert answer.json()["contact"]["lastName"] == "Bo"


def test_an_email_is_kept_in_lower_case_when_switched(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    sandbox.state.switches.highlevel.email_lowered = True
    made = create(highlevel, sandbox, email="Ida.Re@Esempio.IT")
    assert read(highlevel, made["id"])["email"] == "ida.re@esempio.it"
