"""Names, places and trades from which the sandbox makes its people and companies."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A town: cadastral code (in fiscal codes), province, one of its postal codes, telephone prefix."""

    city: str
    cadastral: str
    province: str
    postal_code: str
    prefix: str


def _places(text: str) -> tuple[Place, ...]:
    return tuple(Place(*(part.strip() for part in line.split("|"))) for line in text.strip().splitlines())


PLACES = _places("""
Roma|H501|RM|00184|06
Milano|F205|MI|20121|02
Napoli|F839|NA|80133|081
Torino|L219|TO|10121|011
Palermo|G273|PA|90133|091
Genova|D969|GE|16121|010
Bologna|A944|BO|40121|051
Firenze|D612|FI|50123|055
Bari|A662|BA|70121|080
Catania|C351|CT|95124|095
Venezia|L736|VE|30121|041
Verona|L781|VR|37121|045
Padova|G224|PD|35121|049
Trieste|L424|TS|34121|040
Brescia|B157|BS|25121|030
Parma|G337|PR|43121|0521
Modena|F257|MO|41121|059
Reggio nell'Emilia|H223|RE|42121|0522
Pisa|G702|PI|56125|050
Livorno|E625|LI|57123|0586
Perugia|G478|PG|06121|075
Ancona|A271|AN|60121|071
L'Aquila|A345|AQ|67100|0862
Pescara|G482|PE|65121|085
Salerno|H703|SA|84121|089
Lecce|E506|LE|73100|0832
Cagliari|B354|CA|09124|070
Sassari|I452|SS|07100|079
Siracusa|I754|SR|96100|0931
Messina|F158|ME|98122|090
Vicenza|L840|VI|36100|0444
Treviso|L407|TV|31100|0422
Bergamo|A794|BG|24121|035
Como|C933|CO|22100|031
Cantù|B639|CO|22063|031
Forlì|D704|FC|47121|0543
Rimini|H294|RN|47921|0541
Bolzano|A952|BZ|39100|0471
Trento|L378|TN|38122|0461
Aosta|A326|AO|11100|0165
""")

ABROAD = ("Z129", "Z100", "Z110", "Z112", "Z330")
"""Cadastral codes of Romania, Albania, France, Germany and Morocco: places of birth."""

FOREIGN_TOWNS = (
    ("Berlin", "DE", "GERMANIA"),
    ("Lyon", "FR", "FRANCIA"),
    ("Wien", "AT", "AUSTRIA"),
    ("Barcelona", "ES", "SPAGNA"),
)


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


def _words(text: str, *more: str) -> tuple[str, ...]:
    return (*text.split(), *more)


MEN = _words(
    """
    Marco Luca Andrea Matteo Alessandro Davide Simone Federico Lorenzo Giovanni Giuseppe Antonio Francesco
    Paolo Stefano Roberto Salvatore Vincenzo Niccolò Giacomo Filippo Tommaso Riccardo Emanuele Gabriele
    Pietro Carlo Enrico Claudio Massimo Fabio Daniele Michele Domenico Angelo Raffaele Bruno Ugo Elia Gianluca
    """,
    "Gian Luca",
    "Pier Paolo",
    "Mario Alberto",
)

WOMEN = _words(
    """
    Giulia Chiara Francesca Sara Martina Elena Anna Maria Laura Valentina Alessia Silvia Paola Federica Elisa
    Giorgia Camilla Beatrice Alice Caterina Lucia Rosa Angela Teresa Carmela Patrizia Monica Cristina Daniela
    Simona Barbara Roberta Ilaria Eleonora Noemi Ida Ada Bianca Nives Marzia
    """,
    "Maria Teresa",
    "Anna Rita",
)

SURNAMES = _words(
    """
    Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano
    Mancini Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone
    Longo Gentile Martinelli Vitale Lombardo Serra Coppola Marchetti Parisi Villa Conte Ferraro Ferri Fabbri
    Bianco Marini Grasso Valentini Messina Sala Gatti Pellegrini Palumbo Sanna Farina Rizzi Monti Cattaneo
    Morelli Amato Silvestri Mazza Testa Grassi Pellegrino Carbone Giuliani Benedetti Barone Rossetti Caputo
    Montanari Guerra Palmieri Bernardi Martino Fiore Ferretti Bellini Basile Riva Donati Piras Vitali
    Battaglia Sartori Neri Costantini Milani Pagano Ruggiero Sorrentino Orlando Negri Mantovani Fumagalli
    Brambilla Zanetti Pozzi Bo Re Muscarà Cuccurullo
    """,
    "D'Angelo",
    "Dell'Acqua",
    "De Luca",
    "De Santis",
    "Di Stefano",
    "Lo Presti",
    "La Rocca",
    "Dal Bò",
)

STREETS = _phrases("""
    Via Roma | Via Garibaldi | Corso Italia | Via Giuseppe Mazzini | Piazza del Duomo | Via Dante Alighieri |
    Viale della Libertà | Via XX Settembre | Via IV Novembre | Largo Augusto | Vicolo Stretto |
    Via dell'Artigianato | Via Enrico Fermi | Corso Vittorio Emanuele II | Piazza San Marco | Via Santa
    Lucia | Via A. Manzoni | Strada Provinciale | Località Ponte Nuovo | Contrada Fontanelle | Via
    dell'Industria | Viale Europa
""")

TRADES = _phrases("""
    Officina | Termoidraulica | Panificio | Studio | Ottica | Edilizia | Falegnameria | Carrozzeria |
    Farmacia | Autotrasporti | Tipografia | Pasticceria | Agenzia Immobiliare | Impianti Elettrici |
    Serramenti | Vivai | Ristorante | Cantina | Oleificio | Caseificio | Lavanderia | Palestra | Libreria |
    Mobilificio | Tecno | Informatica | Autofficina | Ceramiche | Tessitura | Meccanica
""")

FANTASY = _phrases("""
    Adriatica | Etruria | Veneta | Aurora | Centrale | del Sole | Bella Vista | Nord Est | Tirrenica |
    Europa | Primavera | San Marco | Santa Chiara | Il Ponte | La Rocca | Due Torri | Alpina | Mediterranea
    | Moderna | del Borgo | Italia | Futura | Delta | Quattro Stagioni | Università | La Perla | Vecchia
    Città | Il Faro
""")

COMPANY_FORMS = _phrases(
    "S.r.l. | S.r.l. | Srl | S.R.L.S. | S.p.A. | S.n.c. | S.a.s. | Soc. Coop. | S.R.L. UNIPERSONALE"
)

PRIVATE_MAIL = ("gmail.com", "libero.it", "outlook.it", "tiscali.it", "virgilio.it", "hotmail.it", "alice.it")
PEC_MAIL = ("pec.it", "legalmail.it", "arubapec.it", "pec.aruba.it")
SDI_CODES = _phrases(
    "M5UXCR1 | KRRH6B9 | SUBM70N | T04ZHR3 | USAL8PV | W7YVJK9 | MJ1OYNU | BA6ET11 | A4707H7 | 5RUO82D"
)

NOTES = (
    "cliente storico; paga a 60 gg",
    'chiamare "prima" delle 9',
    "riga uno\nriga due",
    "=sconto 10% concordato a voce",
    "consegna al piano, citofono 'Bianchi'",
    "@ufficio: fattura a fine mese",
)

SOURCES = ("modulo sito", "facebook", "passaparola", "fiera", "google ads", "importazione")
TAGS = ("cliente", "lead", "newsletter", "preventivo inviato", "da richiamare", "vip", "fornitore")
