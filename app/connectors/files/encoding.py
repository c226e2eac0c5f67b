"""In which encoding a text was saved that is neither UTF-8 nor UTF-16, and how a text is mended that was encoded twice.

No byte says which of the old encodings it belongs to. A header does: "Città" and its like are spelt right in only one.
Where no header says it, the letters of the text may still show that Windows-1252, the usual one, is wrong; then nobody
guesses, and the file is refused with what to do.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

USUAL = "cp1252"
TWICE = "utf-8-twice"
"""UTF-8 that was read as Windows-1252 and saved as UTF-8 once more: ``CittÃ ``."""

_HEADER = 10
_LONGEST_HEADER = 20_000
_ACCENTED = re.compile(
    r"\b(?:citt|localit|modalit|societ|attivit|quantit|unit|priorit|et|nazionalit|proprietà?)à", re.I
)
_CANDIDATES = (USUAL, "mac_roman", "cp850")

_LETTER = rb"[A-Za-z]"
_OF_USUAL = re.compile(_LETTER + rb"[\xc0-\xff]")
_OF_OTHERS = {
    # è, é, à, ò, ù after a letter; ì is left out, for it is a quotation mark in Windows-1252
    "mac_roman": re.compile(rb"[a-z][\x88\x8e\x8f\x98\x9d]"),
    # è, é, ì, ò; à and ù are an ellipsis and a dash in Windows-1252
    "cp850": re.compile(rb"[a-z][\x82\x8a\x8d\x95]"),
}
_DOUBLED = re.compile(
    rb"\xc3\x83(?:\xc2[\x80-\xbf]|\xc6\x92|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]|\xe2[\x80-\x84][\x80-\xbf])"
)
_SINGLE = re.compile(rb"\xc3[\x84-\xbf\x80-\x82]")


class EncodingUnclear(Exception):
    """The letters make no sense in any encoding that could be told; ``likely`` is one that would make some."""

    def __init__(self, likely: str) -> None:
        super().__init__(likely)
        self.likely = likely


def old_encoding(sample: bytes, pieces: Iterable[bytes]) -> str:
    """Return the encoding of a text that is no UTF-8, from its beginning and, if need be, all of it.

    Raises EncodingUnclear.
    """
    head = b"\n".join(sample[:_LONGEST_HEADER].splitlines()[:_HEADER])
    for encoding in _CANDIDATES:
        if _ACCENTED.search(head.decode(encoding, "replace")):
            return encoding
    usual = 0
    others = dict.fromkeys(_OF_OTHERS, 0)
    for piece in pieces:
        usual += len(_OF_USUAL.findall(piece))
        for encoding, letters in _OF_OTHERS.items():
            others[encoding] += len(letters.findall(piece))
    likely = max(others, key=lambda name: others[name])
    if others[likely] > usual:
        raise EncodingUnclear(likely)
    return USUAL


def was_encoded_twice(sample: bytes, pieces: Iterable[bytes]) -> bool:
    """Tell whether a text in UTF-8 was encoded twice, by its header. Raises EncodingUnclear where only the rest of the
    text looks like it."""
    lines = sample[:_LONGEST_HEADER].decode("utf-8-sig", "ignore").splitlines()[:_HEADER]
    if any(_ACCENTED.search(undoubled(line)) and not _ACCENTED.search(line) for line in lines):
        return True
    if any(_ACCENTED.search(line) for line in lines):
        return False
    doubled = single = 0
    for piece in pieces:
        doubled += len(_DOUBLED.findall(piece))
        single += len(_SINGLE.findall(piece))
    if doubled > max(single, 1):
        raise EncodingUnclear(TWICE)
    return False


def undoubled(text: str) -> str:
    """Return a text as it was before it was encoded once more; unchanged where that makes no sense."""
    if text.isascii():
        return text
    try:
        raw = text.encode(USUAL)
    except UnicodeEncodeError:
        if any(c not in _BYTES for c in text):
            return text
        raw = bytes(_BYTES[c] for c in text)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text


def _bytes_of() -> dict[str, int]:
    """Return the byte of each letter; what Windows-1252 leaves out is taken as programs do, by its number."""
    found = {chr(n): n for n in range(256)}
    for byte in range(0x80, 0xA0):
        letter = bytes([byte]).decode(USUAL, "ignore")
        if letter:
            found[letter] = byte
    return found


_BYTES = _bytes_of()


def decoded_sample(sample: bytes) -> str:
    """Return the beginning of a text, in the encoding that it seems to have; never raises."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return sample.decode("utf-16", "replace")
    # a letter that the sample's end has cut in two is no fault
    whole = sample if len(sample) < 1000 else sample[: sample.rfind(b"\n") + 1] or sample
    try:
        text = whole.decode("utf-8-sig")
        return "".join(map(undoubled, text.splitlines(keepends=True))) if was_encoded_twice(whole, ()) else text
    except UnicodeDecodeError:
        return whole.decode(old_encoding(whole, ()), "replace")
