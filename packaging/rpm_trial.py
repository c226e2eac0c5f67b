"""The .rpm in an empty root, by rpm's own program: installed, looked at, run, upgraded, refused backwards, erased.

No system that lives on .rpm is here, so what it asks of one (the names of other packages, how dnf or zypper finds them,
SELinux) is not tried; `check` says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import packages
from system import capture, say

_NOT_TRIED = "not tried: whether Fedora and openSUSE have what it depends on, dnf and zypper, SELinux, its window there"
_DATABASE = "/var/lib/rpm"


class Root:
    """An empty root with a database of rpm in it."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        (folder / _DATABASE.lstrip("/")).mkdir(parents=True)
        self.folder = folder

    def rpm(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run rpm for this root; what Debian's own says against itself is passed over."""
        return capture(["rpm", "--root", str(self.folder), "--dbpath", _DATABASE, "--force-debian", *arguments])

    def files(self) -> set[str]:
        """Everything in the root but rpm's own."""
        return {
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if not path.relative_to(self.folder).is_relative_to("var") and (path.is_symlink() or not path.is_dir())
        }

    def version(self) -> str:
        """What the installed program says of itself, run without anything of this terminal."""
        program = self.folder / "usr" / "bin" / "ponte24"
        home = self.folder / "var" / "home"
        environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        done = subprocess.run(
            [str(program), "--version"], env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        return done.stdout.strip().rpartition(" ")[2]


def faults(root: Root, now: Path, later: Path, versions: tuple[str, str], wanted: set[str]) -> list[str]:
    """Try both packages, of these versions, one after the other, and return what is wrong; ``wanted`` is what they have
    to ask for."""
    version, following = versions
    found: list[str] = []

    def expect(what: str, well: bool, words: str = "") -> bool:  # the outcome of a look
        if not well:
            found.append(f"{what}{': ' if words else ''}{words.strip()[:400]}")
        return well

    scripts = capture(["rpm", "-qp", "--scripts", "--triggers", str(now)])
    expect("it brings scripts", scripts.returncode == 0 and not scripts.stdout.strip(), scripts.stdout + scripts.stderr)
    asked = capture(["rpm", "-qpR", str(now)]).stdout.splitlines()
    missing = sorted(wanted - {line.strip() for line in asked})
    expect("it does not ask for", not missing, ", ".join(missing))
    if not expect(
        "installing", not (done := root.rpm("-i", "--nodeps", "--ignoreos", str(now))).returncode, done.stderr
    ):
        return found
    told = root.rpm("-V", "--nodeps", "ponte24")  # sizes, digests, links, modes and owners of every file
    expect("files are not as packed", told.returncode == 0, told.stdout + told.stderr)
    expect(f"the version is not {version}", (said := root.version()) == version, said)
    owned = root.rpm("-ql", "ponte24").stdout.splitlines()
    strays = sorted(root.files() - {path.lstrip("/") for path in owned})
    expect("files that nobody owns", not strays, ", ".join(strays[:5]))
    done = root.rpm("-U", "--nodeps", "--ignoreos", str(later))
    expect("upgrading", done.returncode == 0, done.stderr)
    expect(f"the upgrade does not say {following}", (said := root.version()) == following, said)
    expect("two versions", root.rpm("-q", "ponte24").stdout.count("ponte24") == 1)
    back = root.rpm("-U", "--nodeps", "--ignoreos", str(now))
    expect("an older version is taken for an upgrade", back.returncode != 0)
    done = root.rpm("-e", "--nodeps", "ponte24")
    expect("erasing", done.returncode == 0, done.stderr)
    left = sorted(root.files())
    expect("erasing leaves", not left, ", ".join(left[:5]))
    return found


def possible() -> bool:
    """Tell whether it can be tried here; where not, that is said."""
    well = os.geteuid() == 0 and shutil.which("rpm") is not None
    if not well:
        say("  .rpm: not tried here (it needs root, and the program rpm: apt-get install rpm)")
    return well


def check(root: Path, now: Path, later: Path, following: str) -> bool:
    """Tries the .rpm, and the ``later`` one of the version ``following`` over it; True where it went well."""
    place = Root(root / "build" / "empty-rpm")
    wrong = faults(place, now, later, (packages.version(root), following), packages.depends(root, "rpm"))
    shutil.rmtree(place.folder, ignore_errors=True)
    for line in wrong:
        say(f"    FAILED: {line}")
    tried = "installed, verified, run, upgraded, refused backwards and erased in an empty root"
    say(f"  .rpm: {'FAILED' if wrong else tried}")
    say(f"    {_NOT_TRIED}")
    return not wrong
