"""Read Fattura24's answers, which are not always well-formed XML (reference: Fattura24 1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.entities import name2codepoint
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

_XML_OWN = {"amp", "lt", "gt", "quot", "apos"}
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_MISSING_SLASH = re.compile(r"<([A-Za-z_][\w.-]*)>([^<>]*)<\1>")
_CDATA_SPLIT = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
# A value ends at its closing tag, or at the same tag again where the slash was forgotten.
# Atomic, so that what does not fit is not tried in every other way.
_TAG = re.compile(r"<([A-Za-z_][\w.-]*)>((?>(?!<!\[CDATA\[)[^<]|<!\[CDATA\[(?>.*?\]\]>))*+)</?\1\s*>", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}")
_ID = re.compile(r"0*[1-9][0-9]{0,17}")
_WEB_PAGE = re.compile(r"^\s*(<!doctype html|<html|<head|<body)", re.IGNORECASE)


MOST_TAGS = 1_500_000
"""Tags of an answer, ends included; one of 30,000 articles has as many. Each takes room beside its letters."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: ``values`` by element name (the outermost of each, then the first), ``groups`` the repeated elements
    with children. ``unclear`` names those that stand beside each other and differ: nobody knows which is meant.

    ``root`` is the whole tree, or None where only single elements could be made out of a damaged text. ``whole``
    is False there, and where the text had to be mended before it could be read.
    """

    values: Mapping[str, str]
    groups: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    whole: bool = True
    root: Element | None = field(default=None, compare=False, repr=False)
    unclear: frozenset[str] = frozenset()

    @property
    def return_code(self) -> int | None:
        """The element returnCode, or None without a legible one, or with two that differ."""
        return self.number("returnCode")

    @property
    def description(self) -> str:
        """What the service says, in Italian or English; never to be matched (reference: Fattura24 1.2)."""
        return self.values.get("description", "") or self.values.get("error", "")

    def number(self, name: str) -> int | None:
        """Return an element as a whole number of at most twelve digits, or None."""
        value = self.values.get(name, "")
        return int(value) if name not in self.unclear and _NUMBER.fullmatch(value) else None

    def count(self, name: str) -> int | None:
        """Return an element that counts something, or None: also where it is below zero."""
        found = self.number(name)
        return found if found is not None and found >= 0 else None

    def id_of(self, name: str) -> str:
        """Return an element that is an id: a whole number above zero, as it stands. Blank where it is none."""
        value = self.values.get(name, "")
        return value if name not in self.unclear and _ID.fullmatch(value) else ""


def parse_answer(body: bytes) -> Answer | None:
    """Return what an answer says, or None for a web page, for anything without a single element, and beyond
    `MOST_TAGS`."""
    if body.count(b"<") > MOST_TAGS:
        return None
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    text = text.strip().lstrip("\ufeff")
    if not text or _WEB_PAGE.match(text):
        return None
    text = _ENTITY.sub(_character, _without_open_end(text))
    whole = True
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException:
        return None
    except (ParseError, ValueError):
        whole = False
        try:
            root = fromstring(_mended(text), forbid_dtd=True)
        except (ParseError, ValueError, DefusedXmlException):
            found, unclear = _first_of(_pieces(text))
            return Answer(found, whole=False, unclear=unclear) if found else None
    values: dict[str, str] = {}
    differing: frozenset[str] = frozenset()
    level = [root]
    while level:
        inner = [child for element in level for child in element]
        told, unclear = _first_of((e.tag, _text(e.text)) for e in inner if not len(e))
        differing |= unclear - values.keys()
        values = {**told, **values}
        level = [child for child in inner if len(child)]
    groups: dict[str, list[Mapping[str, str]]] = {}
    for child in root:
        if len(child):
            entry = {e.tag: _text(e.text) for e in child}
            groups.setdefault(child.tag, []).append(entry)
    return Answer(values, {tag: tuple(entries) for tag, entries in groups.items()}, whole, root, differing)


def _first_of(told: Iterable[tuple[str, str]]) -> tuple[dict[str, str], frozenset[str]]:
    """Return the first value of each name, and the names that have others, too."""
    found: dict[str, str] = {}
    unclear = {name for name, value in told if found.setdefault(name, value) != value}
    return found, frozenset(unclear)


def _without_open_end(text: str) -> str:
    """Return a text without CDATA that never ends: looking for its end from each beginning would take for ever."""
    opened = text.find("<![CDATA[", max(0, text.rfind("]]>")))
    return text if opened < 0 else text[:opened]


def child_text(element: Element, name: str) -> str:
    """Return the text of a child, blank if there is none or it says ``null``."""
    return _text(element.findtext(name))


def _mended(text: str) -> str:
    """Escape bare ampersands and put back the slash of a closing tag, outside CDATA."""
    parts = _CDATA_SPLIT.split(text)
    for place in range(0, len(parts), 2):  # every second part is CDATA
        plain = _BARE_AMPERSAND.sub("&amp;", parts[place])
        parts[place] = _MISSING_SLASH.sub(r"<\1>\2</\1>", plain)
    return "".join(parts)


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name in _XML_OWN or name not in name2codepoint:
        return match[0]
    return chr(name2codepoint[name])


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    for match in _TAG.finditer(text):
        cdata = _CDATA.findall(match[2])
        yield match[1], _text("".join(cdata) if cdata else unescape(match[2]))


def _text(value: str | None) -> str:
    plain = (value or "").strip()
    return "" if plain == "null" else plain  # how missing numbers are written
