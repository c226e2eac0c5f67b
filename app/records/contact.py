"""A contact: a person or a company that is a customer or a lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from app.quick_records import quickly_made

PERSON_FIELDS = ("first_name", "last_name")
"""The two halves of a person's name; compared and decided together."""

ADDRESS_FIELDS = ("street", "postal_code", "city", "province", "country")
"""An address is decided as a whole when a part is in conflict: half of one and half of another is wrong."""

Further = tuple[tuple[str, str], ...]
"""Values that a service keeps beside the one that counts, each with its field: a second e-mail in the same cell, or
HighLevel's additional e-mails and phones."""

IDENTITY_FIELDS = ("vat_code", "fiscal_code")
"""What Fattura24 recognises a customer by (reference: Fattura24 1.7)."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Contact:
    """The values of one contact; a blank text means that the value is not known.

    mobile and landline are E.164 where they could be parsed, otherwise as typed; country is ISO 3166 alpha-2
    where it could be recognised; province two letters; vat_code without the prefix IT, with any other
    country's prefix; sdi_code the recipient code for e-invoices; tags lower-case and sorted.
    """

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    email: str = ""
    mobile: str = ""
    landline: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    province: str = ""
    country: str = ""
    vat_code: str = ""
    fiscal_code: str = ""
    sdi_code: str = ""
    pec: str = ""
    website: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()

    @property
    def person(self) -> str:
        """First and last name in this order, without outer spaces."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def title(self) -> str:
        """What to call the contact in a list: company, else person, else e-mail or phone."""
        return self.company or self.person or self.email or self.mobile or self.landline

    @property
    def full_title(self) -> str:
        """The title with the person beside the company: two people of one company are two contacts."""
        return f"{self.company} ({self.person})" if self.company and self.person else self.title

    def get(self, field: str) -> str:
        """Return a field as text; tags are joined by comma and space. Raises AttributeError if unknown."""
        if field == "tags":
            return ", ".join(self.tags)
        value: str = getattr(self, field)
        return value

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield all fields and their texts, blanks included."""
        yield from zip(CONTACT_FIELDS, (*_texts_of(self), ", ".join(self.tags)), strict=True)

    def values(self, names: Iterable[str]) -> dict[str, str]:
        """Return some fields by their names, each as `get` does."""
        return {n: ", ".join(self.tags) if n == "tags" else getattr(self, n) for n in names}

    def with_values(self, values: Mapping[str, str]) -> Contact:
        """Return a copy with some fields replaced; tags are given joined by commas."""
        changed: dict[str, object] = dict(values)
        if "tags" in values:
            tags = {t.strip().lower() for t in values["tags"].split(",") if t.strip()}
            changed["tags"] = tuple(sorted(tags))
        return replace(self, **changed)  # type: ignore[arg-type]


CONTACT_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Contact))
"""The names of all fields, in the order in which a person would read them."""

_texts_of = attrgetter(*CONTACT_FIELDS[:-1])
