"""Call any operation of the catalogue; implements `app.services.api.automations.calling.CallService`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from typing import TYPE_CHECKING, Any

from app.automation.offer.catalogue import Entry, entries
from app.connectors.highlevel.http.calling import Prepared, call, prepare
from app.errors import CredentialsRefused, StorageError, UsageError
from app.services.api.automations.calling import CallPreview
from app.texts import text

if TYPE_CHECKING:
    from app.connectors.highlevel.client import HighLevelClient
    from app.store import Store


class Caller:
    """Checks before it sends; each call is noted in the log of what was done, without its values."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], float],
        language: Callable[[], str],
        connect: Callable[[], AbstractAsyncContextManager[HighLevelClient]],
    ) -> None:
        self._store, self._now, self._language, self._connect = store, now, language, connect

    def preview(self, operation: str, inputs: Mapping[str, Any]) -> CallPreview:
        """Check the inputs and say what would be sent; see `CallService`."""
        entry, ready = self._ready(operation, inputs)
        language = self._language()
        return CallPreview(
            entry.id,
            entry.title(language),
            entry.meaning(language),
            entry.danger,
            entry.effect,
            ready.method,
            ready.path,
            ready.params,
            ready.body,
        )

    async def call(self, operation: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send it and return the answer; see `CallService`."""
        entry, ready = self._ready(operation, inputs)
        async with self._connect() as client:
            answer = await call(client.session, ready)
        if entry.effect != "read":
            with suppress(StorageError):  # it is done: who is told that the disk was full would do it once more
                self._store.activity.add(self._now(), "info", "operation_called", {"operation": entry.id})
        return answer

    def _ready(self, operation: str, inputs: Mapping[str, Any]) -> tuple[Entry, Prepared]:
        wanted = operation if operation.startswith("highlevel.") else f"highlevel.{operation}"
        entry = next((e for e in entries() if e.id == wanted), None)
        if entry is None:
            raise UsageError("call_unknown", operation=operation[:60])
        location = str(self._store.settings.get("account.highlevel", {}).get("identifier") or "")
        if not location:
            raise CredentialsRefused("not_connected", service="HighLevel")
        try:
            return entry, prepare(entry, inputs, location)
        except UsageError as error:
            if error.code == "call_refused":
                why = text(f"catalogue.reason.{error.params['reason']}", self._language())
                raise UsageError("call_refused", operation=entry.id, reason=why) from error
            raise
