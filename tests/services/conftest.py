"""What the tests of the services share."""

from __future__ import annotations

from tests.samples.books import book_folder

__all__ = ["book_folder"]
