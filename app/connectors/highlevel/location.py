"""The operations on a location: its settings, custom fields, tags and users."""

from __future__ import annotations

from app.connectors.highlevel.session import Operations
from app.connectors.highlevel.wire import Wire, inner, listed, segment, written
from app.connectors.transport_retry import Effect


class LocationOperations(Operations):
    """What belongs to the location as a whole."""

    async def get_location(self) -> Wire:
        """Return the location: name, timezone, country, settings (reference: HighLevel 4)."""
        return inner(await self.session.read("get-location", f"/locations/{segment(self.location_id)}"), "location")

    async def get_custom_fields(self, model: str = "contact") -> list[Wire]:
        """Return the custom fields of a model: ``contact``, ``opportunity`` or ``all``."""
        body = await self.session.read(
            "get-custom-fields", f"/locations/{segment(self.location_id)}/customFields", {"model": model}
        )
        return listed(body, "customFields")

    async def create_custom_field(self, name: str, data_type: str = "TEXT", model: str = "contact") -> Wire:
        """Create a custom field and return it."""
        body = await self.session.write(
            "create-custom-field",
            "POST",
            f"/locations/{segment(self.location_id)}/customFields",
            Effect.ONCE,
            {"name": name, "dataType": data_type, "model": model},
        )
        return written(body, "customField")

    async def delete_custom_field(self, field_id: str) -> None:
        """Delete a custom field by its id. Raises RecordGone if it no longer exists."""
        await self.session.write(
            "delete-custom-field",
            "DELETE",
            f"/locations/{segment(self.location_id)}/customFields/{segment(field_id)}",
            Effect.IDEMPOTENT,
            record_id=field_id,
        )

    async def get_tags(self) -> list[Wire]:
        """Return the tags of the location (operation get-location-tags)."""
        body = await self.session.read("get-location-tags", f"/locations/{segment(self.location_id)}/tags")
        return listed(body, "tags")

    async def create_tag(self, name: str) -> Wire:
        """Create a tag in the location and return it."""
        body = await self.session.write(
            "create-tag", "POST", f"/locations/{segment(self.location_id)}/tags", Effect.ONCE, {"name": name}
        )
        return written(body, "tag")

    async def get_users(self) -> list[Wire]:
        """Return the users of the location (operation get-user-by-location: deprecated, still answered)."""
        return listed(
            await self.session.read("get-user-by-location", "/users/", {"locationId": self.location_id}), "users"
        )
