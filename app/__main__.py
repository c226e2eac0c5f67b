"""Start Ponte24: ``python -m app`` and the command ``ponte24``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line (which opens the window when no command is given)."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # a frozen program is also the reader that it starts (app/connectors/exports/apart.py)
    from app.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
