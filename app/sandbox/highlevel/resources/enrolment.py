"""What a contact is part of: tags in bulk, followers, campaigns, workflows (reference: HighLevel 2.8, 4)."""

from __future__ import annotations

from typing import Any

from app.sandbox.highlevel.base.checking import Kind, check, moment
from app.sandbox.highlevel.base.errors import missing, unprocessable, wrong_location
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.shapes import Contact
from app.sandbox.highlevel.base.values import normalise_tags
from app.sandbox.highlevel.resources.contacts import contact_of

_BULK_KINDS: dict[str, Kind] = {
    "contacts": "texts",
    "tags": "texts",
    "locationId": "text",
    "removeAllTags": "flag",
}


def _bulk_tags(call: Call, contact_id: str, adds: bool, tags: list[str], all_of_them: bool) -> dict[str, Any]:
    contact = call.store.contacts.get(contact_id)
    if contact is None:
        return {"contactId": contact_id, "message": "contact is deleted", "type": "error"}
    if contact["locationId"] != call.token.location_id:
        return {"contactId": contact_id, "message": "contact does not belong to location", "type": "error"}
    before = contact.get("tags", [])
    if adds:
        after = [*before, *(tag for tag in tags if tag not in before)]
    else:
        after = [] if all_of_them else [tag for tag in before if tag not in tags]
    if after != before:
        call.store.put({**contact, "tags": after, "dateUpdated": call.store.moment_after(contact)})
    return {
        "contactId": contact_id,
        "message": "Tags updated",
        "type": "success",
        "oldTags": before,
        "tagsAdded": [tag for tag in after if tag not in before],
        "tagsRemoved": [tag for tag in before if tag not in after],
    }


def bulk_tags(call: Call) -> Answer:
    """POST /contacts/bulk/tags/update/{add|remove}: 201 with a line for each contact."""
    body, kind, most = call.body, call.params["type"], call.store.switches.bulk_tags_limit
    check(body, _BULK_KINDS, ("contacts", "tags", "locationId"))
    faults = []
    if kind not in ("add", "remove"):
        faults.append("type must be one of the following values: add, remove")
    if len(body["contacts"]) > most:
        faults.append(f"contacts must contain no more than {most} elements")
    if body.get("removeAllTags") and kind == "add":
        faults.append("removeAllTags can only be used with remove")
    if faults:
        raise unprocessable(*faults)
    tags, everything = normalise_tags(body["tags"]), bool(body.get("removeAllTags"))
    lines = [_bulk_tags(call, contact_id, kind == "add", tags, everything) for contact_id in body["contacts"]]
    errors = sum(line["type"] == "error" for line in lines)
    call.store.writes["contact.tags.bulk"] += 1
    return 201, {"succeded": True, "errorCount": errors, "responses": lines}


def _followers(call: Call, adds: bool) -> tuple[list[str], list[str]]:
    """Return the followers afterwards, and those of the sent ones that made a difference."""
    check(call.body, {"followers": "texts"}, ("followers",))
    contact, sent = contact_of(call), list(dict.fromkeys(call.body["followers"]))
    before = list(contact.get("followers", ()))
    if adds:
        changed = [user for user in sent if user not in before]
        after = [*before, *changed]
    else:
        changed = [user for user in sent if user in before]
        after = [user for user in before if user not in changed]
    if changed:
        call.store.put({**contact, "followers": after, "dateUpdated": call.store.moment_after(contact)})
    call.store.writes["contact.followers"] += 1
    return after, changed


def add_followers(call: Call) -> Answer:
    """POST /contacts/{id}/followers: users who follow the contact."""
    after, changed = _followers(call, adds=True)
    return 201, {"followers": after, "followersAdded": changed}


def remove_followers(call: Call) -> Answer:
    """DELETE /contacts/{id}/followers with a JSON body."""
    after, changed = _followers(call, adds=False)
    return 200, {"followers": after, "followersRemoved": changed}


def _enrol(call: Call, name: str, ids: list[str]) -> None:
    """Keep what the contact takes part in; that is no change of the contact itself."""
    contact: Contact = contact_of(call)
    call.store.put({**contact, name: ids})


def add_to_campaign(call: Call) -> Answer:
    """POST /contacts/{id}/campaigns/{campaignId}: any id is taken, because no route lists campaigns here."""
    check(call.body, {})
    joined = contact_of(call).get("campaigns", [])
    _enrol(call, "campaigns", list(dict.fromkeys([*joined, call.params["campaignId"]])))
    call.store.writes["contact.campaign"] += 1
    return 201, {"succeded": True}


def remove_from_campaign(call: Call) -> Answer:
    """DELETE /contacts/{id}/campaigns/{campaignId}."""
    joined = contact_of(call).get("campaigns", [])
    _enrol(call, "campaigns", [one for one in joined if one != call.params["campaignId"]])
    call.store.writes["contact.campaign"] += 1
    return 200, {"succeded": True}


def remove_from_every_campaign(call: Call) -> Answer:
    """DELETE /contacts/{id}/campaigns/removeAll, under v3 remove-all (8)."""
    _enrol(call, "campaigns", [])
    call.store.writes["contact.campaign"] += 1
    return 200, {"succeded": True}


def _workflow(call: Call) -> str:
    check(call.body, {"eventStartTime": "text"})
    if call.body.get("eventStartTime") is not None:
        try:
            moment(call.body["eventStartTime"])
        except ValueError:
            raise unprocessable("eventStartTime must be a valid ISO 8601 date string") from None
    workflow_id = call.params["workflowId"]
    if workflow_id not in call.store.records.workflows:
        raise missing("Workflow", workflow_id, call.store.switches.missing_status)
    return workflow_id


def add_to_workflow(call: Call) -> Answer:
    """POST /contacts/{id}/workflow/{workflowId}: 200; search finds it by activeWorkflows."""
    workflow_id = _workflow(call)
    active = contact_of(call).get("activeWorkflows", [])
    _enrol(call, "activeWorkflows", list(dict.fromkeys([*active, workflow_id])))
    call.store.writes["contact.workflow"] += 1
    return 200, {"succeded": True}


def remove_from_workflow(call: Call) -> Answer:
    """DELETE /contacts/{id}/workflow/{workflowId}."""
    workflow_id = _workflow(call)
    active = contact_of(call).get("activeWorkflows", [])
    _enrol(call, "activeWorkflows", [one for one in active if one != workflow_id])
    call.store.writes["contact.workflow"] += 1
    return 200, {"succeded": True}


def list_workflows(call: Call) -> Answer:
    """GET /workflows/?locationId."""
    if not call.query.get("locationId"):
        raise wrong_location()
    return 200, {"workflows": list(call.store.records.workflows.values())}
