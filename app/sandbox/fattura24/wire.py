"""XML in and out (reference: Fattura24 1.1, 1.2, 1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

BAD_KEY = "You are not authorized to use this service. For more details write to assistenza@fattura24.com"
BAD_XML = "Your XML is wrong. If you want write to technical support: assistenza@fattura24.com"
KEY_OK = "Complimenti, la tua API KEY &egrave; corretta."
DONE = "Operation completed"
SAVED = "Operazione completata con successo"
OVER_LIMIT = "Hai superato il numero massimo di chiamate consentite"

CUSTOMER_ELEMENTS: dict[str, str] = {
    "CustomerName": "name",
    "CustomerCity": "city",
    "CustomerAddress": "address",
    "CustomerPostcode": "postal_code",
    "CustomerVatCode": "vat_code",
    "CustomerFiscalCode": "fiscal_code",
    "CustomerEmail": "email",
    "CustomerCellPhone": "mobile",
    "FeCustomerPec": "pec",
    "FeDestinationCode": "sdi_code",
    "CustomerProvince": "province",
    "CustomerCountry": "country",
}
"""Elements of SaveCustomer and what they set; all others are tolerated and ignored."""

ECHOED = tuple(CUSTOMER_ELEMENTS)[:10]
"""What the answer repeats, in its order: neither province nor country (1.4)."""


class BadXmlError(ValueError):
    """The XML is not what the method wants: returnCode -2."""


def read_document(xml: str) -> Element:
    """Return the element Document of what was sent.

    Raises BadXmlError for malformed XML, a byte order mark, an empty Document or a missing CustomerName.
    """
    try:
        root: Element = fromstring(xml.encode("utf-8"))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BadXmlError("malformed") from error
    document = root.find("Document") if root.tag == "Fattura24" else None
    if document is None or len(document) == 0 or xml.startswith("\ufeff"):
        raise BadXmlError("no Document")
    if not (document.findtext("CustomerName") or "").strip():
        raise BadXmlError("no CustomerName")
    return document


def read_customer(xml: str) -> dict[str, str]:
    """Return the sent elements by their field name; an empty element is an empty text. Raises BadXmlError."""
    return {
        CUSTOMER_ELEMENTS[child.tag]: (child.text or "").strip()
        for child in read_document(xml)
        if child.tag in CUSTOMER_ELEMENTS
    }


def element(name: str, value: str, cdata: bool = False) -> str:
    """Return one element; CDATA only where asked, an empty one as ``<name/>``."""
    if value == "":
        return f"<{name}/>"
    if cdata:
        return f"<{name}><![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"
    return f"<{name}>{escape(value)}</{name}>"


def envelope(code: int, description: str, more: str = "") -> str:
    """Return an answer: returnCode and description first. `description` is put in raw, entities included."""
    return f"<root><returnCode>{code}</returnCode><description>{description}</description>{more}</root>"


def echo(customer_id: str, values: Mapping[str, str]) -> str:
    """Return the id and the repeated values of a saved customer."""
    parts = [element("id", customer_id)]
    parts += [element(name, values.get(CUSTOMER_ELEMENTS[name], ""), cdata=True) for name in ECHOED]
    return "".join(parts)
