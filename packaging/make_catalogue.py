"""Make the catalogue of operations and triggers anew: `python packaging/make_catalogue.py RESEARCH.json`

The research lists every operation of both services with where its facts come from. What the product needs of it goes to
`resources/catalogue/catalogue.json`, in the same order: how an operation is called, what it does to data and how
dangerous it is, what permission it needs, and whether it is offered. Titles and meanings are the project's own, in
`resources/catalogue/*.toml`; a test holds both together.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "resources" / "catalogue" / "catalogue.json"
KEPT = (
    "id",
    "service",
    "kind",
    "group",
    "operation_id",
    "method",
    "path",
    "effect",
    "danger",
    "expose",
    "scope",
    "token",
    "api_version",
    "content_type",
    "deprecated",
    "repeat",
    "undo",
    "requests",
    "dedup_key",
)
INPUT = ("name", "in", "type", "required")


def entry(found: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of an entry of the research; examples and prose of the services' own texts are not."""
    kept = {name: found[name] for name in KEPT if name in found}
    if inputs := found.get("inputs"):
        kept["inputs"] = [{name: one[name] for name in INPUT if name in one} for one in inputs]
    return kept


def main(arguments: list[str]) -> int:
    """Write the catalogue and say how many entries it has."""
    if len(arguments) != 1:
        print("usage: python packaging/make_catalogue.py RESEARCH.json", file=sys.stderr)
        return 2
    research = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    made = {"source": research["source"].partition(",")[0], "entries": [entry(e) for e in research["entries"]]}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(e, ensure_ascii=False) for e in made["entries"])
    text = f'{{"source": {json.dumps(made["source"])},\n"entries": [\n{lines}\n]}}\n'
    TARGET.write_text(text, encoding="utf-8")
    print(f"{len(made['entries'])} entries in {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
