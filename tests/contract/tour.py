"""A tour through every operation of the sandbox's HighLevel, so that its answers can be judged."""

from __future__ import annotations

from typing import Any

import httpx

from app.sandbox.highlevel.sign_in.oauth import REDIRECT_URIS
from app.sandbox.server import SandboxServer

CALENDARS = "2021-04-15"
Exchange = tuple[httpx.Request, httpx.Response]


class Tour:
    """Makes requests and keeps them with their answers."""

    def __init__(self, sandbox: SandboxServer) -> None:
        self.sandbox = sandbox
        self.exchanges: list[Exchange] = []
        self.location = {"locationId": sandbox.location_id}
        self.here = f"/locations/{sandbox.location_id}"
        self._client = httpx.Client(base_url=sandbox.highlevel_url)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def ask(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        """Send a request with the token and version that fit, and return the answer, which has this status."""
        version = more.pop("version", CALENDARS if path.startswith("/calendars") else "2021-07-28")
        token = more.pop("token", self.sandbox.token)
        headers = {"Version": version, "Authorization": f"Bearer {token}"}
        request = self._client.build_request(method, path, headers=headers, **more)
        response = self._client.send(request)
        assert response.status_code == status, f"{method} {path}: {response.text}"
        self.exchanges.append((request, response))
        return response.json()

    def everything(self) -> None:
        """Use every operation once with success."""
        for part in (self._location, self._contact, self._work, self._links, self._calendars, self._oauth):
            part()

    # ------------------------------------------------------------------------------------------------- parts
    def _crud(self, path: str, key: str, body: dict[str, Any], change: dict[str, Any], made: int, many: str) -> None:
        """Create, list, read, change and delete a record."""
        params = self.location if path.startswith("/businesses") else None
        record = self.ask("POST", path, made, json=body)[key]
        mine = f"{path.rstrip('/')}/{record['id']}"
        assert record["id"] in [one["id"] for one in self.ask("GET", path, params=params)[many]]
        self.ask("GET", mine)
        self.ask("PUT", mine, json=change)
        self.ask("DELETE", mine)

    def _location(self) -> None:
        self.ask("GET", self.here)
        self.ask("GET", f"{self.here}/timezones")
        self._crud(f"{self.here}/tags", "tag", {"name": "nuova"}, {"name": "vecchia"}, 200, "tags")
        field = {"name": "Sconto", "dataType": "TEXT", "placeholder": "in percento", "position": 5, "model": "contact"}
        self._crud(f"{self.here}/customFields", "customField", field, {"name": "Ribasso"}, 201, "customFields")
        value = {"name": "Saluto", "value": "Ciao"}
        self._crud(f"{self.here}/customValues", "customValue", value, value, 201, "customValues")
        business = {**self.location, "name": "Forno Re", "email": "forno@x.it", "country": "IT"}
        self._crud("/businesses/", "buiseness", business, {"city": "Roma"}, 201, "businesses")
        users = self.ask("GET", "/users/", params=self.location)["users"]
        company = self.sandbox.state.highlevel.location["companyId"]
        self.ask("GET", "/users/search", params={"companyId": company})
        self.ask("GET", f"/users/{users[0]['id']}")
        self.ask("GET", "/workflows/", params=self.location)

    def _contact(self) -> None:
        field = self.ask("POST", f"{self.here}/customFields", 201, json={"name": "P.IVA", "dataType": "TEXT"})
        full = {
            **self.location, "firstName": "Ida", "lastName": "Re", "email": "ida@x.it", "phone": "+393330000001",
            "companyName": "Re Srl", "address1": "Via Po, 1", "city": "Roma", "state": "RM", "postalCode": "00184",
            "country": "IT", "website": "https://re.it", "tags": ["vip"], "dateOfBirth": "1980-01-31", "dnd": True,
            "source": "fiera", "timezone": "Europe/Rome",
            "dndSettings": {"Email": {"status": "active", "message": "", "code": ""}},
            "inboundDndSettings": {"all": {"status": "active", "message": ""}},
            "customFields": [{"id": field["customField"]["id"], "field_value": "1"}],
        }  # fmt: skip
        made = self.ask("POST", "/contacts/", 201, json=full)["contact"]
        mine = f"/contacts/{made['id']}"
        self.ask("GET", mine)
        self.ask("PUT", mine, json={"city": "Bari"})
        self.ask("POST", "/contacts/upsert", json={**self.location, "email": "ida@x.it"})
        self.ask("POST", "/contacts/upsert", json={**self.location, "email": "new@x.it"})
        self.ask("GET", "/contacts/", params={**self.location, "limit": "60"})
        self.ask("POST", "/contacts/search", json={**self.location, "pageLimit": 100})
        self.ask("GET", "/contacts/search/duplicate", params={**self.location, "email": "ida@x.it"})
        self.ask("POST", f"{mine}/tags", 201, json={"tags": ["b"]})
        self.ask("DELETE", f"{mine}/tags", json={"tags": ["b"]})
        self.ask("DELETE", mine)

    def _any_contact(self) -> str:
        return next(iter(self.sandbox.state.highlevel.contacts))

    def _work(self) -> None:
        mine = f"/contacts/{self._any_contact()}"
        user = self.sandbox.state.highlevel.users[0]["id"]
        task = {"title": "A", "body": "B", "dueDate": "2026-10-01T09:00:00Z", "completed": False, "assignedTo": user}
        made = self.ask("POST", f"{mine}/tasks", 201, json=task)["task"]["id"]
        self.ask("GET", f"{mine}/tasks")
        self.ask("GET", f"{mine}/tasks/{made}")
        self.ask("PUT", f"{mine}/tasks/{made}", json={"title": "C"})
        self.ask("PUT", f"{mine}/tasks/{made}/completed", json={"completed": True})
        self.ask("POST", f"{self.here}/tasks/search", 201, json={"limit": 100, "skip": 0})
        self.ask("DELETE", f"{mine}/tasks/{made}")
        note = {"body": "A", "title": "B", "color": "#ffaa00", "pinned": True, "userId": user}
        made = self.ask("POST", f"{mine}/notes", 201, json=note)["note"]["id"]
        self.ask("GET", f"{mine}/notes")
        self.ask("GET", f"{mine}/notes/{made}")
        self.ask("PUT", f"{mine}/notes/{made}", json={"body": "C"})
        self.ask("DELETE", f"{mine}/notes/{made}")

    def _links(self) -> None:
        contact = self._any_contact()
        mine = f"/contacts/{contact}"
        bulk = {**self.location, "contacts": [contact, "missing"], "tags": ["a"]}
        self.ask("POST", "/contacts/bulk/tags/update/add", 201, json=bulk)
        business = self.ask("GET", "/businesses/", params=self.location)["businesses"][0]["id"]
        link = {**self.location, "ids": [contact], "businessId": business}
        self.ask("POST", "/contacts/bulk/business", json=link)
        self.ask("GET", f"/contacts/business/{business}", params=self.location)
        self.ask("POST", f"{mine}/followers", 201, json={"followers": ["u"]})
        self.ask("DELETE", f"{mine}/followers", json={"followers": ["u"]})
        self.ask("POST", f"{mine}/campaigns/C1", 201, json={})
        self.ask("DELETE", f"{mine}/campaigns/C1")
        self.ask("DELETE", f"{mine}/campaigns/removeAll")
        workflow = self.ask("GET", "/workflows/", params=self.location)["workflows"][0]["id"]
        self.ask("POST", f"{mine}/workflow/{workflow}", json={"eventStartTime": "2026-10-01T09:00:00+01:00"})
        self.ask("DELETE", f"{mine}/workflow/{workflow}", json={"eventStartTime": "2026-10-01T09:00:00+01:00"})

    def _calendars(self) -> None:
        contact, now = self._any_contact(), self.sandbox.state.clock.now_ms()
        calendar = self.ask("GET", "/calendars/", params=self.location)["calendars"][0]["id"]
        self.ask("GET", f"/calendars/{calendar}")
        span = {"startDate": str(now), "endDate": str(now + 20 * 86_400_000)}
        days = self.ask("GET", f"/calendars/{calendar}/free-slots", params=span)
        slot = next(day["slots"][0] for day in days.values())
        events = "/calendars/events/appointments"
        booking = {**self.location, "calendarId": calendar, "contactId": contact, "startTime": slot, "address": "Qui"}
        made = self.ask("POST", events, json=booking)["id"]
        self.ask("GET", f"{events}/{made}")
        self.ask("PUT", f"{events}/{made}", json={"title": "Torta"})
        times = {"startTime": str(now), "endTime": str(now + 30 * 86_400_000)}
        self.ask("GET", "/calendars/events", params={**self.location, **times, "calendarId": calendar})
        self.ask("GET", f"/contacts/{contact}/appointments")
        self.ask("DELETE", f"/calendars/events/{made}", 201, json={})

    def _oauth(self) -> None:
        state = self.sandbox.state
        app = next(iter(state.oauth.apps.values()))
        credentials = {"client_id": app.client_id, "client_secret": app.client_secret, "user_type": "Location"}
        scopes = ["contacts.readonly", "oauth.readonly", "oauth.write"]
        for location_id in (self.sandbox.location_id, ""):  # at last the agency itself
            code = state.oauth.allow(app, REDIRECT_URIS[0], scopes, location_id)
            form = {**credentials, "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URIS[0]}
            pair = self.ask("POST", "/oauth/token", data=form)
        form = {**credentials, "grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
        pair = self.ask("POST", "/oauth/token", data=form)
        company, token = state.highlevel.location["companyId"], pair["access_token"]
        asked = {"companyId": company, "locationId": self.sandbox.location_id}
        self.ask("POST", "/oauth/locationToken", token=token, data=asked)
        params = {"companyId": company, "appId": app.client_id.partition("-")[0]}
        self.ask("GET", "/oauth/installedLocations", token=token, params=params)

    def refusals(self, operations: list[tuple[str, str, str]]) -> None:
        """Ask each operation (method, path, version) without a valid token, and some in the other wrong ways."""
        for method, path, version in operations:
            self.ask(
                method, path.replace("{locationId}", self.sandbox.location_id), 401, token="wrong", version=version
            )
        contact = f"/contacts/{self._any_contact()}"
        for method, path in (
            ("GET", "/contacts/missing"),
            ("GET", f"{contact}/tasks/missing"),
            ("GET", f"{contact}/notes/missing"),
            ("GET", "/calendars/missing"),
            ("GET", "/businesses/missing"),
            ("GET", "/users/missing"),
            ("GET", f"{self.here}/customValues/missing"),
        ):
            self.ask(method, path, 400)
        for method, path in (
            ("POST", "/contacts/"),
            ("PUT", contact),
            ("POST", f"{contact}/tasks"),
            ("POST", f"{contact}/notes"),
            ("POST", "/contacts/bulk/tags/update/add"),
            ("POST", "/contacts/bulk/business"),
            ("POST", "/businesses/"),
            ("POST", f"{self.here}/customFields"),
        ):
            self.ask(method, path, 422, json={"nonsense": 1})
        booked = next(iter(self.sandbox.state.highlevel.contacts.values()))["email"]
        self.ask("POST", "/contacts/", 400, json={**self.location, "email": booked})
        self._not_in_the_files(contact)

    def _not_in_the_files(self, contact: str) -> None:
        """Statuses that the files do not know."""
        switches = self.sandbox.state.switches.highlevel
        self.ask("GET", "/locations/elsewhere", 403)
        calendar = next(iter(self.sandbox.state.highlevel.records.calendars))
        booking = {**self.location, "calendarId": calendar, "contactId": contact, "startTime": "tomorrow"}
        self.ask("POST", "/calendars/events/appointments", 500, json=booking)
        self.ask("POST", "/calendars/events/appointments", 422, json={**booking, "appointmentStatus": "maybe"})
        self.ask("GET", "/calendars/events", 422, params=self.location)
        switches.rate_limit, switches.rate_max = True, 1
        self.ask("GET", self.here, 429)
        switches.rate_limit = False
