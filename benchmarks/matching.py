"""Who is who, beside recordlinkage on the same untidy people with known truth.

Run: ``python benchmarks/matching.py [RECORDS] [SEED]`` (default 3,000 a side). The people are those of the tests:
typos, swapped and shouted names, lost accents, missing keys, telephones of families and switchboards,
bookkeepers' mailboxes, omocodia, nicknames, namesakes, firms by another name, the same customer twice.

What has to hold: whoever is linked without a question is the same (precision 1); of the pairs that a key proves at
least 0.99 are linked; and of the rest as many are suggested as recordlinkage finds with as many suggestions. A key
proves a pair where both records hold it, no third one does, and nothing else speaks against it; the exact rule is
`People.keyed`. recordlinkage is given blocks on every key and sorted neighbours of the names, and its two ways that
need no training: its ECM classifier and the plain sum of its similarities, each at the best threshold that the truth
can choose for it. The rest are those of the pairs of which we have linked neither record.

Exits with 1 if one of the three does not hold. Without recordlinkage (extra ``bench``) only ours is measured.
"""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.records.naming.legal_form import parse_company
from app.records.text.words import fold, words
from app.sync.contacts.keys import KeyIndex
from app.sync.contacts.match import match
from app.sync.plan.model import Record
from tests.sync.untidy_people import People, make_people, told

RECALL = 0.99
_EXACT = ("email", "vat", "code", "mobile", "landline", "phone", "postal_code")
_ALIKE = ("person", "company", "name", "street", "city", "email")

Pairs = set[tuple[str, str]]


def ours(people: People) -> tuple[Pairs, Pairs, float]:
    """Return what is linked without asking, what is asked about, and the seconds of CPU time."""
    started = time.process_time()
    found = match(KeyIndex(people.highlevel), KeyIndex(people.fattura24), {}, {})
    took = time.process_time() - started
    asked = {(h, f) for h, maybe in found.maybe_highlevel.items() for f in maybe}
    asked |= {(h, f) for f, maybe in found.maybe_fattura24.items() for h in maybe}
    return {(p.highlevel, p.fattura24) for p in found.pairs}, asked, took


def table(pandas: Any, records: list[Record]) -> Any:
    """Return the records as recordlinkage wants them, with our own cleaning, which is in its favour."""
    rows = []
    for record in records:
        c = record.contact
        person = sorted(words(c.person))
        company = list(parse_company(c.company).stem) if c.company else []
        either = company or person
        rows.append(
            {
                "id": record.id,
                "person": " ".join(person) or None,
                "company": " ".join(company) or None,
                "name": " ".join(either) or None,
                "first_word": either[0] if either else None,
                "last_word": either[-1] if either else None,
                "email": c.email or None,
                "mailbox": c.email.split("@")[0] or None,
                "vat": c.vat_code or None,
                "code": c.fiscal_code or None,
                "mobile": c.mobile or None,
                "landline": c.landline or None,
                "phone": c.mobile or c.landline or None,
                "street": fold(c.street) or None,
                "city": fold(c.city) or None,
                "postal_code": c.postal_code or None,
            }
        )
    return pandas.DataFrame(rows).set_index("id")


def theirs(people: People) -> tuple[dict[str, list[tuple[str, str]]], float]:
    """Return recordlinkage's candidates, the likeliest first, by each of its ways, and the seconds of CPU time."""
    import numpy
    import pandas
    import recordlinkage

    started = time.process_time()
    a, b = table(pandas, people.highlevel), table(pandas, people.fattura24)
    index = recordlinkage.Index()
    for name in ("email", "vat", "code", "mobile", "landline", "phone", "street", "name", "mailbox"):
        index.block(name)
    for name in ("name", "person", "company"):
        index.sortedneighbourhood(name, window=7)
    index.block(["first_word", "city"])
    index.block(["last_word", "city"])
    candidates = index.index(a, b)
    comparing = recordlinkage.Compare()
    for name in _EXACT:
        comparing.exact(name, name, label=name, missing_value=0)
    for name in _ALIKE:
        comparing.string(name, name, method="jarowinkler", label=f"{name} alike", missing_value=0)
    features = comparing.compute(candidates, a, b)
    classifier = recordlinkage.ECMClassifier(binarize=0.85, max_iter=100)
    classifier.fit(features)
    scores = {
        "ECM": numpy.asarray(classifier.prob(features)),
        "sum of similarities": features.sum(axis=1).to_numpy(),
    }
    took = time.process_time() - started
    pairs = list(features.index)
    return {name: [pairs[i] for i in numpy.argsort(-score, kind="stable")] for name, score in scores.items()}, took


def best(ranked: list[tuple[str, str]], truth: Pairs) -> tuple[float, float]:
    """Return precision and recall at the threshold at which both together (F1) are best."""
    right, found = 0, (0.0, 0.0, 0.0)
    for count, pair in enumerate(ranked, 1):
        right += pair in truth
        precision, recall = right / count, right / len(truth)
        if right:
            found = max(found, (2 * precision * recall / (precision + recall), precision, recall))
    return found[1], found[2]


def main() -> int:
    """Print both side by side; returns 1 if a promise does not hold."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    people = make_people(count, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    truth, keyed = people.pairs(), people.keyed()
    linked, asked, took = ours(people)
    wrong, recall = len(linked - truth), len(linked & keyed) / len(keyed)
    print(told(people))
    print(
        f"linked without asking   {len(linked):,}, {wrong} of them wrong (target 0)   of those a key proves "
        f"{recall:.4f} (target {RECALL})   of all {len(linked & truth) / len(truth):.3f}   {took:.2f} s of CPU"
    )
    taken_h, taken_f = {h for h, _ in linked}, {f for _, f in linked}

    def free(pair: tuple[str, str]) -> bool:
        return pair[0] not in taken_h and pair[1] not in taken_f

    rest, shown = {p for p in truth if free(p)}, {p for p in asked if free(p)}
    right = len(rest & shown)
    print(f"asked about             {len(shown):,} of the rest, {right:,} of {len(rest):,} pairs found")
    failed = bool(wrong) or recall < RECALL
    try:
        import recordlinkage  # noqa: F401
    except ImportError:
        print("recordlinkage is not installed: pip install -e '.[bench]' adds the comparison")
        return int(failed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, about pandas
        ranked, their_took = theirs(people)
    for name, pairs in ranked.items():
        precision, reached = best(pairs, truth)
        found = sum(pair in rest for pair in [p for p in pairs if free(p)][: len(shown)])
        failed |= found > right
        print(
            f"recordlinkage, {name:<20} best precision {precision:.3f} at recall {reached:.3f}   of the rest "
            f"{found:,} found with as many suggestions (ours {right:,})"
        )
    print(f"ratio of CPU time, theirs to ours: {their_took / took:.1f}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
