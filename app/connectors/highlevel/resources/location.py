"""The operations on a location: its settings, tags, users and workflows."""

from __future__ import annotations

from app.connectors.highlevel.http.session import Operations
from app.connectors.highlevel.http.wire import confirmed, inner, listed, segment, written
from app.connectors.highlevel.resources.models import Location, Tag, User, Workflow
from app.connectors.transport_retry import Effect


class LocationOperations(Operations):
    """What belongs to the location as a whole."""

    async def get_location(self) -> Location:
        """Return the location: name, timezone, country, settings (reference: HighLevel 4)."""
        return Location.of(inner(await self.session.read("get-location", self._place()), "location"))

    # --- tags ---

    async def get_location_tags(self) -> list[Tag]:
        """Return the tags of the location."""
        body = await self.session.read("get-location-tags", self._place("tags"))
        return [Tag.of(one) for one in listed(body, "tags")]

    async def create_tag(self, name: str) -> Tag:
        """Create a tag in the location and return it."""
        body = await self.session.write("create-tag", "POST", self._place("tags"), Effect.ONCE, {"name": name})
        return Tag.of(written(body, "tag"))

    async def get_tag_by_id(self, tag_id: str) -> Tag:
        """Return a tag. Raises RecordGone."""
        body = await self.session.read("get-tag-by-id", self._place("tags", tag_id), record_id=tag_id)
        return Tag.of(inner(body, "tag"))

    async def update_tag(self, tag_id: str, name: str) -> Tag:
        """Give a tag another name and return it. Raises RecordGone."""
        path = self._place("tags", tag_id)
        body = await self.session.write("update-tag", "PUT", path, Effect.IDEMPOTENT, {"name": name}, tag_id)
        return Tag.of(written(body, "tag"))

    async def delete_tag(self, tag_id: str) -> None:
        """Delete a tag of the location. Raises RecordGone if it no longer exists."""
        path = self._place("tags", tag_id)
        confirmed(await self.session.write("delete-tag", "DELETE", path, Effect.IDEMPOTENT, record_id=tag_id))

    # --- users and workflows ---

    async def get_user_by_location(self) -> list[User]:
        """Return the users of the location (deprecated by the vendor, still answered: HighLevel 4)."""
        body = await self.session.read("get-user-by-location", "/users/", {"locationId": self.location_id})
        return [User.of(one) for one in listed(body, "users")]

    async def get_user(self, user_id: str) -> User:
        """Return a user; the answer is the user itself. Raises RecordGone."""
        return User.of(await self.session.read("get-user", f"/users/{segment(user_id)}", record_id=user_id))

    async def get_workflow(self) -> list[Workflow]:
        """Return the workflows of the location; the vendor's operation id is in the singular."""
        body = await self.session.read("get-workflow", "/workflows/", {"locationId": self.location_id})
        return [Workflow.of(one) for one in listed(body, "workflows")]

    def _place(self, *parts: str) -> str:
        return "/".join((f"/locations/{segment(self.location_id)}", *(segment(part) for part in parts)))
