"""An e-invoice that an editor has saved again in other letters is still one, whatever it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.connectors.einvoices.files import read_file
from app.errors import FileRefused
from tests.connectors.einvoice_samples import body, invoice


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "cp1252"])
def test_letters_of_an_editor(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(invoice(body("7")).replace("<Numero>7", "<Numero>7/è").encode(encoding))
    (found,) = read_file(path).invoices
    assert found.number == "7/è"


def test_a_document_type_in_other_letters_is_refused_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(invoice(body("7")).replace("<p:", "<!DOCTYPE a [<!ENTITY b 'c'>]><p:", 1).encode("utf-16"))
    with pytest.raises(FileRefused) as refused:
        read_file(path)
    assert refused.value.code == "xml_forbidden"
