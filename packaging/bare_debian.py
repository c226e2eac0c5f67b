"""The .deb in a bare Debian: installed by root, used by an ordinary user, upgraded while it runs, removed.

The system is made by debootstrap in ``build/bare-debian`` (once), and entered by chroot in mounts of its own. For the
upgrade there has to be a later version: the same program with another number and one more step for its database.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import freeze
import packages
import rpm_trial
from system import SetupError, capture, say

SUITE = "bookworm"
NEXT = "0.2.0"
_HISTORY = Path("app", "store", "migrations", "history.py")
_STEP = "r9000_trial"
_STEP_TEXT = '''"""One more step, for the trial of an upgrade."""

import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = {before!r}


def upgrade():
    """Add a table and keep all rows."""
    op.create_table("trial", sa.Column("id", sa.Integer(), primary_key=True))
'''
_COMPILE = (
    "import py_compile, sys; "
    "py_compile.compile(sys.argv[1], sys.argv[2], sys.argv[3], True, invalidation_mode="
    "py_compile.PycInvalidationMode.UNCHECKED_HASH)"
)


def next_program(root: Path) -> Path:
    """Makes ``build/next/ponte24``: the frozen program as a later version. Raises SetupError."""
    folder = root / "build" / "next"
    shutil.rmtree(folder, ignore_errors=True)
    program = folder / "ponte24"
    shutil.copytree(root / "dist" / "ponte24", program, symlinks=True, copy_function=os.link)
    before = max(path.stem for path in (root / "app" / "store" / "migrations" / "versions").glob("r[0-9]*.py"))[1:5]
    version = packages.version(root)
    history = (root / _HISTORY).read_text(encoding="utf-8")
    changed = {
        Path("app", "__init__.py"): (root / "app" / "__init__.py").read_text("utf-8").replace(version, NEXT),
        _HISTORY: f"{history}\nfrom app.store.migrations.versions import {_STEP}\nHISTORY = (*HISTORY, {_STEP})\n",
        Path("app", "store", "migrations", "versions", f"{_STEP}.py"): _STEP_TEXT.format(before=before),
    }
    python = root / "build" / "freeze" / "bin" / "python"
    for path, text in changed.items():
        source = folder / "source" / path
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(text, encoding="utf-8")
        target = program / "_internal" / path.with_suffix(".pyc")
        target.unlink(missing_ok=True)  # the file of the present version has the same contents as this name
        done = capture([str(python), "-c", _COMPILE, str(source), str(target), str(path)])
        if done.returncode != 0:
            raise SetupError(f"{path} of the next version could not be compiled:\n{done.stderr}")
    return program


def next_package(root: Path, python: Path, kind: str = "deb") -> Path:
    """Makes a package of the later version. Raises SetupError."""
    if kind == "deb" or not (root / "build" / "next" / "ponte24").exists():
        next_program(root)
    configuration = root / "build" / "next" / "nfpm.yaml"
    text = (root / packages.LINUX / "nfpm.yaml").read_text(encoding="utf-8")
    configuration.write_text(text.replace("src: dist/ponte24\n", "src: build/next/ponte24\n"), encoding="utf-8")
    target = root / "build" / "next" / f"ponte24.{kind}"
    known = {**packages.variables(root), "VERSION": NEXT}
    packages.pack(root, python.with_name("nfpm"), configuration, kind, target, known)
    return target


def check_packages(root: Path, python: Path) -> int:
    """`make package-check`: makes the packages, looks at them and tries .deb and .rpm; 1 when something is wrong."""
    if not (root / "dist" / "ponte24" / "ponte24").exists() and freeze.choose() is None:
        say("No Python from 3.12 to 3.13 is here, so there is no program to pack: only its files are tried.")
        return 0 if packages.check_files(root, None) else 1
    deb, rpm, *_ = packages.build(root, python)
    well = packages.check_files(root, deb)
    well &= check(root, python, deb)
    if rpm_trial.possible():
        well &= rpm_trial.check(root, rpm, next_package(root, python, "rpm"), NEXT)
    return 0 if well else 1


def check(root: Path, python: Path, deb: Path) -> bool:
    """Tries the .deb; True where it went well, and where it could not be tried, which is said."""
    if os.geteuid() != 0 or not shutil.which("debootstrap") or not shutil.which("unshare"):
        say("  bare Debian: not tried here (it needs root, debootstrap and unshare)")
        return True
    system = root / "build" / "bare-debian"
    if not (system / "usr" / "bin" / "apt-get").exists():
        say(f"  bare Debian: making {SUITE} in {system}")
        made = capture(["debootstrap", "--variant=minbase", SUITE, str(system)])
        if made.returncode != 0:
            shutil.rmtree(system, ignore_errors=True)
            say(f"  bare Debian: not tried here, debootstrap found no mirror:\n{(made.stdout + made.stderr)[-600:]}")
            return True
    place = system / "trial"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    shutil.copy(deb, place / "now.deb")
    shutil.copy(next_package(root, python), place / "next.deb")
    for script in ("bare-debian.sh", "bare-debian-user.sh"):
        shutil.copy(root / packages.LINUX / script, place)
    for name in ("/etc/apt/sources.list", "/etc/resolv.conf"):
        if Path(name).exists():
            shutil.copy(name, system / name.lstrip("/"))
    began = time.monotonic()
    mounts = f"mount -t proc proc {system}/proc && mount --bind /dev {system}/dev"
    words = (packages.version(root), NEXT)
    inside = f"{mounts} && exec chroot {system} sh /trial/bare-debian.sh {' '.join(words)}"
    # processes of its own, too: what a failed trial leaves running ends with it
    alone = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", inside]
    code = subprocess.call(alone, stdin=subprocess.DEVNULL)
    say(f"  bare Debian: {'well' if code == 0 else 'FAILED'} after {time.monotonic() - began:.0f} s")
    return code == 0
