"""Templates: what they write, and what they can never do."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.automation.data.schemas import Schema
from app.automation.data.values import Value
from app.automation.offer.registry import all_triggers, schema_of
from app.automation.texts.templates import (
    LONGEST_OUTPUT,
    LONGEST_SOURCE,
    TemplateFault,
    faults_of,
    paths_of,
    render,
)

SCHEMA = Schema(["cliente", "fattura", "rata", "appuntamento"])
RAW = {
    "cliente.nome": "D'Amico & Figli",
    "cliente.persona": "Anna Maria Rossi",
    "cliente.etichette": ["vip", "bar"],
    "fattura.totale": 123_456,
    "fattura.data": "2026-12-01",
    "appuntamento.inizio": "2026-12-24T15:30:00+01:00",
    "cliente.in_highlevel": True,
}


def values() -> dict[str, Value]:
    return SCHEMA.typed(RAW) | {"oggi": date(2026, 11, 26)}


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("senza valori { }", "senza valori { }"),
        ("{{ cliente.nome }}", "D'Amico & Figli"),
        ("{{ cliente.persona | nome }}", "Anna"),
        ("{{ cliente.nome | maiuscolo }}", "D'AMICO & FIGLI"),
        ("{{ cliente.etichette }}", "vip, bar"),
        ("{{ fattura.totale }}", "1.234,56 €"),
        ("{{ fattura.totale | euro }}", "1.234,56 €"),
        ("{{ fattura.totale | numero }}", "123.456"),
        ("{{ fattura.data }}", "1 dicembre 2026"),
        ("{{ fattura.data | data_breve }}", "01/12/2026"),
        ("{{ fattura.data | giorni: 7 | data }}", "8 dicembre 2026"),
        ("{{ oggi | giorni: -1 }}", "25 novembre 2026"),
        ("{{ appuntamento.inizio | ora }}", "15:30"),
        ("{{ appuntamento.inizio }}", "24 dicembre 2026, 15:30"),
        ('{{ cliente.email | se_vuoto: "senza e-mail" }}', "senza e-mail"),
        ("{% if cliente.email %}sì{% else %}no{% endif %}", "no"),
        ("{% unless cliente.in_highlevel %}no{% else %}sì{% endunless %}", "sì"),
        ("{% if fattura.totale > 100000 %}grande{% endif %}", "grande"),
        ("{% case cliente.nome %}{% when 'x' %}x{% else %}y{% endcase %}", "y"),
    ],
)
def test_values_are_written_as_an_owner_would(source: str, written: str) -> None:
    assert faults_of(source, SCHEMA) == []
    assert render(source, values(), SCHEMA) == written


@pytest.mark.parametrize("source", ["{{ cliente.email }}", "a {{ rata.importo | euro }}", "{{ rata.scadenza | data }}"])
def test_a_missing_value_is_an_error_that_names_it(source: str) -> None:
    with pytest.raises(TemplateFault) as missing:
        render(source, values(), SCHEMA)
    assert missing.value.key == "value_missing"
    title = SCHEMA.path(paths_of(source)[0]).title("it")
    assert title in missing.value.at("steps[0]").words("it")


def test_a_value_that_looks_like_a_template_stays_a_text() -> None:
    known = values() | {"cliente.nome": "{{ fattura.totale }}{% if %}"}
    assert render("{{ cliente.nome }}", known, SCHEMA) == "{{ fattura.totale }}{% if %}"


@pytest.mark.parametrize(
    "source",
    [
        "{{ cliente }}",
        "{{ cliente.password }}",
        "{{ cliente.__class__.__mro__ }}",
        "{{ cliente.nome.__class__ }}",
        "{{ cliente.nome.size }}",
        "{{ cliente[oggi] }}",
        "{{ attivita.titolo }}",
        "{{ self }}",
        "{% if attivita.fatta %}x{% endif %}",
        "{{ cliente.nome | se_vuoto: attivita.titolo }}",
        "{{ cliente.nome | upcase }}",
        "{{ cliente.nome | split: '' }}",
        "{% for i in (1..10) %}x{% endfor %}",
        "{% include 'x' %}",
        "{% render 'x' %}",
        "{% assign a = 1 %}",
        "{% capture a %}x{% endcapture %}",
        "{% liquid echo 1 %}",
        "{% tablerow i in (1..9) %}x{% endtablerow %}",
        "{% if cliente.nome %}",
        "{{ cliente.nome",
        "{{ cliente.nome || euro }}",
        "{% cycle x: %}",
        "x" * 10 + "{{ oggi }}" + "x" * LONGEST_SOURCE,
        "{% if 1 %}" * 40 + "{% endif %}" * 40,
    ],
)
def test_what_is_not_in_the_schema_or_could_run_away_is_refused(source: str) -> None:
    assert faults_of(source, SCHEMA)
    with pytest.raises(TemplateFault):
        render(source, values(), SCHEMA)


def test_no_template_writes_a_megabyte() -> None:
    long = values() | {"cliente.nome": "x" * 9_000}
    with pytest.raises(TemplateFault, match="template_long"):
        render("{{ cliente.nome }}" * 100, long, SCHEMA)


def test_what_cannot_be_written_so_says_why() -> None:
    for source in (
        "{{ cliente.nome | euro }}",
        "{{ cliente.nome | data }}",
        "{{ oggi | giorni: 99999 }}",
        "{{ oggi | ora }}",
    ):
        with pytest.raises(TemplateFault, match="template_failed"):
            render(source, values(), SCHEMA)


PIECES = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        "|",
        ":",
        ".",
        "'",
        '"',
        "(",
        ")",
        "1..999999999",
        "if",
        "endif",
        "case",
        "when",
        "for",
        "in",
        "cliente",
        "nome",
        "fattura.totale",
        "oggi",
        "giorni",
        "euro",
        "se_vuoto",
        "__class__",
        "[0]",
        "raw",
        "endraw",
        "==",
        "contains",
        "999999999999",
        "-",
        ",",
        "include",
        "x",
        "size",
        "first",
    ]
)


@settings(max_examples=1_000, deadline=None)
@given(st.lists(PIECES, max_size=40).map(" ".join) | st.text(max_size=200))
def test_any_text_is_filled_or_refused_at_once(source: str) -> None:
    begun = time.perf_counter()
    try:
        written = render(source, values(), SCHEMA)
    except TemplateFault as fault:
        assert fault.at("x").words("it") and fault.at("x").words("en")
    else:
        assert len(written) <= LONGEST_OUTPUT
        assert set(paths_of(source)) <= set(SCHEMA.paths)
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("trigger", sorted(all_triggers()))
@pytest.mark.parametrize("language", ["it", "en"])
def test_every_path_of_every_trigger_has_its_title(trigger: str, language: str) -> None:
    kind, schema = all_triggers()[trigger], schema_of(trigger)
    assert kind.say({}, language)
    for path in schema.paths.values():
        assert path.title(language)
        assert all(path.choice(code, language) for code in path.choices)
    for field in kind.parameters:
        assert field.words.of(language).endswith("?")
