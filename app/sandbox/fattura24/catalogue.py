"""What GetTemplate, GetPdc, GetNumerator and GetProduct answer: a small shop, in the shapes of recorded answers
(reference: Fattura24 1.4, 9)."""

from __future__ import annotations

from collections.abc import Mapping

from app.sandbox.fattura24.wire import DONE, element, envelope
from app.sandbox.switches import Fattura24Switches

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

_TEMPLATES = (
    ("modelloDDT", "8", "DDT base"),
    ("modelloFattura", "1", "Fattura base"),
    ("modelloFattura", "1", "Fattura con logo"),
    ("modelloFatturaFe", "1", "Fattura base"),
    ("modelloOrdine", "12", "Ordine base"),
    ("modelloPreventivo", "6", "Preventivo base"),
    ("modelloRapportino", "17", "Rapportino"),
)

# id, parent, code, name, leaf
_CHART = (
    ("100", "null", "1", "RICAVI", "null"),
    ("110", "100", "1^1", "Vendite", "null"),
    ("111", "110", "1^1^1", "Vendita prodotti da forno", "1"),
    ("112", "110", "1^1^2", "Vendita bevande & caffè", "1"),
    ("120", "100", "1^2", "Servizi", "null"),
    ("121", "120", "1^2^1", "Catering", "1"),
    ("200", "null", "2", "COSTI", "null"),
    ("211", "200", "2^1", "Acquisto farine", "1"),
)

_TYPES = (
    ("1", "Fattura"),
    ("2", "Nota di credito"),
    ("3", "Ricevuta"),
    ("6", "Preventivo"),
    ("8", "DDT"),
    ("11", "Fattura elettronica"),
    ("12", "Ordine"),
    ("17", "Rapportino"),
    ("19", "Corrispettivo"),
)

_SERIES = (
    ("501", "-{YYYY}", "01-2026", {"1": "2", "3": "2", "12": "2", "2": "2", "11": "0"}),
    ("502", "/{YYYY}/FE", "01/2026/FE", {"1": "0", "11": "2"}),
    ("503", "-{YYYY}-WEB", "01-2026-WEB", {"1": "1", "11": "1", "12": "1"}),
)

# id, code, name, category, price, stock
_PRODUCTS = (
    ("7001", "PANE", "Pane casereccio", "Forno", "3.20", "40"),
    ("7002", "TORTA", "Torta di compleanno", "Pasticceria", "28.00", "3"),
    ("7003", "CAFFE", "Caffè in grani 1 kg", "Bevande & caffè", "14.50", None),
    ("7004", "CATERING", "Servizio catering", "Servizi", None, None),
)


def templates() -> str:
    """Return the layouts, in an envelope of their own."""
    parts = []
    for place, (name, kind, description) in enumerate(_TEMPLATES):
        own = "logo" in description
        inner = "".join(
            (
                # an e-invoice is laid out like an invoice: the same model under two names
                element("id", str(301 + (1 if name == "modelloFatturaFe" else place))),
                element("idTipoDocumento", kind),
                element("idUtente", "1" if own else "0"),
                element("descrizione", description, cdata=True),
                element("nota", "", cdata=True),
                element("dataCreazione", "02/01/2026"),
                element("isWorkCity", "0" if own else "1"),
                element("owner", "Bottega Ponte" if own else "Modelli Fattura24"),
                element("isDefault", "false" if own else "true"),
            )
        )
        parts.append(f"<{name}>{inner}</{name}>")
    head = "<return_cod>TP04</return_cod><return_mes>OK</return_mes><hostname>f24nodo3</hostname>"
    return f"<root>{head}{''.join(parts)}</root>"


def _listed(parts: str, switches: Fattura24Switches, declaration: str = "") -> str:
    """Return a list: neither returnCode nor description stand before it (9), unless the switch says so."""
    if switches.lists_have_return_code:
        return declaration + envelope(0, DONE, parts)
    return f"{declaration}<root>{parts}</root>"


def chart(switches: Fattura24Switches) -> str:
    """Return the chart of accounts."""
    parts = []
    for number, parent, code, name, leaf in _CHART:
        inner = "".join(
            (
                element("id", number),
                element("idProfilo", "1"),
                element("parentId", parent),
                element("idTipoConto", "1"),
                element("idTipoSezione", "1"),
                element("idTipoPartitario", "0"),
                element("ultimoLivello", leaf),
                element("codice", code, cdata=True),
                element("codiceExport", code.replace("^", "."), cdata=True),
                element("descrizione", name, cdata=True),
                "<descrizioneExport><![CDATA[]]></descrizioneExport>",
                element("attivo", "1"),
            )
        )
        parts.append(f"<pdc>{inner}\n</pdc>")
    return _listed("".join(parts), switches)


def numerators(switches: Fattura24Switches) -> str:
    """Return the document types and the series of numbers."""
    types = "".join(f"<doc>{element('id', n)}{element('des', name)}</doc>" for n, name in _TYPES)
    series = []
    for number, code, preview, uses in _SERIES:
        docs = "".join(f"<doc>{element('id', n)}{element('stato', state)}</doc>" for n, state in uses.items())
        inner = "".join(
            (
                element("id", number),
                element("idProfilo", "0"),
                element("code", code),
                element("anteprima", preview, cdata=True),
                "<codExport><![CDATA[]]></codExport>",
                docs,
                element("doc_1", uses.get("1", "0")),
            )
        )
        series.append(f"<sezionale>{inner}</sezionale>")
    return _listed(types + "".join(series), switches, _DECLARATION)


def products(form: Mapping[str, str], switches: Fattura24Switches) -> str:
    """Return the articles, each followed by its stock; ``code`` and ``category`` of the form choose."""
    wanted_code, wanted_category = form.get("code", ""), form.get("category", "")
    parts = []
    for number, code, name, category, price, stock in _PRODUCTS:
        if wanted_code not in ("", code) or wanted_category not in ("", category):
            continue
        inner = "".join(
            (
                element("id", number),
                element("descrizione", name, cdata=True),
                element("testo", "", cdata=True),
                element("categoria", category, cdata=True),
                element("codice", code, cdata=True),
                element("nota", "", cdata=True),
                element("importo", price or "0.0"),
                element("idIva", "38"),  # an id, not a rate
                element("idUnita", "1"),
                element("idPdcAcquisto", "-1"),
                element("idPdcVendita", "111" if stock else "-1"),
                element("magAttivo", "1" if stock else "0"),
                element("magIdUbicazione", "0"),
            )
        )
        parts.append(f"<prodotto>{inner}</prodotto><magazzino>{_stock(stock)}</magazzino>")
    return _listed("".join(parts), switches, _DECLARATION)


def _stock(stock: str | None) -> str:
    figures = {
        "magIdUbicazione": "null",
        "magScortaMinima": "5.00" if stock else "null",
        "magGiacenza": f"{stock}.00" if stock else "null",
        "magInArrivo": "0.00" if stock else "null",
        "magImpegnata": "0.00" if stock else "null",
        "magPrimoCarico": "N.D.",
        "magUltimoCarico": "N.D.",
        "magUltimoScarico": "N.D.",
    }
    return "".join(element(name, value) for name, value in figures.items())
