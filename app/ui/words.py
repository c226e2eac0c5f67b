"""Words, icons and colours for the states that several panes show."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.api.accounts import AccountInfo, AccountState, Method, permission_key
from app.services.api.runs import RunInfo, RunState
from app.sync.plan.model import RecordType, Side
from app.texts import catalogue, has_text
from app.ui.counts import counts
from app.ui.i18n import ago, language, number, say

translate = QCoreApplication.translate

SIDE_NAMES = {Side.HIGHLEVEL: "HighLevel", Side.FATTURA24: "Fattura24"}
"""Names of the services; the same in every language."""


_MENDED_THERE = ("highlevel_location_inactive", "highlevel_scope_missing")


def run_state(state: RunState) -> tuple[str, str, str]:
    """Return words, icon and colour token of how a run ended."""
    return {
        RunState.RUNNING: (translate("Words", "Running"), "sync", "info"),
        RunState.DONE: (translate("Words", "Done"), "done", "ok"),
        RunState.WAITING: (translate("Words", "Done, waiting for you"), "help", "warn"),
        RunState.DEFERRED: (translate("Words", "Goes on later"), "clock", "info"),
        RunState.STOPPED: (translate("Words", "Stopped"), "stop", "muted"),
        RunState.FAILED: (translate("Words", "Failed"), "error", "danger"),
        RunState.INTERRUPTED: (translate("Words", "Interrupted"), "warning", "warn"),
    }[state]


def run_origin(run: RunInfo) -> str:
    """Return who started a run."""
    if run.undoes:
        return translate("Words", "Undo")
    return {
        "manual": translate("Words", "By hand"),
        "schedule": translate("Words", "Automatic"),
        "cli": translate("Words", "Command line"),
    }.get(run.origin, run.origin)


def run_counts(run: RunInfo) -> str:
    """Return what a run did, in one line."""
    if not (run.applied or run.failed or run.stale or run.deferred):
        return translate("Words", "nothing to change")
    parts = []
    if run.applied:
        parts.append(counts.made(run.applied))
    if run.failed:
        parts.append(counts.failed(run.failed))
    if run.stale:
        parts.append(counts.stale(run.stale))
    if run.deferred:
        parts.append(counts.deferred(run.deferred))
    return ", ".join(parts)


class _Gaps(dict[str, object]):
    """What a text wants and nobody knows any more stands as a dash."""

    def __missing__(self, key: str) -> str:
        return "…"


def detail_words(detail: str) -> str:
    """Return what is noted beside a write, in words: it is kept as an error's code with its parameters."""
    code, _, rest = detail.partition(" ")
    for key in (f"errors.{code}.title", f"reasons.{code}"):
        if code and has_text(key, language()):
            return catalogue(language())[key].format_map(_Gaps(_params(rest)))
    return detail


def _params(rest: str) -> dict[str, object]:
    """Return the parameters that an error was noted with; what cannot be read is left out."""
    end = rest.rfind("}")
    try:
        found = ast.literal_eval(rest[: end + 1]) if rest.startswith("{") else {}
    except (ValueError, SyntaxError):
        return {}
    return found if isinstance(found, dict) else {}


def operation(verb: str, state: str, record: RecordType = RecordType.CONTACT) -> tuple[str, str, str]:
    """Return words, icon and colour token of one write of a run."""
    if record is RecordType.CUSTOM_FIELD:
        verb = f"{verb}_field"
    verbs = {
        "create": (translate("Words", "Created"), "plus"),
        "update": (translate("Words", "Changed"), "pencil"),
        "link": (translate("Words", "Linked"), "link"),
        "unlink": (translate("Words", "Unlinked"), "unlink"),
        "delete": (translate("Words", "Deleted"), "trash"),
        "create_field": (translate("Words", "Field created"), "plus"),
        "delete_field": (translate("Words", "Field deleted"), "trash"),
        "mark": (translate("Words", "Marked"), "key"),
    }
    words, icon = verbs.get(verb, (verb.replace("_", " ").capitalize(), "pencil"))
    if state == "done":
        return words, icon, "ok"
    states = {
        "failed": (translate("Words", "failed"), "danger"),
        "stale": (translate("Words", "changed meanwhile"), "warn"),
        "sent": (translate("Words", "no answer yet"), "warn"),
        "unconfirmed": (translate("Words", "not confirmed"), "warn"),
        "retry": (translate("Words", "will be tried again"), "info"),
    }
    suffix, token = states.get(state, (state, "muted"))
    return f"{words} – {suffix}", icon, token


def account_state(info: AccountInfo) -> tuple[str, str]:
    """Return words and chip role of an account's state."""
    if info.state is AccountState.REFUSED and info.problem == "highlevel_sign_in_again":
        return translate("Words", "Connect again"), "chip-danger"
    if info.state is AccountState.REFUSED and info.problem == "highlevel_location_inactive":
        return translate("Words", "Location not active"), "chip-danger"
    return {
        AccountState.MISSING: (translate("Words", "Not connected"), "chip"),
        AccountState.CONNECTED: (translate("Words", "Connected"), "chip-ok"),
        AccountState.REFUSED: (translate("Words", "Access refused"), "chip-danger"),
        AccountState.OFFLINE: (translate("Words", "Not reachable"), "chip-warn"),
        AccountState.LOCKED: (translate("Words", "Locked"), "chip-warn"),
    }[info.state]


def secret_place(info: AccountInfo) -> tuple[str, str]:
    """Return where an account's secret is kept, said plainly, and an icon."""
    if info.from_environment:
        return (
            translate("Words", "The secret comes from an environment variable; Ponte24 does not store it."),
            "key",
        )
    if info.session_only:
        return (
            translate(
                "Words",
                "This computer has no safe place for secrets: it is kept only until Ponte24 is closed, then"
                " you enter it again.",
            ),
            "warning",
        )
    if info.side is Side.HIGHLEVEL and info.method is Method.TOKEN:
        return translate("Words", "The token is kept in this computer's password store."), "lock"
    if info.side is Side.FATTURA24:
        return translate("Words", "The key is kept in this computer's password store."), "lock"
    return translate("Words", "The access is kept in this computer's password store."), "lock"


def secret_age(info: AccountInfo, now: float) -> str:
    """Return since when a secret has been in use; ``now`` is epoch seconds."""
    if not info.since or info.ended or info.state is AccountState.MISSING:
        return ""
    if info.method is Method.OAUTH:
        words = translate("Words", "Signed in %1; it renews itself.")
    else:
        key = info.side is Side.FATTURA24
        words = translate("Words", "Key entered %1.") if key else translate("Words", "Token entered %1.")
    return words.replace("%1", ago(info.since, now))


def rotate_words(info: AccountInfo, now: float) -> str:
    """Return that a token should be replaced, or a blank; ``now`` is epoch seconds."""
    if not info.rotate_due(now):
        return ""
    return translate(
        "Words",
        "The HighLevel token is %1 days old. HighLevel advises to renew it every 90 days: make a new one in Settings >"
        " Private Integrations and enter it under “Replace access”. The old one stays until the new one has been"
        " checked.",
    ).replace("%1", number(info.age_days(now)))


def needs_new_secret(info: AccountInfo) -> bool:
    """Tell whether a refused account is put right by connecting again, and not in HighLevel itself."""
    return info.state is AccountState.REFUSED and info.problem not in _MENDED_THERE


def problem_words(info: AccountInfo) -> str:
    """Return why an account was refused last, or cannot be used just now, and what to do; or a blank."""
    if info.state is AccountState.LOCKED:
        title, meaning, action = (say(f"errors.keyring_locked.{p}") for p in ("title", "meaning", "action"))
        return f"{title}. {meaning} {action}"
    if not info.problem or info.state is not AccountState.REFUSED:
        return ""
    filled = {"service": SIDE_NAMES[info.side], "scope": info.missing[-1] if info.missing else ""}
    title, meaning, action = (say(f"errors.{info.problem}.{p}", **filled) for p in ("title", "meaning", "action"))
    return f"{title}. {meaning} {action}"


def missing_words(info: AccountInfo) -> str:
    """Return which permissions are missing, each with what does not work without it, or a blank."""
    head = translate("Words", "Permissions are missing in HighLevel. Without them this does not work:")
    return _permissions(info, head, info.missing)


def lacking_words(info: AccountInfo) -> str:
    """Return which permissions that one can do without are missing, each with what is left out for it, or a blank."""
    head = translate("Words", "These permissions are missing in HighLevel. The rest works; this is left out:")
    return _permissions(info, head, info.lacking)


def _permissions(info: AccountInfo, head: str, scopes: Sequence[str]) -> str:
    if not scopes or info.state is AccountState.MISSING:
        return ""
    return "\n".join([head, *(f"• {scope}: {say(f'permissions.{permission_key(scope)}')}" for scope in scopes)])


def untried_words() -> str:
    """Return what checking a token leaves open (reference: HighLevel 2.7: only a write tells whether one may write)."""
    return translate(
        "Words",
        "Add them in HighLevel under Settings > Private Integrations, then connect again. Whether Ponte24 may also"
        " write shows only with the first change.",
    )


def how_to_export() -> str:
    """Return where Fattura24 keeps the export of its address book (reference: Fattura24 3)."""
    return translate(
        "Words",
        "In Fattura24 open Rubrica, then Altro > Esporta dati, choose CSV and save the file. Then drop it anywhere"
        " on this window.",
    )
