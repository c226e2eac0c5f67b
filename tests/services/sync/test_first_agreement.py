"""After a first sync nothing "has changed" that only Ponte24 itself has written."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app import assembly
from app.paths import Home
from app.services.api.status import AgreementState
from app.sync.plan.model import LINK_PREFIX, Choice


def test_a_first_sync_leaves_nothing_to_compare_but_pairs_that_a_person_joined(tmp_path: Path) -> None:
    async def way() -> None:
        with assembly.embedded_sandbox(contacts=12) as sandbox:
            sandbox.state.create_contact(
                {"companyName": "Ceramiche Palumbo S.r.l.", "firstName": "Emanuele", "lastName": "Palumbo"}
                | {"email": "info@ceramiche-palumbo.example.it"}
            )
            sandbox.state.switches.change({"highlevel": {"search_lag_seconds": 0}})
            service = assembly.build_demo(Home(tmp_path / "home"), "it")
            try:
                await assembly.connect_demo(service, sandbox)
                await service.import_files([assembly.sandbox_export(sandbox, tmp_path)])
                plan = await service.plan()
                made = [a for a in plan.actions if "first_name" in a.reason.params.get("left_out", "")]
                assert any(not a.asks for a in made), "a company's person finds no place in Fattura24"
                asked = [a for a in plan.actions if a.waits_for_person]
                joined = next(a for a in asked if any(c.startswith(LINK_PREFIX) for c in a.choices))
                link = next(c for c in joined.choices if c.startswith(LINK_PREFIX))
                for action in asked:
                    plan = service.decide(plan.id, [action.id], link if action is joined else Choice.SKIP.value)
                result = await service.apply(plan.id, confirmed=True)
                assert (result.failed, result.stale, result.deferred) == (0, 0, 0)
                found = service.status().agreement
                assert (found.moved, found.pending) == (False, 0)
                assert found.uncompared >= 2, "what a person joined, and who did not get all values"
                assert found.state is AgreementState.TO_CHECK
                await service.plan()
                found = service.status().agreement
                assert (found.uncompared, found.moved) == (0, False)
                assert found.state is not AgreementState.TO_CHECK
            finally:
                await service.close()

    asyncio.run(way())
