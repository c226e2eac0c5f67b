"""Few people with few values, so that they meet: the same e-mail twice, two brothers, a firm and its owner."""

from __future__ import annotations

from app.records.contact import Contact
from app.sandbox.seeding.seed_codes import vat_code

VATS = tuple(vat_code(1234567 + n, 58) for n in range(3))

PEOPLE: tuple[Contact, ...] = (
    Contact(first_name="Mario", last_name="Rossi", email="mario@rossi.it", mobile="+393331234567", city="Roma"),
    Contact(first_name="Mario", last_name="Rossi", email="mario@rossi.it", fiscal_code="RSSMRA80A01H501U"),
    Contact(first_name="Lea", last_name="Solo", email="lea@solo.it"),
    Contact(company="Nova Srl", email="info@nova.it", vat_code=VATS[0], city="Torino", street="Via Po, 1"),
    Contact(company="Nova S.r.l.", vat_code=VATS[0], email="amministrazione@nova.it", mobile="+393471234567"),
    Contact(company="Officina Bella", email="officina@bella.it", vat_code=VATS[1], landline="+390612345678"),
    Contact(company="Forno Verdi snc", email="forno@verdi.it", vat_code=VATS[2], province="RM", postal_code="00100"),
    Contact(first_name="Anna", last_name="Verdi", email="anna@verdi.it", mobile="+393401234567"),
    Contact(first_name="Luca", last_name="Bianchi", mobile="+393401234567", fiscal_code="BNCLCU85M10F205N"),
    Contact(company="Nova", city="Torino"),
    Contact(
        first_name="Elena",
        last_name="Conti",
        email="elena@conti.it",
        vat_code=vat_code(7654321, 58),
        fiscal_code="CNTLNE75B41F205M",
        street="Via Dante, 4",
        city="Milano",
    ),
)

EDITS: tuple[dict[str, str], ...] = (
    {"email": "nuova@posta.it"},
    {"email": "altra@posta.it"},
    {"email": "MARIO@ROSSI.IT"},
    {"email": ""},
    {"mobile": "+393351234567"},
    {"mobile": "+393361234567"},
    {"city": "Milano"},
    {"city": "milano"},
    {"city": "Napoli", "street": "Via Toledo, 9", "postal_code": "80134", "province": "NA"},
    {"city": ""},
    {"street": "Via Garibaldi, 3"},
    {"pec": "pec@pec.it"},
    {"sdi_code": "ABCDEFG"},
    {"vat_code": VATS[1]},
    {"company": "Nova Group Srl"},
)

CELLS: tuple[dict[str, str], ...] = (
    {"email": "prima@posta.it; seconda@posta.it"},
    {"email": "mario@rossi.it, lea@solo.it"},
    {"mobile": "335 1234567 / 336 1234567"},
    {"mobile": "333 1234567 - 06 12345678"},
    {"landline": "06/12345678; 06/12345679"},
    {"address": "Via Po, 1 - Via Roma, 2"},
    {"name": "Bianchi Luca c/o Nova Srl"},
)
"""Two values in one cell of Fattura24, by its own names."""

TWO_NAMES = ("ROSSI MARIO E VERDI ANNA", "Nova Srl - Rossi Mario", "Bianchi Luca / Officina Bella", "VERDI ANNA ")
"""Two names in the one field for a name; or a blank behind one."""
