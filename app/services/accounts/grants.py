"""The grant of HighLevel in the keyring, and the tokens that come of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from app.connectors.highlevel.http.refusals import SERVICE
from app.connectors.highlevel.sign_in.oauth import Grant
from app.connectors.highlevel.sign_in.oauth_source import GrantTokens
from app.credentials import GRANT, Credentials
from app.errors import ServiceUnavailable

if TYPE_CHECKING:
    from app.clock import Clock

LOCK_FILE = "highlevel-oauth.lock"
"""In the home: whoever renews the grant holds it."""

_LOCK_SECONDS = 60.0


class GrantVault:
    """Implements `app.connectors.highlevel.sign_in.oauth_source.Vault` over the keyring."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self.lock_file = credentials.home.root / LOCK_FILE

    def load(self) -> Grant | None:
        """Return the grant; what cannot be read as one counts as none."""
        secret = self._credentials.get(GRANT)
        if secret is None:
            return None
        try:
            return Grant.from_json(json.loads(secret.reveal()))
        except (ValueError, TypeError, AttributeError):
            return None

    def save(self, grant: Grant) -> None:
        """Keep a grant in place of the one before."""
        self._credentials.set(GRANT, json.dumps(grant.to_json(), separators=(",", ":")))

    def replace(self, grant: Grant) -> None:
        """Keep the grant of a new sign-in, after whoever is renewing the old one has finished.

        Raises ServiceUnavailable (oauth_busy).
        """
        with self._alone():
            self.save(grant)

    def forget(self) -> bool:
        """Delete the grant, after whoever is renewing it has finished; False if the keyring may still hold it.

        Raises ServiceUnavailable (oauth_busy).
        """
        with self._alone():
            return self._credentials.delete(GRANT)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = FileLock(self.lock_file, mode=0o600)
        try:
            lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout as error:
            raise ServiceUnavailable("oauth_busy", service=SERVICE) from error
        try:
            yield
        finally:
            lock.release()

    def tokens(self, location_id: str, base_url: str, clock: Clock) -> GrantTokens:
        """Return the source of access tokens for one run."""
        if self._credentials.in_session(GRANT):
            kept = self._credentials.get(GRANT)
            if kept is not None:
                self._credentials.set(GRANT, kept)  # the keyring may be usable by now
        return GrantTokens(self, self.lock_file, location_id=location_id, base_url=base_url, clock=clock)
