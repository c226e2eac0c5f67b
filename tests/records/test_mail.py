from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.mail import addresses_in, is_address, is_web_address, normalise_address


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("Mario Rossi <M@Rossi.example>", ("m@rossi.example",)),
        ('"Rossi, Mario" <m@rossi.example>', ("m@rossi.example",)),
        ("mailto:m@rossi.example?subject=Ciao", ("m@rossi.example",)),
        ("a@b.example; c@d.example", ("a@b.example", "c@d.example")),
        ("a@b.example,c@d.example", ("a@b.example", "c@d.example")),
        ("a@b.example / c@d.example", ("a@b.example", "c@d.example")),
        ("a@b.example - c@d.example", ("a@b.example", "c@d.example")),
        ("a@b.example ::: c@d.example", ("a@b.example", "c@d.example")),
        ("Email: x@y.example.", ("x@y.example",)),
        ("info@mail.pec.example", ("info@mail.pec.example",)),
        ("mario@rossi", ()),
        ("m@r..example", ()),
        ("a@@b.example", ()),
        ("www.rossi.example", ()),
    ],
)
def test_addresses_of_a_cell(cell: str, addresses: tuple[str, ...]) -> None:
    assert addresses_in(cell) == addresses
    assert normalise_address(cell) == (addresses[0] if addresses else cell.lower())


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert all(is_address(a) for a in addresses_in(text))
    assert normalise_address(normalise_address(text)) == normalise_address(text)


def test_a_site_is_no_mailbox() -> None:
    assert is_web_address("www.rossi.example") and is_web_address("https://rossi.example/x")
    assert not is_web_address("m@rossi.example") and not is_web_address("rossi")
