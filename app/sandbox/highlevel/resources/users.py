"""Users of the location (reference: HighLevel 4)."""

from __future__ import annotations

from app.sandbox.highlevel.base.checking import whole_number
from app.sandbox.highlevel.base.errors import missing, unprocessable, wrong_location
from app.sandbox.highlevel.base.operations import Answer, Call


def list_users(call: Call) -> Answer:
    """GET /users/?locationId (deprecated)."""
    if not call.query.get("locationId"):
        raise wrong_location()
    return 200, {"users": call.store.users}


def get_user(call: Call) -> Answer:
    """GET /users/{userId}: flat, without a key around it."""
    user = next((user for user in call.store.users if user["id"] == call.params["userId"]), None)
    if user is None:
        raise missing("User", call.params["userId"], call.store.switches.missing_status)
    return 200, dict(user)


def search_users(call: Call) -> Answer:
    """GET /users/search: companyId is required; 25 when not said."""
    query, store = call.query, call.store
    if not query.get("companyId"):
        raise unprocessable("companyId should not be empty")
    if query["companyId"] != store.location.get("companyId"):
        raise wrong_location()
    limit, skip = whole_number(query, "limit", 25, 100), whole_number(query, "skip", 0)
    ids = [one for one in query.get("ids", "").split(",") if one]
    words = query.get("query", "").lower()
    found = [
        user
        for user in store.users
        if (not ids or user["id"] in ids)
        and (words in f"{user['name']} {user['email']}".lower())
        and all(query.get(name) in (None, "", user.get("roles", {}).get(name)) for name in ("type", "role"))
    ]
    if query.get("sort") in ("name", "email"):
        found.sort(key=lambda user: str(user[query["sort"]]), reverse=query.get("sortDirection") == "desc")
    return 200, {"users": found[skip : skip + limit], "count": len(found)}
