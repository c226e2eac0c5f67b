"""Take Ponte24 off this computer: secrets, data, settings, copies, logs and the entry at login."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from app.autostart.choosing import here
from app.clock import Clock
from app.credentials import NAMES, Credentials
from app.errors import StorageError
from app.paths import Home
from app.services.housekeeping.restoring import alone
from app.store.home.files import as_storage_error
from app.store.home.removal import remove_home

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gone:
    """What leaving did. ``secrets_gone`` is False where the keyring could not be asked and may still hold some;
    ``kept`` are names in the folder that are not Ponte24's."""

    files: int
    secrets_gone: bool
    kept: tuple[str, ...] = ()


def forget_home(home: Home, credentials: Credentials, clock: Clock, *, window: bool = False) -> Gone:
    """Delete everything of a home from this computer; neither service is touched. ``window``: the caller is
    the window that has claimed the home and closed it. Raises HomeBusy where another program
    works in it, StorageError."""
    if home.root.is_dir():
        with alone(home, clock, window_holds=window):
            pass  # nobody is at work; the leases themselves go with the folder
    deleted = [credentials.delete(name) for name in NAMES]  # each is tried, also when one fails
    try:
        entry = here(home)
        if entry.is_ours():
            entry.switch(False)
    except StorageError:
        _log.warning("the entry at login could not be deleted")
    try:
        files, kept = remove_home(home)
    except OSError as error:
        raise as_storage_error(error, home.root) from error
    return Gone(files, all(deleted), tuple(kept))
