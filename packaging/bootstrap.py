"""Prepares and runs Ponte24 from a checkout: `python packaging/bootstrap.py demo|run|test|check|…`

Needs Python 3.11 and nothing else. Makes the virtual environment `.venv`, installs Ponte24 into it (again
only when pyproject.toml changes), makes sure that Qt finds its system libraries and a font, then does what
was asked. `make` only calls this script, so that Windows and macOS have the same commands.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # also when a test loads this file by its path
import bare_debian
import dependencies
import freeze
import node_clients
import packages
import system
import workflows
from system import SetupError, capture, say

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
_NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
_MOST_PROCESSES = 4  # each takes some hundred megabytes
_ALONE = ("-n", "--numprocesses", "-p", "-s", "--capture", "--pdb", "--trace", "--collect-only", "--co", "-h", "--help")
_CACHES = ("build", "dist", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis")
# An extra installs these others with it.
_WITHIN = {"dev": {"dev", "test"}, "bench": {"bench", "test"}}
_STAMP = "ponte24-installed.json"
_USABLE = f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"
# Set for another program (ROS, Maya, conda …), or for all of pip: with them `.venv` would not be used or not be filled,
# and with the last the tests would look at nothing.
_ASTRAY = {"PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PYTHONPLATLIBDIR", "PYTHONOPTIMIZE"}
_ASTRAY |= {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_PYTHON", "PIP_REQUIRE_VIRTUALENV"}
_SCRIPTS = {
    "bench": "packaging/bench.py",
    "pictures": "docs/make_pictures.py",
    "prove": "tests/engine/prove.py",
    "desktop-check": "packaging/desktop_check",
    "release-feed": "packaging/release_feed.py",
}


# -------------------------------------------------------------------------------------------- python
def newer_python() -> str | None:
    """An interpreter on this machine that is new enough, when the one running is not."""
    for name in _NEWER:
        path = shutil.which(name)
        if path and capture([path, "-c", "import sys"]).returncode == 0:
            return path
    return None


def require_python(version: tuple[int, int] = sys.version_info[:2]) -> None:
    """Hands over to a newer interpreter when this one is too old; raises SetupError when there is none."""
    if version >= OLDEST:
        return
    path = newer_python()
    if path is None:
        running = ".".join(map(str, version))
        raise SetupError(
            f"Ponte24 needs Python 3.11 or later; this is Python {running} and no later one was found.\n"
            "Install it from your system (Debian 12 and Ubuntu 23.04 or later: apt-get install python3)\n"
            "or from https://www.python.org/downloads/, then run this command again."
        )
    raise SystemExit(subprocess.call([path, str(Path(__file__).resolve()), *sys.argv[1:]]))


def environment_python(root: Path) -> Path:
    """The interpreter of the checkout's virtual environment, whether it exists yet or not."""
    below = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    return root / ".venv" / below


def environment_variables(given: Mapping[str, str], root: Path = ROOT) -> dict[str, str]:
    """What the programs started here get: `given`, without what leads Python or pip away from `.venv`, and pip told not
    to install for the user (some systems' settings say so), which it refuses inside an environment."""
    kept = {name: value for name, value in given.items() if name not in _ASTRAY}
    # Until 3.13 Python reads the path to this checkout by the system's encoding, which may lack its letters: it would
    # not even start.
    utf8 = {} if str(root).isascii() else {"PYTHONUTF8": "1"}
    return {**kept, **utf8, "PIP_USER": "0"}


def _stamp(root: Path) -> dict[str, Any]:
    """What is known of the last installation; empty when it did not end or says nothing."""
    try:
        known = json.loads((root / ".venv" / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def ensure_environment(root: Path) -> Path:
    """Makes `.venv` when it is missing, broken, of a Python too old, or came here with its folder from another place
    (the programs in it name the interpreter of that place); returns its interpreter."""
    python = environment_python(root)
    moved = _stamp(root).get("root", str(root)) != str(root)
    if not moved and capture([str(python), "-c", _USABLE]).returncode == 0:
        return python
    if capture([sys.executable, "-c", "import ensurepip, venv"]).returncode != 0:
        # Debian ships Python without the part that fills a virtual environment.
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        system.install([package], "Python's virtual environments are not installed on this system.")
    say("Making the virtual environment .venv")
    made = capture([sys.executable, "-m", "venv", "--clear", str(root / ".venv")])
    if made.returncode != 0:
        raise SetupError(f"The virtual environment could not be made:\n{made.stdout}{made.stderr}")
    return python


# ------------------------------------------------------------------------------------------ packages
def fingerprint(root: Path) -> str:
    """Changes when what pip would install may have changed, or when the checkout moved."""
    digest = hashlib.sha256((root / "pyproject.toml").read_bytes())
    digest.update(f"{root}|{sys.version_info[:2]}".encode())
    return digest.hexdigest()


def ensure_packages(root: Path, python: Path, extra: str) -> None:
    """Installs Ponte24 with an extra ("" for none) into the environment, once per state of pyproject.toml."""
    known = _stamp(root)
    extras = None
    if known.get("fingerprint") == fingerprint(root) and isinstance(known.get("extras"), list):
        extras = set(map(str, known["extras"]))
    wanted = _WITHIN.get(extra, {extra} if extra else set())
    if extras is not None and wanted <= extras:
        return
    extras = (extras or set()) | wanted
    target = f".[{','.join(sorted(extras))}]" if extras else "."
    say("Installing Ponte24 and the libraries it uses into .venv (once; takes a minute or two)")
    # Index, cache and proxy are whatever the person set for pip. Not compiled: Python does that with what it uses, and
    # most of the libraries' modules are never used; a third of the installation's time.
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["-e", target]
    if subprocess.call(command, cwd=root, stdout=sys.stderr) != 0:
        raise SetupError(
            "pip could not install the libraries Ponte24 uses (its words stand above).\n"
            "Most often the machine is offline, or a company network needs pip's proxy or index settings.\n"
            "Nothing is half done: run this command again once that is settled."
        )
    told = {"fingerprint": fingerprint(root), "extras": sorted(extras), "root": str(root)}
    (root / ".venv" / _STAMP).write_text(json.dumps(told), encoding="utf-8")


# -------------------------------------------------------------------------------------- translations
def stale_translations(root: Path) -> list[Path]:
    """The .ts files whose compiled .qm is missing or older."""
    sources = sorted((root / "resources" / "i18n").glob("*.ts"))
    compiled = [(source, source.with_suffix(".qm")) for source in sources]
    return [ts for ts, qm in compiled if not qm.exists() or qm.stat().st_mtime < ts.stat().st_mtime]


def tool(python: Path, name: str) -> str:
    """A command that pip put beside the environment's interpreter."""
    return str(python.with_name(name + (".exe" if os.name == "nt" else "")))


def compile_translations(root: Path, python: Path) -> None:
    """Compiles the .ts files that changed; without the .qm the window speaks only English."""
    for source in stale_translations(root):
        result = capture([tool(python, "pyside6-lrelease"), str(source), "-qm", str(source.with_suffix(".qm"))])
        if result.returncode != 0:
            raise SetupError(f"{source.name} could not be compiled:\n{result.stdout}{result.stderr}")


def collect_translations(root: Path, python: Path) -> int:
    """Takes new and changed texts of the window into every .ts file, then compiles them."""
    targets = sorted((root / "resources" / "i18n").glob("*.ts"))
    if not targets:
        raise SetupError("There is no resources/i18n/*.ts to collect texts into.")
    modules = sorted(str(path) for path in (root / "app").rglob("*.py"))
    # Without line numbers, so that moving code does not change every entry.
    code = 0
    for target in targets:
        # English is the language of the source: only its plurals need entries.
        plurals = ["-pluralonly"] if target.stem.endswith("_en") else []
        options = ["-locations", "none", "-no-obsolete", *plurals, "-ts", str(target)]
        code |= subprocess.call([tool(python, "pyside6-lupdate"), *modules, *options], cwd=root)
    compile_translations(root, python)
    return code


# ------------------------------------------------------------------------------------------ commands
def check(root: Path, python: Path) -> int:
    """Style, format and types; runs all of them and fails when one did."""
    commands = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        # Scripts, not packages: checked apart, so that `packaging` is not taken for the library of that name.
        ["mypy", "--no-namespace-packages", "--no-explicit-package-bases", "packaging/bootstrap.py"],
    ]
    codes = [subprocess.call([str(python), "-m", *command], cwd=root) for command in commands]
    return max(codes)


def clean(root: Path) -> int:
    """Removes what building and testing left; the environment, which is slow to make, stays."""
    for name in _CACHES:
        shutil.rmtree(root / name, ignore_errors=True)
    for top in ("app", "tests", "packaging", "docs"):
        for folder in sorted((root / top).rglob("__pycache__")):
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def processors(limits: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """How many processors this process may use: a container often has fewer than its machine."""
    ours = getattr(os, "sched_getaffinity", None)
    count = len(ours(0)) if ours else os.cpu_count() or 1
    try:
        quota, period = limits.read_text(encoding="ascii").split()
        count = min(count, max(1, round(int(quota) / int(period))))
    except (OSError, ValueError, ZeroDivisionError):
        pass  # no such limit, or "max"
    return count


def side_by_side(arguments: list[str]) -> list[str]:
    """pytest's options to use the processors: up to four at a time, one where somebody looks on or chose already."""
    if any(argument.split("=")[0] in _ALONE or re.match(r"-n\d|-pno", argument) for argument in arguments):
        return []
    cores = min(processors(), _MOST_PROCESSES)
    # `worksteal`: a few tests take a minute, and nobody shall wait for the one who got them last.
    return ["-n", str(cores), "--dist", "worksteal"] if cores > 1 else []


def script(root: Path, python: Path, path: str, arguments: list[str]) -> int:
    if not (root / path).exists():
        raise SetupError(f"{path} is not part of this checkout.")
    return subprocess.call([str(python), path, *arguments], cwd=root)


EXTRAS = {
    "demo": "",
    "run": "",
    "test": "test",
    "check": "dev",
    "prove": "test",
    "bench": "bench",
    "pictures": "",
    "translations": "",
    "build": "",
    "installer": "",
    "packages": "packages",
    "package-check": "packages",
    "desktop-check": "",
    "release-feed": "",
    "workflows": "workflows",
    "lock": "supply",
    "bounds": "supply",
    "audit": "supply",
    "sbom": "supply",
    "setup": "dev",
    "clean": "",
}


def perform(command: str, arguments: list[str], root: Path = ROOT) -> int:
    """Prepares what `command` needs and runs it; returns its exit code."""
    if command == "clean":
        return clean(root)
    python = ensure_environment(root)
    ensure_packages(root, python, EXTRAS[command])
    if command in ("check", "setup"):
        return check(root, python) if command == "check" else 0
    if command == "translations":
        return collect_translations(root, python)
    if command == "lock":
        return dependencies.lock(root, python)
    if command == "workflows":
        return workflows.check(root, python)
    if command == "audit":
        return dependencies.audit(root, python)
    if command == "sbom":
        return dependencies.sbom(root, python)
    compile_translations(root, python)
    if command == "build":
        pip = [str(python), "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
        return subprocess.call([*pip, "--no-deps", "--wheel-dir", "dist", "."], cwd=root)
    system.ensure_qt(python)
    if command == "installer":
        return freeze.freeze(root, arguments)
    if command in ("packages", "package-check"):
        return packages.packages(root, python) if command == "packages" else bare_debian.check_packages(root, python)
    if command == "bounds":
        return dependencies.bounds(root, python, arguments)
    if command in _SCRIPTS:
        return script(root, python, _SCRIPTS[command], arguments)
    if command == "test":
        node_clients.ensure_node_clients(root)
        # Tests are rewritten and compiled once, not in every process at every run.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        tests = [str(python), "-m", "pytest", *side_by_side(arguments), *arguments]
        return subprocess.call(tests, cwd=root, env=environment)
    run = ["app", "demo"] if command == "demo" else ["app"]
    return subprocess.call([str(python), "-m", *run, *arguments], cwd=root)


def main(arguments: list[str]) -> int:
    """The command line; problems of the machine become a message and exit code 1."""
    if not arguments or arguments[0] not in EXTRAS:
        say(f"usage: bootstrap.py {'|'.join(EXTRAS)} [ARGUMENTS]")
        return 2
    try:
        require_python()
        return perform(arguments[0], arguments[1:])
    except SetupError as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    kept = environment_variables(os.environ)
    os.environ.clear()
    os.environ.update(kept)
    raise SystemExit(main(sys.argv[1:]))
