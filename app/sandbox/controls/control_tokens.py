"""What the owner does to tokens in HighLevel's settings: make, rotate, revoke, change scopes (reference: 1.6)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from app.sandbox.highlevel.base.access import ALL_SCOPES, Token
from app.sandbox.state import SandboxState


def _shown(token: Token) -> dict[str, Any]:
    return {
        "token": token.value,
        "user_type": token.user_type,
        "location_id": token.location_id,
        "scopes": sorted(token.scopes),
        "expires_at": token.expires_at,
    }


class TokenControl:
    """The routes below /control/highlevel/tokens; `token` is that of the world when it is not given."""

    def __init__(self, state: SandboxState) -> None:
        self._state = state

    def _token(self, body: dict[str, Any]) -> Token:
        return self._state.highlevel.tokens[str(body.get("token") or self._state.world.token)]

    def list_all(self, _: Request, __: dict[str, Any]) -> Any:
        """GET /highlevel/tokens."""
        return {"tokens": [_shown(token) for token in self._state.highlevel.tokens.values()]}

    def make(self, _: Request, body: dict[str, Any]) -> Any:
        """POST /highlevel/tokens {"token", "scopes", "location_id", "user_type"}: all of them optional."""
        user_type = body.get("user_type", "Location")
        if user_type not in ("Location", "Company"):
            raise ValueError("user_type must be Location or Company")
        value = str(body.get("token") or f"pit-{uuid.uuid4()}")
        scopes = body.get("scopes", sorted(ALL_SCOPES))
        return _shown(self._state.highlevel.add_token(value, scopes, body.get("location_id"), user_type))

    def rotate(self, _: Request, body: dict[str, Any]) -> Any:
        """POST /highlevel/tokens/rotate {"token", "expire": "later" | "now"}: answers the new token.

        "later": the old one goes on for seven days.
        """
        expire = body.get("expire", "later")
        if expire not in ("later", "now"):
            raise ValueError('expire must be "later" or "now"')
        return _shown(self._state.highlevel.rotate_token(self._token(body).value, at_once=expire == "now"))

    def cancel(self, _: Request, body: dict[str, Any]) -> Any:
        """POST /highlevel/tokens/cancel {"token"}: a token that was to end within the overlap stays after all."""
        token = self._token(body)
        token.expires_at = None
        return _shown(token)

    def revoke(self, _: Request, body: dict[str, Any]) -> Any:
        """POST /highlevel/tokens/revoke {"token"}: from now on it is refused."""
        del self._state.highlevel.tokens[self._token(body).value]
        return {"ok": True}

    def scopes(self, _: Request, body: dict[str, Any]) -> Any:
        """POST /highlevel/tokens/scopes {"token", "set": […], "grant": […], "withdraw": […]}."""
        token = self._token(body)
        kept = set(body["set"]) if "set" in body else token.scopes
        token.scopes = (kept | set(body.get("grant", ()))) - set(body.get("withdraw", ()))
        return _shown(token)

    def routes(self) -> list[tuple[str, list[str], Callable[[Request, dict[str, Any]], Any]]]:
        """Return path, methods and handler of each."""
        here = "/highlevel/tokens"
        return [
            (here, ["GET"], self.list_all),
            (here, ["POST"], self.make),
            (here + "/rotate", ["POST"], self.rotate),
            (here + "/cancel", ["POST"], self.cancel),
            (here + "/revoke", ["POST"], self.revoke),
            (here + "/scopes", ["POST"], self.scopes),
        ]
