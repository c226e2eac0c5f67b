"""Build the XML of SaveCustomer (reference: Fattura24 1.1, 1.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

ELEMENTS = (
    "CustomerName",
    "CustomerAddress",
    "CustomerPostcode",
    "CustomerCity",
    "CustomerProvince",
    "CustomerCountry",
    "CustomerFiscalCode",
    "CustomerVatCode",
    "CustomerCellPhone",
    "CustomerEmail",
    "FeCustomerPec",
    "FeDestinationCode",
)
"""The elements of a customer, in the order of the guide."""

MAX_LENGTHS = {"CustomerAddress": 60, "CustomerCity": 50, "CustomerPostcode": 10, "CustomerCountry": 50}
"""Characters after which Fattura24's own plugin cuts off; of the other elements no limit is known."""

PROVINCE_LENGTH = 2

# What XML 1.0 cannot hold at all, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def element(name: str, value: str) -> str:
    """Return one element, or nothing for a blank value: whether an empty one clears is not known."""
    lines = (" ".join(line.split()) for line in _ILLEGAL.sub("", value).splitlines())
    clean = "\n".join(lines).strip()
    return f"<{name}>{escape(clean)}</{name}>" if clean else ""


def customer_xml(values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the document for a customer's elements and the names of those that had to be shortened.

    Blank elements are left out: whether an empty one clears the stored value is not known. A province
    longer than two letters is left out too, because its first two would often name another one.
    """
    parts: list[str] = []
    shortened: list[str] = []
    for name in ELEMENTS:
        value = " ".join(_ILLEGAL.sub("", values.get(name, "")).split())
        if not value:
            continue
        limit = MAX_LENGTHS.get(name, len(value))
        if len(value) > limit:
            value = value[:limit].rstrip()
            shortened.append(name)
        if name == "CustomerProvince" and len(value) > PROVINCE_LENGTH:
            shortened.append(name)
            continue
        parts.append(element(name, value))
    return f"{DECLARATION}<Fattura24><Document>{''.join(parts)}</Document></Fattura24>", tuple(shortened)
