"""The pages of help as they are shipped: ``resources/help/<language>/<topic>.md``, each beginning with its title.

A link in a page names another topic, a picture names a pane (``resources/help/pictures``); whoever shows a page
turns both into what is seen.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from app.paths import resource
from app.wellformed import normalised

TOPICS = (
    "start",
    "home",
    "accounts",
    "mapping",
    "review",
    "questions",
    "customers",
    "agenda",
    "automations",
    "activity",
    "settings",
    "safety",
    "problems",
    "keys",
    "glossary",
)
"""In the order in which somebody new would read them."""

_PLACES = {"assistant": "start"}
"""Where a place of the window has a page of another name."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One topic in one language; ``text`` is Markdown and holds the title as its first line."""

    topic: str
    title: str
    text: str


@cache
def page(topic: str, language: str) -> HelpPage:
    """Return a page. Raises OSError for a topic or language that nobody has written."""
    text = resource("help", language, f"{topic}.md").read_text(encoding="utf-8")
    return HelpPage(topic, text.partition("\n")[0].removeprefix("# ").strip(), text)


def topic_of(place: str) -> str:
    """Return the topic that explains a place of the window; the first steps where none does."""
    topic = _PLACES.get(place, place)
    return topic if topic in TOPICS else TOPICS[0]


def search(words: str, language: str) -> tuple[HelpPage, ...]:
    """Return the pages that hold every word, whatever case and accents; those that have one in the title come first.

    No words: all pages, in their order.
    """
    wanted = _plain(words).split()
    found = [p for p in (page(t, language) for t in TOPICS) if all(w in _plain(p.text) for w in wanted)]
    return tuple(sorted(found, key=lambda p: not any(w in _plain(p.title) for w in wanted)))


def _plain(text: str) -> str:
    decomposed = normalised("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
