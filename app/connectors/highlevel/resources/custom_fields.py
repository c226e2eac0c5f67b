"""The operations on the location's custom fields and custom values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.connectors.highlevel.http.session import Operations
from app.connectors.highlevel.http.wire import confirmed, inner, listed, segment, written
from app.connectors.highlevel.resources.models import CustomField, CustomValue
from app.connectors.transport_retry import Effect


class CustomFieldOperations(Operations):
    """Custom fields and custom values; the mapping of the sync works on the wire behind the fields."""

    async def get_custom_fields(self, model: str = "contact") -> list[CustomField]:
        """Return the custom fields of a model: ``contact``, ``opportunity`` or ``all``."""
        body = await self.session.read("get-custom-fields", self._fields(), {"model": model})
        return [CustomField.of(one) for one in listed(body, "customFields")]

    async def get_custom_field(self, field_id: str) -> CustomField:
        """Return a custom field by its id. Raises RecordGone."""
        body = await self.session.read("get-custom-field", self._fields(field_id), record_id=field_id)
        return CustomField.of(inner(body, "customField"))

    async def create_custom_field(self, name: str, data_type: str = "TEXT", model: str = "contact") -> CustomField:
        """Create a custom field and return it."""
        sent = {"name": name, "dataType": data_type, "model": model}
        body = await self.session.write("create-custom-field", "POST", self._fields(), Effect.ONCE, sent)
        return CustomField.of(written(body, "customField"))

    async def update_custom_field(
        self, field_id: str, name: str, values: Mapping[str, Any] | None = None
    ) -> CustomField:
        """Change a custom field, whose name has to be told each time, and return it. Raises RecordGone."""
        sent = {**(values or {}), "name": name}
        path = self._fields(field_id)
        body = await self.session.write("update-custom-field", "PUT", path, Effect.IDEMPOTENT, sent, field_id)
        return CustomField.of(written(body, "customField"))

    async def delete_custom_field(self, field_id: str) -> None:
        """Delete a custom field by its id. Raises RecordGone if it no longer exists."""
        path = self._fields(field_id)
        confirmed(
            await self.session.write("delete-custom-field", "DELETE", path, Effect.IDEMPOTENT, record_id=field_id)
        )

    async def get_custom_values(self) -> list[CustomValue]:
        """Return the custom values of the location."""
        body = await self.session.read("get-custom-values", self._values())
        return [CustomValue.of(one) for one in listed(body, "customValues")]

    async def get_custom_value(self, value_id: str) -> CustomValue:
        """Return a custom value. Raises RecordGone."""
        body = await self.session.read("get-custom-value", self._values(value_id), record_id=value_id)
        return CustomValue.of(inner(body, "customValue"))

    async def create_custom_value(self, name: str, value: str) -> CustomValue:
        """Create a custom value and return it."""
        sent = {"name": name, "value": value}
        body = await self.session.write("create-custom-value", "POST", self._values(), Effect.ONCE, sent)
        return CustomValue.of(written(body, "customValue"))

    async def update_custom_value(self, value_id: str, name: str, value: str) -> CustomValue:
        """Change a custom value, name and value together, and return it. Raises RecordGone."""
        sent = {"name": name, "value": value}
        path = self._values(value_id)
        body = await self.session.write("update-custom-value", "PUT", path, Effect.IDEMPOTENT, sent, value_id)
        return CustomValue.of(written(body, "customValue"))

    async def delete_custom_value(self, value_id: str) -> None:
        """Delete a custom value. Raises RecordGone if it no longer exists."""
        path = self._values(value_id)
        confirmed(
            await self.session.write("delete-custom-value", "DELETE", path, Effect.IDEMPOTENT, record_id=value_id)
        )

    def _fields(self, *ids: str) -> str:
        return self._below("customFields", ids)

    def _values(self, *ids: str) -> str:
        return self._below("customValues", ids)

    def _below(self, what: str, ids: tuple[str, ...]) -> str:
        return "/".join((f"/locations/{segment(self.location_id)}", what, *(segment(one) for one in ids)))
