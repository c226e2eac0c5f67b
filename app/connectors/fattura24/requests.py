"""What SaveDocument, SaveItem and SaveCustomer are told, as values that are checked when they are made.

Names are the plain English ones of a description file (``docs/fattura24.md``); the element of each stands in
`document_xml`. Amounts are decimals in ``currency``, rates in percent.
"""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


class DocumentType(StrEnum):
    """The kinds of document (reference: Fattura24 1.5)."""

    ORDER = "C"
    INVOICE_OR_RECEIPT = "I"
    """An invoice if the customer has a VAT code, else a receipt."""
    INVOICE = "I-force"
    RECEIPT = "R"
    E_INVOICE = "FE"
    CREDIT_NOTE = "N"
    TAKINGS = "19"
    """The takings of a day ("corrispettivo"): a new one replaces that of the same date."""


class Chargeability(StrEnum):
    """When the VAT falls due (``VatType``): at once, deferred, or paid by the public customer itself."""

    IMMEDIATE = "I"
    DEFERRED = "D"
    SPLIT = "S"


def _text(value: Any) -> Any:
    """Take a number for the text it stands for: TOML and JSON make numbers of codes without quotes."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text), StringConstraints(strip_whitespace=True)]
Needed = Annotated[Text, StringConstraints(min_length=1)]
Money = Annotated[Decimal, Field(max_digits=13, decimal_places=2, allow_inf_nan=False)]
Exact = Annotated[Decimal, Field(max_digits=21, decimal_places=8, allow_inf_nan=False)]
Digits = Annotated[Text, StringConstraints(pattern=r"^\d*$", max_length=12)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Party(_Part):
    """A customer. The lengths are those after which Fattura24's own plugin cuts off; the others are those of the
    e-invoice (reference: Fattura24 1.5, 4.2)."""

    name: Annotated[Needed, StringConstraints(max_length=80)]
    address: Annotated[Text, StringConstraints(max_length=60)] = ""
    postcode: Annotated[Text, StringConstraints(max_length=10)] = ""
    city: Annotated[Text, StringConstraints(max_length=50)] = ""
    province: Annotated[Text, StringConstraints(pattern=r"^([A-Za-z]{2})?$")] = ""
    country: Annotated[Text, StringConstraints(pattern=r"^([A-Za-z]{2})?$")] = ""
    fiscal_code: Annotated[Text, StringConstraints(max_length=16)] = ""
    vat_code: Annotated[Text, StringConstraints(max_length=30)] = ""
    cell_phone: Annotated[Text, StringConstraints(max_length=40)] = ""
    email: Annotated[Text, StringConstraints(pattern=r"^(\S+@\S+)?$", max_length=256)] = ""
    pec: Annotated[Text, StringConstraints(pattern=r"^(\S+@\S+)?$", max_length=256)] = ""
    destination_code: Annotated[Text, StringConstraints(pattern=r"^([A-Za-z0-9]{6,7})?$")] = ""

    @property
    def is_italian(self) -> bool:
        """True for Italy, and where no country is given."""
        return self.country.upper() in ("", "IT")


class Delivery(_Part):
    """Where the goods go, if not to the customer's address."""

    name: Annotated[Text, StringConstraints(max_length=80)] = ""
    address: Annotated[Text, StringConstraints(max_length=60)] = ""
    postcode: Annotated[Text, StringConstraints(max_length=10)] = ""
    city: Annotated[Text, StringConstraints(max_length=50)] = ""
    province: Annotated[Text, StringConstraints(pattern=r"^([A-Za-z]{2})?$")] = ""
    country: Annotated[Text, StringConstraints(pattern=r"^([A-Za-z]{2})?$")] = ""


class Row(_Part):
    """One line. ``price`` is net, for one unit; ``discount`` and ``vat_rate`` are percent; ``vat_nature`` says why
    the rate is 0 (N1, N2.1 …); a negative price is a discount of its own."""

    description: Annotated[Needed, StringConstraints(max_length=1000)]
    quantity: Exact = Decimal(1)
    unit: Annotated[Text, StringConstraints(max_length=10)] = ""
    price: Exact
    discount: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(0)
    vat_rate: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
    vat_description: Annotated[Text, StringConstraints(max_length=100)] = ""
    vat_nature: Annotated[Text, StringConstraints(max_length=4)] = ""
    code: Annotated[Text, StringConstraints(max_length=35)] = ""
    account: Digits = ""
    """Id of an account of the chart (GetPdc)."""

    @property
    def net(self) -> Decimal:
        """The row's amount without VAT, not rounded."""
        return self.quantity * self.price * (100 - self.discount) / 100


class Payment(_Part):
    """A payment or an instalment: ``date`` is when it was paid, or when it is due (reference: Fattura24 1.5)."""

    date: datetime.date
    amount: Money
    paid: bool = False
    account: Annotated[Text, StringConstraints(max_length=100)] = ""
    """Name of the till or bank account; made if Fattura24 has none of this name."""


class _Lines(_Part):
    customer: Party
    object: Annotated[Text, StringConstraints(max_length=200)] = ""
    custom_field_1: Annotated[Text, StringConstraints(max_length=200)] = ""
    custom_field_2: Annotated[Text, StringConstraints(max_length=200)] = ""
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]


class Item(_Lines):
    """Goods or services delivered, to be invoiced later ("credito"; reference: Fattura24 1.4)."""


def _json(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, dict) else value


class Document(_Lines):
    """Everything SaveDocument takes. Totals left out are computed from the rows."""

    type: Annotated[DocumentType, BeforeValidator(_text)]
    date: datetime.date | None = None
    """None: the day on which Fattura24 makes it."""
    number: Annotated[Text, StringConstraints(max_length=20)] = ""
    currency: Annotated[Text, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    delivery: Delivery | None = None
    payments: tuple[Payment, ...] = ()
    total_without_tax: Money | None = None
    vat_amount: Money | None = None
    total: Money | None = None
    foot_notes: Annotated[Text, StringConstraints(max_length=2000)] = ""
    send_email: bool = False
    update_storage: bool = False
    order_id: Digits = ""
    """docId of the order that is invoiced: a link, nothing that keeps from sending twice."""
    template_id: Digits = ""
    numerator_id: Digits = ""
    payment_method: Annotated[Text, StringConstraints(max_length=100)] = ""
    payment_description: Annotated[Text, StringConstraints(max_length=200)] = ""
    vat_type: Chargeability | None = None
    payment_code: Annotated[Text, StringConstraints(pattern=r"^(MP(0[1-9]|1\d|2[0-3]))?$")] = ""
    fe_type: Annotated[Text, StringConstraints(pattern=r"^(TD\d\d)?$")] = ""
    """For example TD04: a credit note as an e-invoice."""
    fe_parameters: Annotated[str, BeforeValidator(_json)] = ""
    """JSON object by section numbers of the e-invoice (``FeDocParamiter``)."""
    fe_vat_nature: Annotated[Text, StringConstraints(max_length=4)] = ""
    virtual_stamp: bool = False
    request_id: Annotated[Text, StringConstraints(pattern=r"^[\w./:-]*$", max_length=60)] = ""
    """The owner's own name for this document (an order number): the same name never makes two."""
