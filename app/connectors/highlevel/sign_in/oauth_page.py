"""The page that the browser ends on after signing in: in the owner's language, without anything from elsewhere and
without a secret."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from app.errors import Ponte24Error
from app.texts import text

_STYLE = """
:root{color-scheme:light dark;--bg:#eef3f8;--card:#fff;--text:#17212b;--soft:#566573;--line:#d6dfe8;--ok:#1a7f4b;
--bad:#b3372f}
@media(prefers-color-scheme:dark){:root{--bg:#10161d;--card:#1a232d;--text:#e9eff5;--soft:#a3b2c1;--line:#2f3b47;
--ok:#5fd39a;--bad:#ff8f85}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--bg);color:var(--text);
font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{background:var(--card);border:1px solid var(--line);border-radius:18px;max-width:34rem;width:100%;
padding:40px 44px;box-shadow:0 12px 40px #0000001a}
svg{display:block;width:56px;height:56px;margin-bottom:18px}
.ok{color:var(--ok)}.bad{color:var(--bad)}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5em}p{margin:.5em 0}.soft{color:var(--soft)}
footer{margin-top:28px;padding-top:16px;border-top:1px solid var(--line);color:var(--soft);font-size:.9rem}
@media(max-width:480px){main{padding:28px 24px}}
"""
_RING = '<circle cx="28" cy="28" r="25" fill="none" stroke="currentColor" stroke-width="4"/>'
_LINE = 'fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"'
_MARKS = {
    "ok": f'{_RING}<path d="M17 29l8 8 15-17" {_LINE}/>',
    "bad": f'{_RING}<path d="M28 16v15" {_LINE}/><path d="M28 39.5v.5" {_LINE}/>',
}


@dataclass(frozen=True, slots=True)
class EndPage:
    """What the browser shows at the end: heading, what it means, what to do; ``good`` chooses the mark."""

    title: str
    meaning: str
    action: str
    good: bool = False

    def html(self, language: str) -> str:
        """Return the whole page."""
        mark = "ok" if self.good else "bad"
        body = "".join(f"<p{kind}>{escape(words)}</p>" for kind, words in self._lines() if words)
        return (
            f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)} – Ponte24</title>"
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" href="data:,"><style>{_STYLE}</style></head><body><main>'
            f'<svg class="{mark}" viewBox="0 0 56 56" aria-hidden="true">{_MARKS[mark]}</svg>'
            f"<h1>{escape(self.title)}</h1>{body}<footer>Ponte24</footer></main></body></html>"
        )

    def _lines(self) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("", self.meaning), (' class="soft"', self.action)


def page(kind: str, language: str, *, good: bool = False) -> EndPage:
    """Return a page of the catalogue: success, over, strange, foreign."""
    title, meaning, action = (text(f"oauth_page.{kind}.{part}", language) for part in ("title", "meaning", "action"))
    return EndPage(title, meaning, action, good)


def error_page(error: Ponte24Error, language: str) -> EndPage:
    """Return the page that says why signing in came to nothing; technical details stay in the program."""
    words = error.describe(language)
    return EndPage(words.title, words.meaning, words.action)
