"""What an automation names and HighLevel does not have, as far as is known: no fault, for it may come, but the usual
reason why nothing happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.automation.data.values import ValueType
from app.automation.declared.kinds import Field
from app.automation.model import Automation, Group
from app.automation.offer.operations import operation
from app.automation.offer.registry import all_triggers, known_schema
from app.automation.texts.templates import is_template
from app.records.text.words import fold
from app.services.api.automations.automations import AutomationChoices
from app.texts import text

CUSTOM_FIELD = "contact.custom_field"
_NAMED = ("user", "calendar", "workflow", "tag_id", "custom_value", "business", "custom_field")


def hints(
    automation: Automation, choices: AutomationChoices, used: Mapping[str, int], language: str
) -> tuple[str, ...]:
    """Return the hints in words. ``choices`` is what is known of the location, ``used`` on how many contacts each tag
    is."""
    found = [*_tags(automation, choices, used, language), *_gone(automation, choices, language)]
    found += _unfit(automation, choices, language)
    return tuple(dict.fromkeys(found))


def _tags(automation: Automation, choices: AutomationChoices, used: Mapping[str, int], language: str) -> Iterator[str]:
    on_contacts = {fold(tag) for tag in used}
    exist = on_contacts | {fold(name) for _id, name in choices.tag_ids}
    for tag, must_be_there in _wanted(automation):
        if fold(tag) in on_contacts:
            continue
        if choices.tag_ids and fold(tag) not in exist:
            yield text("automations.hint.tag_unknown", language, tag=tag)
        elif must_be_there:
            yield text("automations.hint.tag_unused", language, tag=tag)


def _wanted(automation: Automation) -> Iterator[tuple[str, bool]]:
    """Yield the tags that must be there for something to happen, with whether a contact has to have them already."""
    parameters = automation.trigger.parameters
    if automation.trigger.kind == "highlevel.ContactTagUpdate" and (tag := str(parameters.get("tag") or "")):
        yield tag, parameters.get("change") == "removed"
    yield from ((tag, True) for tag in _compared(automation.conditions, automation.trigger.kind))
    for step in automation.all_steps():
        if step.operation == "highlevel.remove-tags":
            yield from ((str(tag), True) for tag in step.inputs.get("tags", ()) if "{{" not in str(tag))
        yield from ((tag, True) for tag in _compared(step.when, automation.trigger.kind))


def _compared(group: Group, trigger: str) -> Iterator[str]:
    schema = known_schema(trigger)
    for condition in group.conditions():
        path = schema.paths.get(condition.path)
        if path is not None and path.type is ValueType.TAG and condition.op == "has" and condition.value:
            yield str(condition.value)


def _gone(automation: Automation, choices: AutomationChoices, language: str) -> Iterator[str]:
    there: dict[str, Sequence[tuple[str, str]]] = {
        "user": choices.users,
        "calendar": choices.calendars,
        "workflow": choices.workflows,
        "tag_id": choices.tag_ids,
        "custom_value": choices.custom_values,
        "business": choices.businesses,
        "custom_field": tuple((one.id, one.name) for one in choices.own_fields),
    }
    trigger = all_triggers().get(automation.trigger.kind)
    told: list[tuple[Sequence[Field], Mapping[str, object]]] = []
    if trigger is not None:
        told.append((trigger.parameters, automation.trigger.parameters))
    for step in automation.acting_steps():
        if (kind := operation(step.operation)) is not None:
            told.append((kind.inputs, step.inputs))
    for fields, given in told:
        for field in fields:
            value = str(given.get(field.name) or "")
            known = there.get(field.kind, ())
            if field.kind in _NAMED and value and "{{" not in value and known and value not in dict(known):
                yield text("automations.hint.choice_gone", language, title=field.words.of(language))


def _unfit(automation: Automation, choices: AutomationChoices, language: str) -> Iterator[str]:
    """Yield for which custom fields a plain text was written that the field cannot hold."""
    fields = {one.id: one for one in choices.own_fields}
    for step in automation.acting_steps():
        own, value = fields.get(str(step.inputs.get("field"))), str(step.inputs.get("value") or "")
        if step.operation == CUSTOM_FIELD and own is not None and value and not is_template(value):
            try:
                own.fit(value)
            except ValueError:
                yield text("automations.hint.field_unfit", language, name=own.name, value=value[:60])
