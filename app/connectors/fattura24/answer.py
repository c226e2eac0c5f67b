"""Read Fattura24's answers, which are not always well-formed XML (reference: Fattura24 1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.entities import name2codepoint
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

_XML_OWN = {"amp", "lt", "gt", "quot", "apos"}
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
# A value ends at its closing tag, or at the same tag again where the slash was forgotten.
_TAG = re.compile(r"<([A-Za-z_][\w.-]*)>((?:(?!<!\[CDATA\[)[^<]|<!\[CDATA\[.*?\]\]>)*)</?\1\s*>", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_WEB_PAGE = re.compile(r"^\s*(<!doctype html|<html|<head|<body)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: ``values`` by element name (the first of each), ``groups`` the repeated elements with
    children.

    ``whole`` is False where only single elements could be made out of a damaged text.
    """

    values: Mapping[str, str]
    groups: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    whole: bool = True

    @property
    def return_code(self) -> int | None:
        """The element returnCode, or None without a legible one."""
        try:
            return int(self.values["returnCode"])
        except (KeyError, ValueError):
            return None

    @property
    def description(self) -> str:
        """What the service says, in Italian or English; never to be matched (reference: Fattura24 1.2)."""
        return self.values.get("description", "") or self.values.get("error", "")

    def number(self, name: str) -> int | None:
        """Return an element as a whole number, or None."""
        try:
            return int(self.values[name])
        except (KeyError, ValueError):
            return None


def parse_answer(body: bytes) -> Answer | None:
    """Return what an answer says, or None for a web page or anything without a single element."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    text = text.strip().lstrip("\ufeff")
    if not text or _WEB_PAGE.match(text):
        return None
    text = _ENTITY.sub(_character, text)
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException:
        return None
    except (ParseError, ValueError):
        pieces = dict(_pieces(text))
        return Answer(pieces, whole=False) if pieces else None
    values: dict[str, str] = {}
    groups: dict[str, tuple[Mapping[str, str], ...]] = {}
    for element in root.iter():
        if len(element) == 0 and element is not root:
            values.setdefault(element.tag, _text(element.text))
    for child in root:
        if len(child):
            entry = {e.tag: _text(e.text) for e in child}
            groups[child.tag] = (*groups.get(child.tag, ()), entry)
    return Answer(values, groups)


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name in _XML_OWN or name not in name2codepoint:
        return match[0]
    return chr(name2codepoint[name])


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for match in _TAG.finditer(text):
        if match[1] not in seen:
            seen.add(match[1])
            cdata = _CDATA.findall(match[2])
            yield match[1], _text("".join(cdata) if cdata else unescape(match[2]))


def _text(value: str | None) -> str:
    plain = (value or "").strip()
    return "" if plain == "null" else plain  # how missing numbers are written
