"""Answers of the sandbox against HighLevel's published OpenAPI files, where these are at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.sandbox.server import SandboxServer

ROOT = Path(__file__).resolve().parents[2]


class Specs:
    """Just enough of OpenAPI 3.0: $ref, allOf, anyOf, type, enum, required, properties, items, nullable."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Any] = {}

    def file(self, name: str) -> Any:
        if name not in self.files:
            self.files[name] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        return self.files[name]

    def schema(self, name: str, method: str, path: str, status: int) -> dict[str, Any]:
        answer = self.file(name)["paths"][path][method]["responses"][str(status)]
        found: dict[str, Any] = answer["content"]["application/json"]["schema"]
        return found

    def faults(self, name: str, schema: dict[str, Any], value: Any, where: str = "$") -> list[str]:
        if "$ref" in schema:
            target, _, pointer = schema["$ref"].partition("#/")
            name = Path(target).name or name
            found = self.file(name)
            for part in pointer.split("/"):
                found = found[part]
            return self.faults(name, found, value, where)
        if value is None and schema.get("nullable"):
            return []
        found_faults = [fault for part in schema.get("allOf", ()) for fault in self.faults(name, part, value, where)]
        if schema.get("anyOf") and all(self.faults(name, part, value, where) for part in schema["anyOf"]):
            found_faults.append(f"{where}: fits nothing of anyOf")
        kinds: dict[str, Any] = {
            "object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int,
        }  # fmt: skip
        wanted = schema.get("type")
        if wanted and (not isinstance(value, kinds[wanted]) or (wanted == "number" and isinstance(value, bool))):
            return [*found_faults, f"{where}: {value!r} is no {wanted}"]
        if "enum" in schema and value not in schema["enum"]:
            found_faults.append(f"{where}: {value!r} is not in the list")
        if isinstance(value, dict):
            found_faults += [f"{where}: {key} is missing" for key in schema.get("required", ()) if key not in value]
            for key, part in schema.get("properties", {}).items():
                if key in value:
                    found_faults += self.faults(name, part, value[key], f"{where}.{key}")
        if isinstance(value, list):
            for number, item in enumerate(value):
                found_faults += self.faults(name, schema.get("items", {}), item, f"{where}[{number}]")
        return found_faults


SPECS = Path(os.environ.get("PONTE24_SPECS") or ROOT.parent / "shared" / "specs") / "highlevel"


@pytest.fixture
def specs() -> Specs:
    if not (SPECS / "contacts.json").is_file():
        pytest.skip(f"HighLevel's OpenAPI files are not at {SPECS} (PONTE24_SPECS names their folder)")
    return Specs(SPECS)


def test_the_checker_finds_faults(specs: Specs) -> None:
    schema = specs.schema("contacts.json", "get", "/contacts/{contactId}", 200)
    assert specs.faults("contacts.json", schema, {"contact": {"id": 5, "tags": "x"}}) == [
        "$.contact.id: 5 is no string",
        "$.contact.tags: 'x' is no array",
    ]


def test_answers_fit(specs: Specs, highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    location = {"locationId": sandbox.location_id}
    place, contact_path = "/locations/{locationId}", "/contacts/{contactId}"
    here = f"/locations/{sandbox.location_id}"
    problems: list[str] = []

    def check(file: str, method: str, path: str, answer: httpx.Response, status: int) -> Any:
        assert answer.status_code == status, answer.text
        body = answer.json()
        schema = specs.schema(file, method, path, status)
        problems.extend(f"{method} {path}: {fault}" for fault in specs.faults(file, schema, body))
        return body

    fields = f"{here}/customFields"
    check("locations.json", "get", place, highlevel.get(here), 200)
    check("locations.json", "get", place + "/tags", highlevel.get(f"{here}/tags"), 200)
    made_tag = highlevel.post(f"{here}/tags", json={"name": "nuova"})
    check("locations.json", "post", place + "/tags", made_tag, 200)
    made_field = highlevel.post(fields, json={"name": "P.IVA", "dataType": "TEXT"})
    field = check("locations.json", "post", place + "/customFields", made_field, 201)["customField"]
    check("locations.json", "get", place + "/customFields", highlevel.get(fields), 200)
    one = place + "/customFields/{id}"
    check("locations.json", "get", one, highlevel.get(f"{fields}/{field['id']}"), 200)
    check("locations.json", "put", one, highlevel.put(f"{fields}/{field['id']}", json={"name": "IVA"}), 200)
    check("users.json", "get", "/users/", highlevel.get("/users/", params=location), 200)

    full = {
        **location, "firstName": "Ida", "lastName": "Re", "email": "ida@x.it", "phone": "+393330000001",
        "companyName": "Re Srl", "address1": "Via Po, 1", "city": "Roma", "state": "RM", "postalCode": "00184",
        "country": "IT", "website": "https://re.it", "tags": ["vip"], "dateOfBirth": "1980-01-31", "dnd": True,
        "dndSettings": {"Email": {"status": "active", "message": "", "code": ""}},
        "customFields": [{"id": field["id"], "field_value": "1"}],
    }  # fmt: skip
    made = check("contacts.json", "post", "/contacts/", highlevel.post("/contacts/", json=full), 201)["contact"]
    mine = f"/contacts/{made['id']}"
    check("contacts.json", "get", contact_path, highlevel.get(mine), 200)
    check("contacts.json", "put", contact_path, highlevel.put(mine, json={"city": "Bari"}), 200)
    upserted = highlevel.post("/contacts/upsert", json={**location, "email": "ida@x.it"})
    check("contacts.json", "post", "/contacts/upsert", upserted, 200)
    listed = highlevel.get("/contacts/", params={**location, "limit": "60"})
    check("contacts.json", "get", "/contacts/", listed, 200)
    tags = f"{mine}/tags"
    check("contacts.json", "post", contact_path + "/tags", highlevel.post(tags, json={"tags": ["b"]}), 201)
    untagged = highlevel.request("DELETE", tags, json={"tags": ["b"]})
    check("contacts.json", "delete", contact_path + "/tags", untagged, 200)
    check("contacts.json", "post", "/contacts/", highlevel.post("/contacts/", json={"x": 1}), 422)
    check("contacts.json", "get", contact_path, httpx.get(f"{sandbox.highlevel_url}{mine}"), 401)
    check("contacts.json", "get", contact_path, highlevel.get("/contacts/missing"), 400)
    check("contacts.json", "delete", contact_path, highlevel.delete(mine), 200)
    check("locations.json", "delete", one, highlevel.delete(f"{fields}/{field['id']}"), 200)
    assert problems == []
