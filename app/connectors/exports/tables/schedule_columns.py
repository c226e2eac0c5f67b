"""What the columns of a payment schedule ("Scadenze") may be called.

Fattura24's own names for them are not known (reference: Fattura24 3), so these are the ones that Italian invoicing
programs use; for others a person is asked once for each header.
"""

from __future__ import annotations

from app.connectors.exports.tables.columns import Content, Shape, pattern, vocabulary

NEEDED_SCHEDULE = "Scadenza, Importo"
"""The columns without which a file is no payment schedule, as a person knows them."""

_SYNONYMS = {
    "name": "cliente ragsociale ragionesociale denominazione nominativo intestatario clientefornitore soggetto"
    " anagrafica debitore",
    "supplier": "fornitore ragionesocialefornitore ragsocialefornitore creditore beneficiario",
    "direction": "direzione verso segno tipo tipologia attivopassivo ap va eu cf venditaacquisto venditeacquisti"
    " acquistovendita entratauscita entrateuscite tipoanagrafica tiposoggetto tiposcadenza tipomovimento ciclo"
    " categoria provenienza sezione registro",
    "vat_code": "piva partitaiva pivacliente partitaivacliente codiceiva",
    "fiscal_code": "codfiscale codicefiscale cf codicefiscalecliente",
    "code": "codcliente codicecliente idcliente codiceanagrafica",
    "number": "numero numdoc ndoc nrdoc numerodocumento numdocumento ndocumento nfattura numerofattura numfattura"
    " documento fattura nrfattura numerodoc rifdocumento doc",
    "document_type": "tipodocumento tipodoc tipologiadocumento",
    "document_date": "data datadocumento datadoc datafattura dataemissione emissione deldocumento",
    "due_date": "scadenza datascadenza datascad scad scadenzarata scadenzapagamento",
    "amount": "importo importorata totalerata rata importoscadenza dovuto totaledovuto importodovuto totale"
    " importototale ammontare daincassare importodaincassare",
    "amount_in": "entrata entrate importoentrata inentrata",
    "amount_out": "uscita uscite importouscita inuscita",
    "paid_amount": "importopagato importoincassato totalepagato incassato acconto importosaldato",
    "open_amount": "residuo saldo dasaldare importoresiduo insoluto restadapagare aperto",
    "paid": "pagato saldato stato pagata saldata statopagamento incassata chiuso esito",
    "paid_on": "datapagamento datasaldo dataincasso pagatoil incassatoil datapag saldatoil",
    "method": "modalita modalitapagamento metodopagamento tipopagamento pagamento metodo mezzo",
    "note": "nota note descrizione oggetto causale",
}
_ENGLISH = {
    "name": "customername clientname customer client",
    "supplier": "supplier suppliername vendor vendorname",
    "direction": "direction type",
    "vat_code": "vatnumber vatid customervatnumber",
    "fiscal_code": "taxcode fiscalcode",
    "code": "customercode clientcode customerid clientid",
    "number": "invoicenumber invoiceno invoicenr documentnumber number invoice document",
    "document_type": "documenttype",
    "document_date": "invoicedate documentdate issuedate date",
    "due_date": "duedate due duedateday expirydate paymentdue",
    "amount": "amount amountdue instalmentamount installmentamount totalamount total",
    "paid_amount": "amountpaid paidamount",
    "open_amount": "balance outstanding amountoutstanding openamount balancedue",
    "paid": "paid status paymentstatus",
    "paid_on": "paidon paymentdate datepaid",
    "method": "paymentmethod",
    "note": "notes description",
}
"""What the same columns are called in English."""

_DATE = pattern(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}(?:[ T].*)?")
_AMOUNT = pattern(r"[-+−–(]?\s*(?:€|EUR)?\s*[-+−–]?[\d.,' ]+\s*[-−–]?\s*(?:€|EUR)?\s*[-−–]?\)?")
_SHAPES: dict[str, Shape] = {
    "vat_code": pattern(r"[A-Z]{0,3}[ .]?[0-9][0-9A-Z .+,-]{4,28}"),
    "fiscal_code": pattern(r"[A-Z]{6}[0-9A-Z]{10}|[0-9][0-9 .,E+]{5,15}"),
    "document_date": _DATE,
    "due_date": _DATE,
    "paid_on": _DATE,
    "amount": _AMOUNT,
    "amount_in": _AMOUNT,
    "amount_out": _AMOUNT,
    "paid_amount": _AMOUNT,
    "open_amount": _AMOUNT,
}


def _needs(fields: frozenset[str]) -> bool:
    """Tell whether there is what is due, when, and of which document or by whom."""
    amounts, whose = {"amount", "amount_in", "amount_out"}, {"number", "name", "supplier"}
    return (
        "due_date" in fields and bool(fields & amounts) and bool(fields & (whose | {"vat_code", "fiscal_code", "code"}))
    )


SCHEDULE = vocabulary(
    Content.SCHEDULE,
    _SYNONYMS,
    _ENGLISH,
    needs=_needs,
    needed=NEEDED_SCHEDULE,
    free=("name", "supplier", "note"),
    weak=frozenset({"documento", "fattura", "doc", "data", "totale", "importototale", "rata"})
    | {"type", "number", "invoice", "document", "date", "due", "total", "totalamount"},
    shapes=_SHAPES,
    indispensable=("due_date", "amount", "number"),
)
