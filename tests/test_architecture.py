"""The plan of the house (CONTRIBUTING.md): who may import whom inside `app`, and what from outside."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_MODULE = 400

FLOORS = {
    "app.records": 1,
    "app.store": 1,
    "app.credentials": 1,
    "app.errors": 1,
    "app.texts": 1,
    "app.secret_text": 1,
    "app.wellformed": 1,
    "app.regular_file": 1,
    "app.whole_file": 1,
    "app.loopback_http": 1,
    "app.printable": 1,
    "app.spreadsheet_cells": 1,
    "app.paths": 1,
    "app.clock": 1,
    "app.logs": 1,
    "app.garbage": 1,
    "app.quick_records": 1,
    "app.parts": 1,
    "app.autostart": 1,
    "app.sync": 2,
    "app.automation": 2,
    "app.connectors": 3,
    "app.services": 4,
    "app.ui": 5,
    "app.assembly": 6,
    "app.cli": 7,
    "app.commands": 7,
    "app.__main__": 7,
}
SIDE_HOUSE = "app.sandbox"
QT = {"PySide6", "shiboken6", "qasync"}
SQL = {"sqlalchemy", "sqlite3", "alembic"}
# The only parts that may import these libraries.
HOMES = [
    (SQL, ("app.store",)),
    (QT, ("app.ui", "app.assembly", "app.cli", "app.commands", "app.__main__")),
]
# What the engine and its nouns must not know, also not through a neighbour on the first floor.
PURE = ("app.sync", "app.records", "app.automation")
IMPURE = QT | SQL | {"httpx"}
WINDOWS = ("app.ui.window", "app.ui.shell.main_window", "app.ui.mainwindow")
PANES = "app.ui.panes"
# The border of the services, and who knows nothing else of them.
SERVICES, BORDER = "app.services", "app.services.api"
FACADE = ("app.services.facade", "app.services.rooms")
OUTSIDE = ("app.ui", "app.cli", "app.commands", "app.__main__")


class Module(NamedTuple):
    name: str
    package: str
    tree: ast.Module


def within(name: str, parts: str | tuple[str, ...]) -> bool:
    """Whether `name` is one of `parts` or below it; `app.cli` also covers `app.cli_output`."""
    parts = (parts,) if isinstance(parts, str) else parts
    return any(
        name == part or name.startswith(f"{part}.") or (part == "app.cli" and name.startswith("app.cli_"))
        for part in parts
    )


def floor(name: str) -> int | None:
    """The floor a module stands on; 0 for `app` itself, None when the plan does not know it."""
    if name == "app":
        return 0
    return next((level for part, level in FLOORS.items() if within(name, part)), None)


def parse(sources: dict[str, str]) -> list[Module]:
    """Modules from source texts by path (`app/ui/__init__.py`)."""
    modules = []
    for path, text in sources.items():
        parts = path.removesuffix(".py").split("/")
        package = ".".join(parts[:-1])
        name = package if parts[-1] == "__init__" else ".".join(parts)
        modules.append(Module(name, package, ast.parse(text)))
    return modules


def imports(module: Module, known: set[str]) -> Iterator[str]:
    """Full names of what a module imports anywhere; of `from x import y`, x.y where that is a module."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.package.split(".")
                above = above[: len(above) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            for alias in node.names:
                below = f"{base}.{alias.name}"
                # A part of the plan counts as a module even when it is not among the sources.
                is_module = below in known or below in FLOORS or below in (SIDE_HOUSE, BORDER)
                yield below if is_module else base
        elif isinstance(node, ast.Call):
            function = node.func
            called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            target = node.args[0] if node.args else None
            if called in ("import_module", "__import__") and isinstance(target, ast.Constant):
                yield str(target.value)


def pane_of(name: str) -> str:
    """The pane that a module belongs to: the first word of its name below the panes."""
    parts = name.split(".")
    return parts[3].partition("_")[0] if name.startswith(f"{PANES}.") else ""


def complaints(name: str, target: str) -> Iterator[str]:
    """Which rules the import of `target` by `name` breaks."""
    library = target.partition(".")[0]
    if library != "app":
        for libraries, homes in HOMES:
            if library in libraries and not within(name, homes):
                yield f"only {' '.join(homes)} may import {library}"
        if library in IMPURE and within(name, PURE):
            yield f"the engine and the records know no {library}"
        return
    here, there = floor(name), floor(target)
    if within(target, SIDE_HOUSE):
        if not within(name, SIDE_HOUSE) and (here or 0) < FLOORS["app.assembly"]:
            yield "only assembly and the command line may import the sandbox"
    elif there is None:
        yield f"{target} has no place in the plan"
    elif within(name, SIDE_HOUSE):
        if there > 1:
            yield "the sandbox may import only the first floor"
    elif here is not None and there > here:
        yield f"floor {here} must not reach up to floor {there}"
    if within(name, PURE) and within(target, "app.store"):
        yield "the engine and the records know no store"
    if within(name, OUTSIDE) and within(target, SERVICES) and not within(target, BORDER):
        yield "window and command line know of the services only their border"
    if name.startswith(f"{PANES}.") and (within(target, WINDOWS) or target.startswith(f"{PANES}.")):
        # a pane may be a folder, or a module with helpers named after it: home.py and home_cards.py
        own = pane_of(name)
        if pane_of(target) != own or within(target, WINDOWS):
            yield "panes do not know each other nor the window"


def circle(graph: dict[str, set[str]]) -> list[str]:
    """One circle of imports as a path that ends where it starts; empty when there is none."""
    finished: set[str] = set()

    def visit(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in finished:
            return []
        for target in sorted(graph.get(name, ())):
            if found := visit(target, [*path, name]):
                return found
        finished.add(name)
        return []

    return next((found for name in sorted(graph) if (found := visit(name, []))), [])


def folders(graph: dict[str, set[str]]) -> dict[str, dict[str, set[str]]]:
    """Who imports whom among the modules and folders that lie side by side in one folder, a folder taken as one."""
    found: dict[str, dict[str, set[str]]] = {}
    for name, targets in graph.items():
        for target in targets:
            mine, theirs = name.split("."), target.split(".")
            shared = next((n for n, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), 0)
            if shared:  # otherwise one of them holds the other
                above = ".".join(mine[:shared])
                one, other = (".".join(parts[: shared + 1]) for parts in (mine, theirs))
                found.setdefault(above, {}).setdefault(one, set()).add(other)
    return found


# What decides or computes something: not for a module that only puts parts together.
WORK = (
    *(ast.If, ast.IfExp, ast.Match, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.With, ast.AsyncWith),
    *(ast.comprehension, ast.Lambda, ast.BoolOp, ast.Compare, ast.BinOp, ast.Raise, ast.Yield),
)
FEW_STATEMENTS = 2


def use_cases(module: Module) -> Iterator[str]:
    """Functions of the facade that do something themselves: a decision, a loop, or more than two statements.

    Docstrings and imports do not count; a constructor may keep as much as it likes.
    """
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        body = [s for s in node.body if not isinstance(s, ast.Import | ast.ImportFrom)]
        body = body[1:] if ast.get_docstring(node) is not None else body
        works = any(isinstance(part, WORK) for statement in body for part in ast.walk(statement))
        if works or (len(body) > FEW_STATEMENTS and node.name != "__init__"):
            yield f"{module.name}.{node.name}: the facade only puts parts together"


def violations(sources: dict[str, str]) -> list[str]:
    """Every breach of the plan in `sources`, as "module imports target: rule"."""
    modules = parse(sources)
    known = {module.name for module in modules}
    found, graph = [], {}
    for module in modules:
        if floor(module.name) is None and not within(module.name, SIDE_HOUSE):
            found.append(f"{module.name}: has no place in the plan")
        if module.name in FACADE:
            found += use_cases(module)
        targets = set(imports(module, known))
        graph[module.name] = targets & known
        for target in sorted(targets):
            found += [f"{module.name} imports {target}: {rule}" for rule in complaints(module.name, target)]
    if path := circle(graph):
        found.append(f"circle of imports: {' -> '.join(path)}")
        return found
    for beside in folders(graph).values():
        if path := circle(beside):
            found.append(f"circle of folders: {' -> '.join(path)}")
    return found


def house() -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "app").rglob("*.py"))
    }


def test_the_house_follows_its_plan() -> None:
    assert violations(house()) == []


def test_the_plan_in_contributing_names_every_room() -> None:
    plan = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## The plan of the house")[2].partition("## ")[0]
    rooms = [part for part in FLOORS if (ROOT / part.replace(".", "/")).is_dir()] + [SIDE_HOUSE]
    missing = [room for room in rooms if f"`{room.replace('.', '/')}/`" not in plan]
    for room in ("app.services", "app.services.sync", "app.connectors", "app.sync", "app.automation"):
        folders = (path.name for path in (ROOT / room.replace(".", "/")).iterdir() if (path / "__init__.py").exists())
        missing += [f"{room}.{folder}" for folder in sorted(folders) if f"`{folder}/`" not in plan]
    assert missing == []


def test_the_places_that_contributing_names_are_there() -> None:
    house = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## The plan of the house")[2].partition("## ")[0]
    places = [p for p in re.findall(r"`((?:app|resources|tests)/[\w/.]+)`", house) if p.count("/") > 1]
    assert len(places) > 15
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_no_module_is_too_long() -> None:
    paths = [*(ROOT / "app").rglob("*.py"), *(ROOT / "packaging").rglob("*.py")]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in paths}
    assert "app/__init__.py" in lengths
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("app/sync/plan.py", "import app.connectors.transport", "floor 2 must not reach up to floor 3"),
        ("app/sync/plan.py", "from ..services import runs", "floor 2 must not reach up to floor 4"),
        ("app/sync/plan.py", "from .. import services", "floor 2 must not reach up to floor 4"),
        ("app/sync/__init__.py", "from ..ui.theme import x", "floor 2 must not reach up to floor 5"),
        ("app/errors.py", "def f():\n    from app.ui import theme", "floor 1 must not reach up to floor 5"),
        (
            "app/store/db.py",
            "if TYPE_CHECKING:\n    from app import sync",
            "floor 1 must not reach up to floor 2",
        ),
        ("app/services/x.py", "importlib.import_module('app.ui')", "floor 4 must not reach up to floor 5"),
        ("app/ui/window.py", "from app.assembly import build", "floor 5 must not reach up to floor 6"),
        ("app/assembly.py", "import app.cli_output", "floor 6 must not reach up to floor 7"),
        ("app/__init__.py", "from app.paths import x", "floor 0 must not reach up to floor 1"),
        ("app/sync/plan.py", "from app.store import links", "the engine and the records know no store"),
        ("app/records/contact.py", "import app.store", "the engine and the records know no store"),
        ("app/sync/plan.py", "import httpx", "the engine and the records know no httpx"),
        ("app/records/x.py", "from PySide6.QtCore import Qt", "the engine and the records know no PySide6"),
        ("app/sync/plan.py", "import sqlite3", "only app.store may import sqlite3"),
        ("app/services/x.py", "from sqlalchemy import select", "only app.store may import sqlalchemy"),
        ("app/sandbox/x.py", "import alembic.config", "only app.store may import alembic"),
        ("app/connectors/x.py", "import qasync", "may import qasync"),
        ("app/sandbox/x.py", "from app.sync import plan", "the sandbox may import only the first floor"),
        ("app/sandbox/x.py", "from app.assembly import x", "the sandbox may import only the first floor"),
        ("app/services/x.py", "from app import sandbox", "only assembly and the command line"),
        ("app/records/x.py", "import app.sandbox.server", "only assembly and the command line"),
        ("app/ui/panes/home.py", "from .review import Row", "panes do not know each other"),
        (
            "app/ui/panes/home.py",
            "from app.ui.window import Window",
            "panes do not know each other nor the window",
        ),
        ("app/ui/panes/home/x.py", "from app.ui.panes.review import y", "panes do not know each other"),
        ("app/ui/x.py", "from app.services.sync import syncing", "of the services only their border"),
        ("app/commands/x.py", "from app.services.facade import Ponte24", "of the services only their border"),
        ("app/cli.py", "def f():\n    import app.services.calls.calls", "of the services only their border"),
        ("app/helpers.py", "", "has no place in the plan"),
        ("app/cli.py", "from app.helpers import x", "app.helpers has no place in the plan"),
        ("app/climate.py", "", "has no place in the plan"),
    ],
)
def test_a_breach_is_found(path: str, text: str, rule: str) -> None:
    sources = {"app/ui/panes/review.py": "", path: text}
    assert any(rule in breach for breach in violations(sources)), violations(sources)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/sync/plan.py", "import json\nfrom ..records import contact\nfrom . import merge"),
        ("app/store/db.py", "import sqlite3\nfrom app.errors import PonteError"),
        ("app/ui/window.py", "import qasync\nfrom PySide6 import QtCore\nfrom app.ui.panes.home import Home"),
        ("app/ui/panes/home/__init__.py", "from .rows import Row\nfrom app.ui.theme import colour"),
        ("app/ui/panes/__init__.py", "from .review import Review"),
        ("app/ui/panes/review_bar.py", "from app.ui.panes.review import Review"),
        ("app/assembly.py", "from app import sandbox, ui, store"),
        ("app/cli_output.py", "from app.sandbox.server import serve\nfrom app.cli import x"),
        ("app/sandbox/x.py", "import starlette\nfrom .state import State\nfrom app.errors import PonteError"),
        ("app/paths.py", "from app import __version__"),
        ("app/ui/x.py", "from app.services.api.runs import RunInfo\nfrom app.services import api"),
        ("app/assembly.py", "from app.services.facade import Ponte24"),
    ],
)
def test_what_the_plan_allows_passes(path: str, text: str) -> None:
    assert violations({path: text, "app/ui/panes/review.py": "", "app/__init__.py": ""}) == []


@pytest.mark.parametrize(
    "body",
    [
        "if x:\n            x.go()",
        "return [run for run in self.runs]",
        "async with self.lease: await self.go()",
        "a = self.a()\n        b = self.b(a)\n        return self.c(b)",
        "return self.a() or self.b()",
    ],
)
def test_a_use_case_in_the_facade_is_found(body: str) -> None:
    for name in ("facade", "rooms"):
        sources = {f"app/services/{name}.py": f"class Ponte24:\n    async def plan(self):\n        {body}\n"}
        assert violations(sources) == [f"app.services.{name}.plan: the facade only puts parts together"]


def test_the_facade_may_put_together_and_pass_on() -> None:
    text = """
class Ponte24:
    def __init__(self, store):
        self.a = A(store)
        self.b = B(store)
        self.c = C(self.a, self.b)

    async def plan(self, stop=None):
        "Plan."
        from app.services.sync.planning import planning

        now = self.clock.now()
        return await planning.plan(self.store, now)
"""
    sources = {"app/services/facade.py": text, "app/services/sync/planning/planning.py": ""}
    assert violations(sources) == []


def test_a_circle_is_found_and_named() -> None:
    sources = {
        "app/sync/a.py": "from .b import x",
        "app/sync/b.py": "def f():\n    from app.sync import c",
        "app/sync/c.py": "import app.sync.a",
        "app/sync/__init__.py": "",
    }
    circle_found = "circle of imports: app.sync.a -> app.sync.b -> app.sync.c -> app.sync.a"
    assert violations(sources) == [circle_found]
    sources["app/sync/c.py"] = ""
    assert violations(sources) == []


def test_a_circle_of_folders_is_found_although_no_module_is_part_of_one() -> None:
    sources = {
        "app/sync/plan/a.py": "from app.sync.work.b import x",
        "app/sync/plan/c.py": "",
        "app/sync/work/b.py": "",
        "app/sync/work/d.py": "from app.sync.plan.c import y",
    }
    assert violations(sources) == ["circle of folders: app.sync.plan -> app.sync.work -> app.sync.plan"]
    sources["app/sync/work/d.py"] = ""
    assert violations(sources) == []


def test_a_folder_and_the_modules_beside_it_make_no_circle_either() -> None:
    sources = {
        "app/store/store.py": "from app.store.agenda.book import x",
        "app/store/agenda/book.py": "from app.store.things import y",
        "app/store/things.py": "",
    }
    assert violations(sources) == []
    sources["app/store/things.py"] = "from app.store.agenda.tables import z"
    sources["app/store/agenda/tables.py"] = ""
    assert violations(sources) == ["circle of folders: app.store.agenda -> app.store.things -> app.store.agenda"]


def test_a_package_that_offers_its_modules_is_no_circle_unless_they_ask_it() -> None:
    sources = {
        "app/sync/__init__.py": "from .a import x",
        "app/sync/a.py": "from .b import y",
        "app/sync/b.py": "",
    }
    assert violations(sources) == []
    sources["app/sync/b.py"] = "from app.sync import x"
    assert violations(sources) == ["circle of imports: app.sync -> app.sync.a -> app.sync.b -> app.sync"]
