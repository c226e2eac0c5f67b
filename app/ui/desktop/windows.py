"""How the program introduces itself to Windows, so that the task bar and an installer know it.

The icon in the task bar belongs to the shortcut with the same AppUserModelID (packaging/windows/ponte24.iss), the
installer sees by the mutex that the program runs, closes it in an orderly way and starts it again afterwards.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from app.autostart.entry import BACKGROUND

APP_ID = "it.ponte24.Ponte24"
MUTEX = "Ponte24Running"
_log = logging.getLogger(__name__)
_held: list[Any] = []


def introduce(dlls: Any = None) -> None:
    """Say who this is; nothing happens elsewhere, and what Windows refuses does not keep the program from starting."""
    if dlls is None:
        if os.name != "nt":
            return
        import ctypes

        dlls = ctypes.windll  # type: ignore[attr-defined,unused-ignore]
    calls = (
        lambda: dlls.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID),
        # the handle lives as long as the process
        lambda: _held.append(dlls.kernel32.CreateMutexW(None, False, MUTEX)),
        # 11: neither after a crash nor a hang nor a restart of Windows, only after an installer closed it
        lambda: dlls.kernel32.RegisterApplicationRestart(BACKGROUND, 11),
    )
    for call in calls:
        try:
            call()
        except (OSError, AttributeError) as error:
            _log.info("Windows was not told who this is: %s", type(error).__name__)
