"""docs/highlevel-app.md names exactly what Ponte24 asks for."""

from __future__ import annotations

import re
from pathlib import Path

from app.connectors.highlevel.sign_in.oauth_address import REDIRECT_URIS
from app.connectors.highlevel.sign_in.scopes import ASKED

PAGE = (Path(__file__).parent.parent / "docs" / "highlevel-app.md").read_text(encoding="utf-8")


def test_the_page_names_every_redirect_address_and_no_other() -> None:
    assert tuple(re.findall(r"`(http://localhost:[^`]+)`", PAGE)) == REDIRECT_URIS


def test_the_page_names_every_permission_and_no_other() -> None:
    named = re.findall(r"`([\w/]+\.(?:readonly|write))`", PAGE)
    assert set(named) - {"oauth.write"} == set(ASKED)
