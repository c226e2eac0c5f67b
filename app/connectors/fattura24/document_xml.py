"""The XML of SaveDocument and SaveItem (reference: Fattura24 1.1, 1.5). Blank elements are left out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.connectors.fattura24.document import DECLARATION, element
from app.connectors.fattura24.requests import Delivery, Document, Item, Party, Payment, Row


def document_xml(document: Document) -> str:
    """Return the XML of a document whose totals are complete (`document_check.completed`)."""
    parts = [
        element("DocumentType", document.type.value),
        element("Currency", document.currency),
        element("Date", document.date.isoformat() if document.date else ""),
        element("Number", document.number),
        *_party(document.customer),
        *(_delivery(document.delivery) if document.delivery else ()),
        element("Object", document.object),
        element("TotalWithoutTax", _money(document.total_without_tax)),
        element("VatAmount", _money(document.vat_amount)),
        element("Total", _money(document.total)),
        element("PaymentMethodName", document.payment_method),
        element("PaymentMethodDescription", document.payment_description),
        element("FootNotes", document.foot_notes),
        element("SendEmail", "true" if document.send_email else "false"),
        element("UpdateStorage", "1" if document.update_storage else "0"),
        element("F24OrderId", document.order_id),
        element("IdTemplate", document.template_id),
        element("IdNumerator", document.numerator_id),
        element("CustomField1", document.custom_field_1),
        element("CustomField2", document.custom_field_2),
        element("VatType", document.vat_type.value if document.vat_type else ""),
        element("FePaymentCode", document.payment_code),
        element("FeDocType", document.fe_type),
        element("FeDocParamiter", document.fe_parameters),  # sic
        element("FeVatNature", document.fe_vat_nature),
        element("FeVirtualStamp", "V" if document.virtual_stamp else ""),
        _group("Payments", (_payment(p) for p in document.payments)),
        _group("Rows", (_row(r) for r in document.rows)),
    ]
    return _whole(parts)


def item_xml(item: Item) -> str:
    """Return the XML of a credit: goods or services to be invoiced later."""
    return _whole(
        (
            element("DocumentType", "I"),
            *_party(item.customer),
            element("Object", item.object),
            element("CustomField1", item.custom_field_1),
            element("CustomField2", item.custom_field_2),
            _group("Rows", (_row(r) for r in item.rows)),
        )
    )


def customer_elements(party: Party) -> dict[str, str]:
    """Return a customer's elements by name, the VAT code without its own country's prefix."""
    country = party.country.upper()
    vat = party.vat_code
    if country and vat[:2].upper() == country and any(c.isdigit() for c in vat[2:]):
        vat = vat[2:].strip()
    return {
        "CustomerName": party.name,
        "CustomerAddress": party.address,
        "CustomerPostcode": party.postcode,
        "CustomerCity": party.city,
        "CustomerProvince": party.province.upper(),
        "CustomerCountry": country,
        "CustomerFiscalCode": party.fiscal_code.upper(),
        "CustomerVatCode": vat,
        "CustomerCellPhone": party.cell_phone,
        "CustomerEmail": party.email,
        "FeCustomerPec": party.pec,
        "FeDestinationCode": party.destination_code.upper(),
    }


def _party(party: Party) -> Iterable[str]:
    return (element(name, value) for name, value in customer_elements(party).items())


def _delivery(delivery: Delivery) -> Iterable[str]:
    values = {
        "Name": delivery.name,
        "Address": delivery.address,
        "Postcode": delivery.postcode,
        "City": delivery.city,
        "Province": delivery.province.upper(),
        "Country": delivery.country.upper(),
    }
    return (element(f"Delivery{name}", value) for name, value in values.items())


def _payment(payment: Payment) -> str:
    return _group(
        "Payment",
        (
            element("Date", payment.date.isoformat()),
            element("Amount", _money(payment.amount)),
            element("Paid", "true" if payment.paid else "false"),
            element("BillAccount", payment.account),
        ),
    )


def _row(row: Row) -> str:
    return _group(
        "Row",
        (
            element("Code", row.code),
            element("Description", row.description),
            element("Qty", _number(row.quantity)),
            element("Um", row.unit),
            element("Price", _number(row.price)),
            element("Discounts", _number(row.discount) if row.discount else ""),
            element("VatCode", _number(row.vat_rate)),
            element("VatDescription", row.vat_description or f"{_number(row.vat_rate)}%"),
            element("FeVatNature", row.vat_nature),
            element("IdPdc", row.account),
        ),
    )


def _group(name: str, parts: Iterable[str]) -> str:
    inner = "".join(parts)
    return f"<{name}>{inner}</{name}>" if inner else ""


def _whole(parts: Iterable[str]) -> str:
    return f"{DECLARATION}<Fattura24><Document>{''.join(parts)}</Document></Fattura24>"


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _number(value: Decimal) -> str:
    """Return a decimal without exponent and without trailing zeros."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
