"""All revisions, oldest first."""

from __future__ import annotations

from typing import Protocol

from app.store.migrations.versions import (
    r0001_first,
    r0002_invoices,
    r0003_webhooks,
    r0004_documents,
    r0005_files,
    r0006_provenance,
    r0007_plan_revisions,
    r0008_changes,
    r0010_agenda,
    r0020_schedule_direction,
    r0021_part_paid,
    r0030_automations,
    r0032_payable,
    r0033_lighter_plans,
    r0034_raw_names,
    r0035_kept_records,
)


class Migration(Protocol):
    """A revision as a module: its id, the id before it (None: the first), and the step up."""

    revision: str
    down_revision: str | None

    def upgrade(self) -> None:
        """Change the tables from the revision before to this one."""
        ...


HISTORY: tuple[Migration, ...] = (
    r0001_first,
    r0002_invoices,
    r0003_webhooks,
    r0004_documents,
    r0005_files,
    r0006_provenance,
    r0007_plan_revisions,
    r0008_changes,
    r0010_agenda,
    r0020_schedule_direction,
    r0021_part_paid,
    r0030_automations,
    r0032_payable,
    r0033_lighter_plans,
    r0034_raw_names,
    r0035_kept_records,
)
"""The import above also tells the freezer which modules to take along."""
