"""Plans with every kind of row, for the tests and pictures of the review."""

from __future__ import annotations

from app.sync.plan.model import (
    Action,
    Candidate,
    Choice,
    FieldChange,
    Kind,
    Plan,
    Reason,
    RecordType,
    Side,
)

NOW = 1_790_000_000.0
HL, F24 = Side.HIGHLEVEL, Side.FATTURA24
BOTH = (Choice.HIGHLEVEL.value, Choice.FATTURA24.value, Choice.SKIP.value)
LATER = "2026-09-23T12:10:00Z"


def change(name: str, before: str, after: str) -> FieldChange:
    """One field of an action."""
    return FieldChange(name, before, after)


def action(
    number: int, kind: Kind, side: Side, title: str, *fields: FieldChange, reason: str = "none", **more: object
) -> Action:
    """An action about a contact."""
    given: dict[str, object] = {"link": f"l{number}", "target_id": f"t{number}", "source_id": f"s{number}"} | more
    return Action(f"A{number}", kind, side, RecordType.CONTACT, title, fields=fields, reason=Reason(reason), **given)  # type: ignore[arg-type]


def rich_actions() -> tuple[Action, ...]:
    """Two dozen actions of every group."""
    return (
        Action(
            "A1", Kind.CREATE, HL, RecordType.CUSTOM_FIELD, "Codice destinatario", reason=Reason("custom_field_missing")
        ),
        action(2, Kind.LINK, HL, "Caffè Centrale S.n.c.", reason="matched_vat_code"),
        action(3, Kind.LINK, HL, "Giulia Ferrari", reason="matched_email"),
        action(
            4,
            Kind.UPDATE,
            F24,
            "Trattoria da Gino",
            change("street", "Via Roma 1", "Via Garibaldi 22"),
            change("postal_code", "10121", "10122"),
            reason="changed_in_highlevel",
        ),
        action(
            5,
            Kind.UPDATE,
            HL,
            "Hotel Bellavista S.p.A.",
            change("pec", "", "bellavista@pec.example.it"),
            reason="blank_filled",
        ),
        action(
            6,
            Kind.UPDATE,
            F24,
            "Anna Bianchi",
            change("mobile", "+39 333 1234567", "+39 347 7654321"),
            change("email", "anna@example.it", "anna.bianchi@example.it"),
            change("city", "Torino", "Moncalieri"),
            reason="several_reasons",
        ),
        action(
            7,
            Kind.CREATE,
            F24,
            "Panificio Rossi S.r.l.",
            change("company", "", "Panificio Rossi S.r.l."),
            change("vat_code", "", "12345670017"),
            change("sdi_code", "", "M5UXCR1"),
            change("city", "", "Torino"),
            reason="only_in_highlevel",
            target_id="",
        ),
        action(
            8,
            Kind.CREATE,
            HL,
            "Marco Esposito",
            change("first_name", "", "Marco"),
            change("last_name", "", "Esposito"),
            change("email", "", "marco.esposito@example.it"),
            change("fattura24_id", "", "884211"),
            reason="only_in_fattura24",
            target_id="",
        ),
        action(
            9,
            Kind.CREATE,
            F24,
            "Laboratorio Dolci Sapori di Maria Concetta Di Giovanni & Figli S.a.s.",
            change("company", "", "Laboratorio Dolci Sapori di Maria Concetta Di Giovanni & Figli S.a.s."),
            change("email", "", "amministrazione@dolcisapori-digiovanni.example.it"),
            reason="only_in_highlevel",
            target_id="",
        ),
        action(
            10,
            Kind.UPDATE,
            F24,
            "Pasticceria Dolce Vita",
            change("mobile", "+393331112223", "+393339998887"),
            reason="changed_in_highlevel",
            deferred_until=LATER,
        ),
        action(
            11,
            Kind.CREATE,
            F24,
            "Gelateria Il Polo",
            change("company", "", "Gelateria Il Polo"),
            change("city", "", "Asti"),
            reason="only_in_highlevel",
            deferred_until=LATER,
            target_id="",
        ),
        action(
            12,
            Kind.CONFLICT,
            HL,
            "Mario Verdi",
            change("email", "mario@verdi.example.it", "info@verdi.example.it"),
            reason="both_changed",
            choices=BOTH,
        ),
        action(
            13,
            Kind.CONFLICT,
            HL,
            "Osteria del Borgo",
            change("street", "Via Po 3", "Corso Francia 18"),
            change("postal_code", "10124", "10138"),
            change("city", "Torino", "Torino"),
            reason="both_changed",
            choices=BOTH,
            decision="fattura24",
        ),
        action(
            14,
            Kind.CONFLICT,
            HL,
            "Bar Sport",
            change("pec", "barsport@pec.example.it", "bar.sport@pec.example.it"),
            reason="different_from_the_start",
            choices=BOTH,
        ),
        action(
            15,
            Kind.CONFLICT,
            F24,
            "Luca Neri",
            change("first_name", "", "Luca"),
            change("last_name", "", "Neri"),
            reason="name_only",
            link=None,
            target_id="",
            choices=("link:f7", "link:f8", Choice.NEW.value, Choice.SKIP.value),
            candidates=(
                Candidate("f7", "Luca Neri", "luca.neri@example.it · Torino"),
                Candidate("f8", "Neri Luca & C. S.n.c.", "P.IVA 01234567897"),
            ),
        ),
        action(
            16,
            Kind.UPDATE,
            F24,
            "Studio Legale Conti",
            change("vat_code", "01234567897", "12345670017"),
            reason="identity_change",
            note=True,
        ),
        action(17, Kind.UNLINK, HL, "Vecchia Locanda", reason="gone_from_highlevel", choices=BOTH),
        action(18, Kind.CREATE, F24, "s18", reason="no_name", note=True, target_id=""),
    )


def rich_plan(plan_id: str = "rich", **more: object) -> Plan:
    """A plan of all groups, made half an hour before `NOW`."""
    given: dict[str, object] = {
        "unchanged": 128,
        "calls": {"highlevel": 9, "fattura24": 7},
        "mirror_seen_at": NOW - 4 * 86400,
    } | more
    return Plan(plan_id, NOW - 1800, rich_actions(), **given)  # type: ignore[arg-type]


def many_actions(count: int) -> tuple[Action, ...]:
    """Many rows: every tenth a conflict, every seventh new, the rest changed."""
    made: list[Action] = []
    for n in range(count):
        title, mail = f"Cliente {n}", f"cliente{n}@example.it"
        if n % 10 == 0:
            made.append(
                action(
                    n,
                    Kind.CONFLICT,
                    HL,
                    title,
                    change("email", mail, f"info{n}@example.it"),
                    reason="both_changed",
                    choices=BOTH,
                )
            )
        elif n % 7 == 0:
            made.append(
                action(
                    n,
                    Kind.CREATE,
                    F24,
                    title,
                    change("email", "", mail),
                    change("city", "", "Forlì"),
                    reason="only_in_highlevel",
                    target_id="",
                )
            )
        else:
            side = F24 if n % 2 else HL
            made.append(
                action(
                    n,
                    Kind.UPDATE,
                    side,
                    title,
                    change("email", f"vecchio{n}@example.it", mail),
                    reason="changed_in_highlevel",
                )
            )
    return tuple(made)
