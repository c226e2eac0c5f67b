"""What the columns of the address book are called, and what their cells look like (reference: Fattura24 3)."""

from __future__ import annotations

import re

from app.connectors.exports.tables.columns import Content, Shape, pattern, vocabulary
from app.records.places.country import country_code
from app.records.places.province import province_code

NEEDED = "Rag. Sociale"
"""The column without which a file is no address book."""

_SYNONYMS = {
    "code": "cod codice codiceid codcliente codicecliente idcliente id",
    "name": "ragsociale ragionesociale ragionesocialenome denominazione nominativo denominazioneragionesociale",
    "first_name": "nome",
    "last_name": "cognome",
    "reference": "riferimento referente personadiriferimento",
    "vat_code": "piva partitaiva piva1 pariva codiceiva vat",
    "fiscal_code": "codfiscale codicefiscale cf codfisc",
    "street": "indirizzo via indirizzosede address",
    "house_number": "civico numerocivico ncivico nrcivico numciv numerociv",
    "postal_code": "cap codicepostale codavviamentopostale",
    "city": "citta comune localita citt",
    "province": "provincia prov pr",
    "country": "paese nazione stato",
    "landline": "telefono tel telefono1 telefonofisso fisso telefonoufficio telufficio telefonocasa telcasa telfisso",
    "mobile": "cellulare cell telefonocellulare telcellulare telefonomobile telmobile mobile",
    "fax": "fax",
    "email": "email mail postaelettronica indirizzoemail emailprincipale",
    "pec": "pec indirizzopec emailpec pecdestinatario",
    "sdi_code": "coddestinatario codicedestinatario codicesdi sdi codiceunivoco coddest codicedestinatariosdi codsdi",
    "iban": "iban",
    "website": "web sitoweb sito www website",
    "note": "nota note annotazioni",
    "kind": "tipo tipocontatto tipologia tipodicontatto",
}
_ENGLISH = {
    "code": "customercode clientcode customernumber clientnumber customerid clientid",
    "name": "companyname businessname organizationname fullname customername clientname company business name customer"
    " client",
    "first_name": "firstname givenname",
    "last_name": "lastname surname familyname",
    "reference": "contactperson",
    "vat_code": "vatnumber vatid vatno vatcode vatregistrationnumber vatregno vatnr",
    "fiscal_code": "taxcode fiscalcode italiantaxcode",
    "street": "streetaddress address1 addressline1 street",
    "house_number": "housenumber streetnumber",
    "postal_code": "zip zipcode postcode postalcode",
    "city": "city town",
    "province": "province state county",
    "country": "country countrycode",
    "landline": "phone telephone phonenumber telephonenumber landline officephone businessphone workphone",
    "mobile": "mobilephone mobilenumber cellphone",
    "email": "emailaddress",
    "pec": "certifiedemail pecaddress",
    "sdi_code": "recipientcode sdicode destinationcode",
    "note": "notes comments",
    "kind": "type contacttype",
}
"""What the same columns are called in English."""

_ENGLISH_WEAK = frozenset({"company", "business", "name", "customer", "client", "type", "street", "state"})

_SHAPES: dict[str, Shape] = {
    "code": pattern(r"[\w./-]{1,30}"),
    "vat_code": pattern(r"[A-Z]{0,3}[ .]?[0-9][0-9A-Z .+,-]{4,28}"),
    "fiscal_code": pattern(r"[A-Z]{6}[0-9A-Z]{10}|[0-9][0-9 .,E+]{5,15}"),
    "postal_code": pattern(r"[A-Z]{0,2}-?[0-9][0-9A-Z -]{0,9}|[A-Z]{1,2}[0-9][0-9A-Z ]{1,6}"),
    "city": pattern(r"[^\d@]{1,60}"),
    "province": lambda cell: bool(province_code(cell)) or bool(re.fullmatch(r"[A-Za-z]{2}", cell)),
    "country": lambda cell: bool(country_code(cell)),
    "landline": pattern(r"[+0-9'(][0-9 ./()+,E-]{2,40}"),
    "mobile": pattern(r"[+0-9'(][0-9 ./()+,E-]{2,40}"),
    "fax": pattern(r"[+0-9'(][0-9 ./()+,E-]{2,40}"),
    "email": pattern(r"\S+@\S+(?:[ ,;]+\S+@\S+)*"),
    "pec": pattern(r"\S+@\S+"),
    "sdi_code": pattern(r"[0-9A-Z]{1,7}"),
    "iban": pattern(r"[A-Z]{2}[0-9]{2}[0-9A-Z ]{8,40}"),
    "website": pattern(r"\S+\.\S+"),
    "kind": pattern(r"[A-Z][A-Z ,/\-À-ÿ]{2,60}"),
}


def _needs(fields: frozenset[str]) -> bool:
    """Tell whether there is a name for each contact and anything else beside it."""
    return "name" in fields and len(fields) > 1


ADDRESS_BOOK = vocabulary(
    Content.ADDRESS_BOOK,
    _SYNONYMS,
    _ENGLISH,
    needs=_needs,
    needed=NEEDED,
    free=("name", "first_name", "last_name", "reference", "street", "house_number", "note"),
    shapes=_SHAPES,
    indispensable=("name",),
    several=frozenset({"email", "pec", "landline", "mobile"}),
    weak=_ENGLISH_WEAK,
    common=frozenset(" ".join(_ENGLISH[name] for name in ("name", "first_name", "last_name")).split()),
    strangers=frozenset({"contactid", "lastactivity"}),
    proofs=frozenset({"vat_code", "fiscal_code", "sdi_code"}),
)
