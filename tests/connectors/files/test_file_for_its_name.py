"""What an empty or a wrong file is refused with speaks of what its name promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.connectors.files.file_kind import file_kind
from app.errors import FileRefused

PAGE = b"<!DOCTYPE html><html><body>Accedi a Fattura24</body></html>"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("fattura.xml", b"", "invoice_empty"),
        ("FATTURA.XML", b"\xef\xbb\xbf \r\n", "invoice_empty"),
        ("fattura.xml.p7m", b"\0\0\0", "invoice_empty"),
        ("fatture.zip", b"", "zip_empty"),
        ("rubrica.csv", b"", "file_empty"),
        ("rubrica.vcf", b"\n", "file_empty"),
        ("fattura.xml", PAGE, "invoice_other"),
        ("fattura.xml.p7m", PAGE, "invoice_other"),
        ("fatture.zip", PAGE, "invoice_other"),
        ("fattura.xml", b"\x89PNG\r\n\x1a\n", "invoice_other"),
        ("rubrica.csv", PAGE, "file_not_csv"),
    ],
)
def test_it_speaks_of_what_the_name_promises(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        file_kind(path)
    assert refused.value.code == code
    for language in ("it", "en"):
        words = refused.value.describe(language)
        invoices = "fattur" in words.action.lower() or "invoice" in words.action.lower()
        assert name in words.title
        assert (code != "file_empty") <= invoices
        if code.startswith("invoice"):
            assert "rubrica" not in f"{words.meaning} {words.action}".lower()
