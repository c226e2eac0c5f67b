"""Values that a table keeps in two columns and Fattura24 in one: a person's name, a street and its number."""

from __future__ import annotations

import re

from app.records.text.clean import clean_value
from app.records.text.words import squeeze, words


def put_together(values: dict[str, str]) -> dict[str, str]:
    """Return the values of a row with its halves joined, where it has such columns.

    First and last name make the name of a row that has no other. Beside another name they are the firm's contact
    person, whom Fattura24 keeps nowhere; beside the same one they tell how it is parted.
    """
    if "house_number" not in values and "last_name" not in values:
        return values
    joined = dict(values)
    number = squeeze(clean_value("street", joined.pop("house_number", "")))
    street = squeeze(joined.get("street", ""))
    if number and street and not re.search(rf"(?:^|[\s,]){re.escape(number)}$", street, re.IGNORECASE):
        joined["street"] = f"{street}, {number}"
    first, last = joined.pop("first_name", "").strip(), joined.pop("last_name", "").strip()
    person = squeeze(f"{last} {first}")
    name = joined.get("name", "").strip()
    if person and (not name or sorted(words(name)) == sorted(words(person))):
        joined["name"] = name or person
        if first and last:
            joined |= {"first_name": first, "last_name": last}
    return joined
