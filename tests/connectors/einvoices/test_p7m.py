"""E-invoices out of every wrapping that is met, and refusals of what cannot be relied on."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import cms
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.einvoices.p7m import looks_signed, unwrap
from app.connectors.files.file_kind import FileKind, file_kind
from app.errors import FileRefused
from tests.connectors.einvoice_samples import armoured, chunked, invoice, signed, wrapped

XML = invoice().encode()
BOM = b"\xef\xbb\xbf"


def code_of(data: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        unwrap(data)
    return caught.value.code


WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "der": signed,
    "ber in pieces": chunked,
    "pem": lambda d: armoured(signed(d)),
    "base64 in one line": lambda d: base64.b64encode(signed(d)),
    "base64 in lines": lambda d: wrapped(signed(d)),
    "base64 with crlf": lambda d: wrapped(chunked(d), b"\r\n"),
    "base64 after a byte order mark": lambda d: BOM + wrapped(signed(d)),
    "base64 twice": lambda d: base64.b64encode(wrapped(signed(d))),
    "base64 without padding": lambda d: base64.b64encode(signed(d)).rstrip(b"="),
    "signed twice": lambda d: signed(signed(d)),
    "bytes before": lambda d: b"\x07\x00junk" + signed(d),
    "bytes before pieces": lambda d: b"junk" + chunked(d),
    "blanks before": lambda d: b"\r\n  " + signed(d),
    "bytes after": lambda d: signed(d) + b"\x00\x00trailing",
    "mark inside": lambda d: signed(BOM + d),
    "no digest": lambda d: signed(d, attributes=False),
    "plain": lambda d: d,
    "plain with mark": lambda d: BOM + b"\n" + d,
}


@pytest.mark.parametrize("name", WRAPPINGS)
def test_every_wrapping_gives_the_invoice(name: str) -> None:
    wrapping = WRAPPINGS[name](XML)
    assert unwrap(wrapping) == XML
    if "plain" not in name and "before" not in name.replace("blanks before", ""):
        assert looks_signed(wrapping[:4096])


ONE = st.sampled_from([signed, chunked, lambda d: armoured(d), lambda d: wrapped(d), lambda d: base64.b64encode(d)])


@given(st.text(min_size=1, max_size=400), st.lists(ONE, min_size=1, max_size=3), st.booleans())
def test_wrappings_in_any_order_give_back_what_went_in(
    text: str, layers: list[Callable[[bytes], bytes]], mark: bool
) -> None:
    content = f"<a>{text}</a>".encode()
    data = signed(content)
    for layer in layers:
        data = layer(data)
    assert unwrap((BOM if mark else b"") + data) == content


@given(st.binary(max_size=300))
def test_whatever_comes_is_unwrapped_or_refused_in_words(data: bytes) -> None:
    try:
        assert unwrap(data)[:1]
    except FileRefused as refused:
        assert refused.code.startswith("p7m_")


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_never_taken_for_the_signed_invoice(place: int, flip: int) -> None:
    data = bytearray(signed(XML))
    place %= len(data)
    data[place] ^= flip
    try:
        found = unwrap(bytes(data))
    except FileRefused:
        return
    assert found == XML  # the byte was of the signature or the certificate, which nobody relies on


def test_a_file_cut_anywhere_is_refused() -> None:
    whole = signed(XML)
    for length in range(1, len(whole), 97):
        with pytest.raises(FileRefused):
            unwrap(whole[:length])


def test_a_content_other_than_the_signed_one_is_refused() -> None:
    assert code_of(signed(XML.replace(b"122.00", b"922.00"), over=XML)) == "p7m_altered"


def test_a_signature_alone_is_refused() -> None:
    assert code_of(signed(XML, detached=True)) == "p7m_detached"


def test_what_is_signed_may_be_no_invoice() -> None:
    assert code_of(signed(b"%PDF-1.7 ...")) == "p7m_other"


def test_an_envelope_is_refused() -> None:
    sealed = cms.ContentInfo(
        {
            "content_type": "enveloped_data",
            "content": {
                "version": "v0",
                "recipient_infos": [],
                "encrypted_content_info": {
                    "content_type": "data",
                    "content_encryption_algorithm": {"algorithm": "tripledes_3key", "parameters": b"12345678"},
                    "encrypted_content": b"secret",
                },
            },
        }
    ).dump()
    assert code_of(sealed) == "p7m_encrypted"


def test_a_signature_is_told_by_its_content_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "IT01234567890_00001.xml.pk7"
    path.write_bytes(base64.b64encode(signed(XML)))
    assert file_kind(path) is FileKind.P7M


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"not signed at all", b"-----BEGIN PKCS7-----\n!!\n-----END PKCS7-----", b"MIIA"]
)
def test_what_is_no_signature_is_refused(data: bytes) -> None:
    assert code_of(data) == "p7m_damaged"


def test_five_wrappings_are_too_many() -> None:
    data = XML
    for _ in range(5):
        data = base64.b64encode(signed(data)) if data == XML else signed(data)
    assert code_of(data) == "p7m_wrapped"
