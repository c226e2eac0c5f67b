"""How automations are told in the window: states, causes, modes, steps and results."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.automation.declared.kinds import days
from app.automation.matching.conditions import sentences
from app.automation.model import CHOOSE, CONDITION, WAIT, Automation, Cause, Change, Group, Mode, State, Step
from app.automation.offer.catalogue import Entry
from app.automation.offer.operations import catalogued, operation
from app.automation.offer.registry import all_triggers, known_schema, schema_of
from app.automation.planning.plan import told as change_told
from app.automation.planning.trial import StepResult, Trial
from app.automation.texts import templates
from app.services.api.automations.automations import AutomationCost, AutomationLine
from app.ui.counts import Counts
from app.ui.i18n import language, moment

translate = QCoreApplication.translate
_PUSHES = frozenset({"contact.push", "fattura24.SaveCustomer"})


def state_words(line: AutomationLine) -> tuple[str, str]:
    """Return how an automation stands, and the kind of its chip (ok, warn, danger or blank)."""
    one = line.automation
    if one.state is State.PAUSED:
        return translate("Automations", "paused: %1").replace("%1", cause_words(one.cause)), "warn"
    if line.failed:
        return translate("Automations", "on, but something failed"), "danger"
    if one.state is State.ON:
        return translate("Automations", "on"), "ok"
    return translate("Automations", "off"), ""


def cost_words(cost: AutomationCost) -> str:
    """Return what an automation costs on an ordinary day, as far as it costs anything."""
    calls, requests = (cost.calls_a_day.get(side, 0.0) for side in ("fattura24", "highlevel"))
    told = [Counts().calls_to_fattura24(_about(calls))] if calls > 0 else []
    told += [Counts().requests(_about(requests))] if requests > 0 else []
    words = translate("Automations", "By the last 30 days it would cost about %1 a day.")
    return words.replace("%1", ", ".join(told)) if told else ""


def _about(value: float) -> int:
    return max(1, round(value))


def cause_words(cause: Cause) -> str:
    """Return why an automation is paused, in a few words."""
    return {
        Cause.NONE: translate("Automations", "unknown cause"),
        Cause.LOOP: translate("Automations", "automations set each other off"),
        Cause.FUSE: translate("Automations", "it ran too often in a short time"),
        Cause.MASS: translate("Automations", "many customers at once: look first"),
        Cause.FAILING: translate("Automations", "it failed three times alike"),
        Cause.CREDENTIALS: translate("Automations", "an account has to be connected again"),
        Cause.INVALID: translate("Automations", "a part of it no longer exists"),
    }[cause]


def mode_words(mode: Mode) -> str:
    """Return how far it goes alone, in a few words."""
    return {
        Mode.TRY: translate("Automations", "Trial: only says what it would do"),
        Mode.ASK: translate("Automations", "Asks: its changes wait in Review"),
        Mode.AUTO: translate("Automations", "Alone: does it by itself"),
    }[mode]


def mode_short(mode: Mode) -> str:
    """Return the mode in one word."""
    return {
        Mode.TRY: translate("Automations", "trial"),
        Mode.ASK: translate("Automations", "asks"),
        Mode.AUTO: translate("Automations", "alone"),
    }[mode]


def trigger_words(automation: Automation) -> str:
    """Return what sets it off, as a sentence that begins with "When"."""
    kind = all_triggers().get(automation.trigger.kind)
    if kind is None:
        return translate("Automations", "When: choose what sets it off")
    said = kind.say(automation.trigger.parameters, language())
    return translate("Automations", "When %1").replace("%1", said)


def conditions_words(group: Group, trigger: str, begin: str = "") -> str:
    """Return conditions as a sentence; blank where there are none."""
    lines = list(sentences(group, schema_of(trigger), language())) if trigger in all_triggers() else []
    return f"{begin} {' '.join(lines)}".strip() if lines else ""


def step_words(step: Step, trigger: str) -> str:
    """Return what a step does, in a sentence."""
    if step.operation == WAIT:
        return translate("Automations", "Wait %1").replace("%1", wait_words(step))
    if step.operation == CONDITION:
        told = conditions_words(step.when, trigger)
        return translate("Automations", "Go on only if %1").replace("%1", told or "…")
    if step.operation == CHOOSE:
        told = conditions_words(step.when, trigger)
        return translate("Automations", "If %1").replace("%1", told or "…")
    kind = operation(step.operation)
    if kind is None:
        return translate("Automations", "This step no longer exists: %1").replace("%1", step.operation)
    said = chips_as_words(" ".join(kind.say(step.inputs, language()).split()), trigger)
    return said[:1].upper() + said[1:]


def wait_words(step: Step) -> str:
    """Return how long a step waits."""
    parts = []
    if number := int(step.inputs.get("days") or 0):
        parts.append(days(number, language()))
    if hours := int(step.inputs.get("hours") or 0):
        parts.append(translate("Automations", "%1 h").replace("%1", str(hours)))
    if minutes := int(step.inputs.get("minutes") or 0):
        parts.append(translate("Automations", "%1 min").replace("%1", str(minutes)))
    return " ".join(parts) or "…"


def chips_as_words(source: str, trigger: str) -> str:
    """Return a template with the names of its values in the place of what stands for them."""
    from app.ui.automations.fields.chips import chip_title, pieces

    if trigger not in all_triggers():
        return source
    schema = schema_of(trigger)
    return "".join(f"‹{chip_title(text, schema)}›" if chip else text for chip, text in pieces(source))


def step_icon(step: Step) -> str:
    """Return the name of a step's picture."""
    flow = {WAIT: "clock", CONDITION: "filter", CHOOSE: "arrow-both"}
    if step.operation in flow:
        return flow[step.operation]
    kind = operation(step.operation)
    return kind.icon if kind is not None else "warning"


def step_side(step: Step) -> str:
    """Return the colour of a step: the service that it writes to."""
    kind = operation(step.operation) if step.operation not in (WAIT, CONDITION, CHOOSE) else None
    if kind is None or kind.side is None:
        return "accent"
    return kind.side.value


def title_of(entry: Entry) -> str:
    """Return what an entry of the catalogue is called."""
    return entry.title(language())


def would_words(change: Change, words: str = "") -> str:
    """Return what a step would do; where its own ``words`` say the same, only that it would."""
    told = change_told(change, language())
    if told == words:
        return translate("Automations", "would do it")
    return translate("Automations", "would do: %1").replace("%1", told)


def result_words(result: StepResult, trial: Trial, words: str = "") -> tuple[str, str]:
    """Return how a step came out in a try, and the kind of its chip; ``words`` are what its card says already."""
    match result.state:
        case "would" if result.change is not None:
            return would_words(result.change, words), "ok"
        case "passed":
            return translate("Automations", "yes, goes on"), "ok"
        case "stopped":
            return translate("Automations", "no"), "warn"
        case "waits":
            return translate("Automations", "would wait until %1").replace("%1", moment(result.until)), "info"
        case "off":
            return translate("Automations", "switched off"), ""
        case "failed" if result.fault is not None:
            earlier = {c.operation for c in trial.changes}
            if result.fault.key in ("no_contact", "no_customer") and earlier & _PUSHES:
                return translate("Automations", "would do it as soon as the step before is done"), "info"
            return result.fault.words(language()), "danger"
    return translate("Automations", "not reached"), ""


def danger_words(danger: int) -> str:
    """Return what an operation's danger means."""
    return (
        translate("Automations", "harmless"),
        translate("Automations", "can be taken back"),
        translate("Automations", "reaches outside, or many"),
        translate("Automations", "destroys or changes the set-up"),
        translate("Automations", "never"),
    )[danger]


def known_title(operation_id: str) -> str:
    """Return the catalogue's title of an operation, or its id."""
    entry = catalogued().get(operation_id)
    return entry.title(language()) if entry else operation_id


def run_state_words(state: str) -> tuple[str, str]:
    """Return how a run stands, and the kind of its chip."""
    return {
        "open": (translate("Automations", "under way"), "info"),
        "tried": (translate("Automations", "tried only"), "info"),
        "done": (translate("Automations", "done"), "ok"),
        "failed": (translate("Automations", "failed"), "danger"),
        "stale": (translate("Automations", "the record had changed"), "warn"),
        "unconfirmed": (translate("Automations", "nobody knows whether it arrived"), "warn"),
        "planned": (translate("Automations", "waits in Review"), "info"),
        "waiting": (translate("Automations", "waits"), "info"),
        "skipped": (translate("Automations", "not reached"), ""),
    }.get(state, (state, ""))


def ready() -> None:
    """Bring in what cards, forms and palette say, and what reads templates: it takes moments in which the first editor
    would stand still. Touches nothing of Qt, so call it off the window's thread."""
    templates.ready()
    for trigger in all_triggers():
        known_title(trigger)
        known_schema(trigger)
    for entry in catalogued().values():
        operation(entry.id)
