"""One word for each thing, in both languages (docs/words.md), and nothing technical in what an owner reads."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.automation.declared.kinds import ActionKind, TriggerKind
from app.automation.offer.operations import declared
from app.automation.offer.registry import all_triggers

ROOT = Path(__file__).parent.parent
RECIPES = tuple(sorted((ROOT / "resources" / "recipes").glob("*.toml")))

IN_THE_WINDOW = {
    "it": (
        r"\bvia API\b",
        r"\bsub-account\b",
        r"\btunnel\b(?! o un server)",
        r"--\w",
        r"\bJSON\b",
        r"\bendpoint\b",
        r"\bpayload\b",
        r"[Rr]icontroll",
        r"\b[Uu]n controllo\b",
        r"prossimo controllo",
        r"clienti? collegat",
        r"dati di esempio",
        r"\btask\b",
    ),
    "en": (
        r"\bsub-account\b",
        r"\bvia (the )?API\b",
        r"--\w",
        r"\bJSON\b",
        r"\bendpoint\b",
        r"\bpayload\b",
        r"next check\b",
        r"[Cc]heck again",
        r"\b[Mm]atched\b",
    ),
}
"""What may not stand in a text of the window; webhooks are for owners of an app of their own, and name their tunnel."""

EVERYWHERE = {
    "it": (r"\bvia API\b", r"[Rr]icontroll", r"prossimo controllo", r"schede? collegat", r"clienti? collegat"),
    "en": (r"next check\b", r"regular check\b", r"\bvia the API\b"),
}


def window_texts(language: str) -> list[str]:
    """The texts of the window: in English the sources, in Italian their translations."""
    tree = ElementTree.parse(ROOT / "resources" / "i18n" / "ponte24_it.ts")
    found = []
    for context in tree.iter("context"):
        if "ebhook" in (context.findtext("name") or ""):
            continue
        for message in context.iter("message"):
            if language == "en":
                found.append(message.findtext("source") or "")
            else:
                translation = message.find("translation")
                assert translation is not None
                found.append("".join(translation.itertext()))
    return found


def catalogue_texts(language: str) -> list[tuple[str, str]]:
    """The texts of errors, reasons and the command line, with the file that holds them."""
    found: list[tuple[str, str]] = []

    def walk(table: dict[str, object], file: str) -> None:
        for value in table.values():
            if isinstance(value, dict):
                walk(value, file)
            else:
                found.append((file, str(value)))

    for path in sorted((ROOT / "resources" / "texts" / language).glob("*.toml")):
        walk(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    return found


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_window_says_one_word_for_each_thing(language: str) -> None:
    texts = window_texts(language)
    assert len(texts) > 500
    assert [(p, t) for t in texts for p in IN_THE_WINDOW[language] if re.search(p, t)] == []


@pytest.mark.parametrize("language", ["it", "en"])
def test_all_other_texts_follow(language: str) -> None:
    texts = catalogue_texts(language)
    assert len(texts) > 500
    assert [(f, p, t) for f, t in texts for p in EVERYWHERE[language] if re.search(p, t)] == []


def automation_texts(language: str) -> list[tuple[str, str]]:
    """The texts of automations with their place: of recipes, of the catalogue, and of what has a file of its own."""
    found: list[tuple[str, str]] = []

    def walk(table: object, place: str, *, said: bool) -> None:
        if isinstance(table, dict):
            for name, value in table.items():
                walk(value, place, said=said or name == language)
        elif isinstance(table, list):
            for value in table:
                walk(value, place, said=said)
        elif isinstance(table, str) and said:
            found.append((place, table))

    resources = ROOT / "resources"
    texts = resources / "texts" / language / "automations.toml"
    for path in (*(resources / d / f"{language}.toml" for d in ("automation", "catalogue")), texts):
        walk(tomllib.loads(path.read_text(encoding="utf-8")), str(path.relative_to(resources)), said=True)
    for path in RECIPES:  # both languages stand in one file, beside what is no text
        walk(tomllib.loads(path.read_text(encoding="utf-8")), str(path.relative_to(resources)), said=False)
    kinds: list[TriggerKind | ActionKind] = [*all_triggers().values(), *declared().values()]
    for kind in kinds:
        fields = kind.parameters if isinstance(kind, TriggerKind) else kind.inputs
        told = [kind.sentence, *(f.words for f in fields), *(c for f in fields for c in f.choices.values())]
        told += [kind.about.title, kind.about.meaning] if kind.about else []
        found += [(kind.id, words.of(language)) for words in told]
    return found


def patterns(place: str, language: str) -> tuple[str, ...]:
    """What may not stand there: the command line may name its own options and files."""
    return EVERYWHERE[language] if place.startswith("texts") else IN_THE_WINDOW[language]


@pytest.mark.parametrize("language", ["it", "en"])
def test_recipes_triggers_and_actions_say_the_same_words(language: str) -> None:
    texts = automation_texts(language)
    assert len(texts) > 500
    assert [(f, p, t) for f, t in texts for p in patterns(f, language) if re.search(p, t)] == []
    diary = {"it": r"\b[Rr]egistro\b", "en": r"\b[Aa]ctivity\b"}[language]  # that is the page of all runs
    assert [(f, t) for f, t in texts if not f.startswith("catalogue") and re.search(diary, t)] == []


def test_the_list_names_both_languages() -> None:
    rows = (ROOT / "docs" / "words.md").read_text(encoding="utf-8").splitlines()
    table = [row for row in rows if row.startswith("| ")]
    assert len(table) > 12
    assert all(row.count("|") == 6 for row in table)
