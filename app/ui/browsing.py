"""Records in the browser, where the services show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QUrl

from app.services.api.accounts import AccountInfo
from app.sync.plan.model import Side

Browse = Callable[[QUrl], bool]
"""Opens an address in the browser."""

_CONTACT = "https://app.gohighlevel.com/v2/location/{location}/contacts/detail/{contact}"
"""Where HighLevel's own window shows a contact: what its address bar says."""

_FATTURA24 = "https://www.app.fattura24.com"
"""Where Fattura24 begins. No address of a single customer is documented."""


class RecordPages:
    """Which pages can be opened. ``know`` takes over the accounts: only the real services have windows of their own."""

    def __init__(self) -> None:
        self._location = ""
        self._fattura24 = False

    def know(self, accounts: Mapping[Side, AccountInfo]) -> None:
        """Take over where the accounts are."""
        highlevel, fattura24 = accounts.get(Side.HIGHLEVEL), accounts.get(Side.FATTURA24)
        self._location = highlevel.identifier if highlevel is not None and not highlevel.base_url else ""
        self._fattura24 = fattura24 is not None and bool(fattura24.identifier) and not fattura24.base_url

    @property
    def highlevel(self) -> bool:
        """Whether contacts can be opened."""
        return bool(self._location)

    @property
    def fattura24(self) -> QUrl | None:
        """Where Fattura24 begins, if it is the real one."""
        return QUrl(_FATTURA24) if self._fattura24 else None

    def contact(self, contact: str) -> QUrl | None:
        """Return the page of a contact of HighLevel by its id, or None."""
        if not contact or not self._location:
            return None
        return QUrl(_CONTACT.format(location=self._location, contact=contact))
