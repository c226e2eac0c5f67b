"""Where the client's access token comes from, and what is done when the service no longer takes it."""

from __future__ import annotations

from typing import Protocol


class TokenSource(Protocol):
    """Gives the access token of one location. Safe for many tasks of one event loop at once.

    Both methods may raise any Ponte24Error; the request that asked then ends with it.
    """

    async def token(self) -> str:
        """Return the token for the next request, renewed beforehand if it is about to expire."""
        ...

    async def refused(self, token: str) -> bool:
        """Take note that the service answered 401 to this token.

        True: there is a newer one, and the request may be sent once more. Several requests may report the
        same token; it is renewed once.
        """
        ...


class FixedToken:
    """A Private Integration Token: it does not expire and cannot be renewed (reference: HighLevel 1.6)."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self) -> str:
        """Return the token."""
        return self._token

    async def refused(self, token: str) -> bool:
        """Return False: only a person can make another one."""
        return False
