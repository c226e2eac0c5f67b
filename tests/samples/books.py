"""Address books for tests: our own, and beside it those of `PONTE24_DATA`, where somebody has them.

A test takes the fixture ``book_folder`` (its folder's conftest imports it) and so runs over every book at hand. Our
own is made when the first test asks for it. The others are an additional check: nothing is skipped without them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.samples.address_book import write_book

OWN_COUNT = 480
DATA = Path(os.environ.get("PONTE24_DATA") or Path(__file__).parents[3] / "shared" / "data")
GIVEN = DATA / "rubrica"
BOOKS = ["own", *(["given"] if (GIVEN / "truth.json").is_file() else [])]


@pytest.fixture(scope="session", params=BOOKS)
def book_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an address book in all its forms, with its truth."""
    return GIVEN if request.param == "given" else write_book(tmp_path_factory.mktemp("book"), OWN_COUNT)


def truth_in(folder: Path) -> list[dict[str, str]]:
    """Return the values that an importer should arrive at."""
    found: Any = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return list(found)
