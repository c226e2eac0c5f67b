"""Where the frozen application starts: PyInstaller wants a script, `app.__main__` is part of a package."""

from __future__ import annotations

import sys

from app.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
