"""The control API below /control: tests and people look into the sandbox and turn its screws.

No login, loopback.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from app.sandbox.controls.control_tokens import TokenControl
from app.sandbox.highlevel.base.shapes import to_state
from app.sandbox.seed_story import tell_story
from app.sandbox.seeding.seed import DEFAULT_CONTACTS
from app.sandbox.state import SandboxState
from app.sandbox.wire import JsonAnswer, json_value

Handler = Callable[[Request, dict[str, Any]], Any]


class Control:
    """The handlers; each takes the request and its JSON object and returns JSON values or an answer."""

    def __init__(self, state: SandboxState) -> None:
        self.state = state

    def get_state(self, _: Request, __: dict[str, Any]) -> Any:
        """GET /control/state."""
        return self.state.as_dict()

    def put_state(self, _: Request, body: dict[str, Any]) -> Any:
        """PUT /control/state: replace contacts, custom fields, location, records by kind, customers."""
        self.state.replace(body)
        return {"ok": True}

    def reset(self, _: Request, body: dict[str, Any]) -> Any:
        """POST /control/reset {"seed", "contacts"}: a new world.

        Answers its credentials, which follow the seed.
        """
        world = self.state.world
        self.state.reset(int(body.get("seed", world.seed)), int(body.get("contacts", DEFAULT_CONTACTS)))
        world = self.state.world
        return {
            "ok": True,
            "highlevel": {"token": world.token, "location_id": world.location["id"]},
            "fattura24": {"key": world.api_key},
        }

    def story(self, _: Request, __: dict[str, Any]) -> Any:
        """POST /control/story: let happen what the demo shows; answers the ids of what was made."""
        return asdict(tell_story(self.state))

    def get_faults(self, _: Request, __: dict[str, Any]) -> Any:
        """GET /control/faults."""
        return {"faults": [fault.as_dict() for fault in self.state.faults.faults]}

    def set_faults(self, request: Request, body: dict[str, Any]) -> Any:
        """POST /control/faults {"faults": [{"name", …}]} replaces all; {"add": [{…}]} adds.

        {"clear": true} lifts.
        """
        board = self.state.faults
        if not body.keys() & {"faults", "add", "clear"}:
            raise ValueError('give "faults", "add" or "clear"')
        if body.get("clear"):
            board.clear()
        if "faults" in body:
            board.set(body["faults"])
        if "add" in body:
            kept = list(board.faults)
            board.set(body["add"])
            board.faults = kept + board.faults
        return self.get_faults(request, body)

    def get_switches(self, _: Request, __: dict[str, Any]) -> Any:
        """GET /control/switches."""
        return self.state.switches.model_dump()

    def set_switches(self, _: Request, body: dict[str, Any]) -> Any:
        """POST /control/switches {"highlevel": {…}, "fattura24": {…}}: sets what is named."""
        self.state.switches.change(body)
        return self.state.switches.model_dump()

    def clock(self, _: Request, body: dict[str, Any]) -> Any:
        """POST /control/clock {"advance": seconds} moves on; {"skew": seconds} sets the services' clock wrong."""
        if not body.keys() & {"advance", "skew"}:
            raise ValueError('give "advance" or "skew"')
        if "skew" in body:
            self.state.clock.set_skew(float(body["skew"]))
        self.state.clock.advance(float(body.get("advance", 0)))
        return {"now": self.state.clock.now()}

    def requests(self, _: Request, __: dict[str, Any]) -> Any:
        """GET /control/requests."""
        return {"requests": self.state.traffic.as_list(), "counts": self.state.traffic.counters()}

    def reset_requests(self, _: Request, __: dict[str, Any]) -> Any:
        """POST /control/requests/reset: forget the log; what the services count for their limits stays."""
        self.state.traffic.reset()
        return {"ok": True}

    def contact(self, request: Request, body: dict[str, Any]) -> Any:
        """GET, POST and DELETE /control/highlevel/contacts/{id}; POST without id creates."""
        contact_id = request.path_params.get("id")
        if contact_id is None:
            return {"contact": self.state.create_contact(body)}
        if request.method == "DELETE":
            self.state.delete_contact(contact_id)
            return {"ok": True}
        if request.method == "GET":
            return {"contact": to_state(self.state.highlevel.contacts[contact_id])}
        return {"contact": self.state.edit_contact(contact_id, body)}

    def restore(self, request: Request, _: dict[str, Any]) -> Any:
        """POST /control/highlevel/contacts/{id}/restore: bring a deleted contact back."""
        return {"contact": self.state.restore_contact(request.path_params["id"])}

    def record(self, request: Request, body: dict[str, Any]) -> Any:
        """GET, POST and DELETE /control/highlevel/{kind}/{id}; POST without id creates."""
        kind, record_id = request.url.path.rsplit("/highlevel/", 1)[1].split("/")[0], request.path_params.get("id")
        owner = self.state.owner
        if record_id is None:
            return {"record": owner.create(kind, body)}
        if request.method == "DELETE":
            owner.delete(kind, record_id)
            return {"ok": True}
        return {"record": owner.get(kind, record_id) if request.method == "GET" else owner.edit(kind, record_id, body)}


def endpoint(state: SandboxState, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler: a bad request answers 400 and an unknown record 404, both with {"error": …}."""

    async def run(request: Request) -> Response:
        try:
            raw = await request.body()
            body = json_value(raw) if raw else {}
            if not isinstance(body, dict):
                raise ValueError("the body must be a JSON object")
            with state.lock:
                result = handler(request, body)
        except KeyError as error:
            status = 404 if "id" in request.path_params else 400
            return JsonAnswer({"error": f"not found or not given: {error.args[0]}"}, status)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            return JsonAnswer({"error": str(error)}, 400)
        return result if isinstance(result, Response) else JsonAnswer(result)

    return run


def control_app(state: SandboxState) -> Router:
    """Return the control API but for what belongs to one service alone."""
    control = Control(state)
    one = ["GET", "POST", "DELETE"]
    table: list[tuple[str, list[str], Handler]] = [
        ("/state", ["GET"], control.get_state),
        ("/state", ["PUT"], control.put_state),
        ("/reset", ["POST"], control.reset),
        ("/story", ["POST"], control.story),
        ("/faults", ["GET"], control.get_faults),
        ("/faults", ["POST"], control.set_faults),
        ("/switches", ["GET"], control.get_switches),
        ("/switches", ["POST"], control.set_switches),
        ("/clock", ["POST"], control.clock),
        ("/requests", ["GET"], control.requests),
        ("/requests/reset", ["POST"], control.reset_requests),
        ("/highlevel/contacts", ["POST"], control.contact),
        ("/highlevel/contacts/{id}", one, control.contact),
        ("/highlevel/contacts/{id}/restore", ["POST"], control.restore),
    ]
    table += TokenControl(state).routes()
    for kind in state.owner.kinds:
        table.append((f"/highlevel/{kind}", ["POST"], control.record))
        table.append((f"/highlevel/{kind}/{{id}}", one, control.record))
    routes = [Route(path, endpoint(state, handler), methods=methods) for path, methods, handler in table]
    return Router(routes, redirect_slashes=False)
