"""After Stop the rest of a confirmed plan stays to be gone on with."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from app.services.api.progress import Progress, StopSignal
from tests.services.stage import stage


def test_stop_leaves_the_rest_as_a_plan_that_ends_as_if_nobody_had_stopped(tmp_path: Path) -> None:
    with stage(tmp_path) as s:

        async def way() -> Any:
            await s.connect()
            await s.import_export()
            plan = await s.service.plan()
            stop = StopSignal()

            def tell(progress: Progress) -> None:
                if progress.stage == "applying" and progress.done >= 5:
                    stop.stop()

            first = await s.service.apply(plan.id, digest=plan.digest, confirmed=True, progress=tell, stop=stop)
            assert first.stopped
            rest = s.service.open_plan()
            assert rest is not None
            assert rest.id != plan.id
            left = sum(a.effective for a in rest.actions)
            whole = sum(a.effective for a in plan.actions)
            assert left + first.applied + first.failed + first.stale == whole
            done = await s.service.apply(rest.id, digest=rest.digest, confirmed=True)
            assert done.failed == done.stale == 0, done.errors
            again = await s.service.plan()
            assert not [a for a in again.actions if a.effective and not a.deferred_until], again.actions

        asyncio.run(way())
