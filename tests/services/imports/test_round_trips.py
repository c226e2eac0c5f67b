"""Whatever Fattura24 exports right after a sync asks for nothing, in any of its shapes (I13)."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.services.round_trips import SHAPES, Crowd, in_step, measure
from tests.services.stage import stage


def test_importing_any_export_right_after_a_sync_asks_for_nothing(tmp_path: Path) -> None:
    with stage(tmp_path, contacts=20, seed=3) as s:
        Crowd(s.sandbox, 3).fill(120)

        async def way() -> None:
            await in_step(s, edits=15, seed=3)
            found = await measure(s)
            assert [asked.shape for asked in found] == list(SHAPES)
            # the first export tells the codes of customers that Ponte24 made; no plan comes of it
            assert [(asked.shape, asked.actions, asked.new, asked.refused) for asked in found] == [
                (shape, (), 0, 0) for shape in SHAPES
            ]

        asyncio.run(way())
