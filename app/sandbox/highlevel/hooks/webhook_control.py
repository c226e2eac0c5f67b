"""The control API of the webhooks, below /control/highlevel/webhooks: no login, loopback."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox.highlevel.hooks.webhooks import WebhookSender
from app.sandbox.wire import JsonAnswer, json_value

Handler = Callable[[WebhookSender, dict[str, Any]], dict[str, Any]]


def _show(sender: WebhookSender, _: dict[str, Any]) -> dict[str, Any]:
    """GET: address, app, public key and deliveries."""
    return sender.as_dict()


def _register(sender: WebhookSender, body: dict[str, Any]) -> dict[str, Any]:
    """POST {"url", "installed": true, "automatic": true}: where to deliver, and that an app is installed."""
    sender.register(str(body["url"]))
    sender.installed = bool(body.get("installed", True))
    if body.get("automatic", True):
        sender.start()
    else:
        sender.stop()
    return sender.as_dict()


def _pause(sender: WebhookSender, body: dict[str, Any]) -> dict[str, Any]:
    """POST /pause {"paused": true}: what happens meanwhile is delivered afterwards."""
    sender.paused = bool(body.get("paused", True))
    return sender.as_dict()


def _deliver(sender: WebhookSender, _: dict[str, Any]) -> dict[str, Any]:
    """POST /deliver: deliver what is due now."""
    return {"tried": sender.deliver_due()}


PREFIX = "/control/highlevel/webhooks"


def webhook_routes(sender: WebhookSender) -> list[Route]:
    """Return the routes of the control API; a bad request answers 400 with {"error": …}."""

    def endpoint(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def run(request: Request) -> Response:
            try:
                raw = await request.body()
                body = json_value(raw) if raw else {}
                if not isinstance(body, dict):
                    raise ValueError("the body must be a JSON object")
                # delivering waits for the receiver, which must not stop the services
                return JsonAnswer(await run_in_threadpool(handler, sender, body))
            except KeyError as error:
                return JsonAnswer({"error": f"not given: {error.args[0]}"}, 400)
            except ValueError as error:
                return JsonAnswer({"error": str(error)}, 400)

        return run

    return [
        Route(PREFIX, endpoint(_show), methods=["GET"]),
        Route(PREFIX, endpoint(_register), methods=["POST"]),
        Route(PREFIX + "/pause", endpoint(_pause), methods=["POST"]),
        Route(PREFIX + "/deliver", endpoint(_deliver), methods=["POST"]),
    ]
