"""The packages for Linux, from what `make installer` froze: ``.deb`` and ``.rpm`` by nfpm, and a ``.tar.gz``.

`check_packages` looks at them with the tools of Debian that are here, then tries the .deb in a bare Debian
(`bare_debian.py`). What is missing here is named.
"""

from __future__ import annotations

import gzip
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
from email.utils import formatdate
from pathlib import Path

import sources
from system import SetupError, capture, say

LINUX = Path("packaging", "linux")
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def version(root: Path) -> str:
    """The version of the checkout."""
    found = re.search(r'__version__ = "([^"]+)"', (root / "app" / "__init__.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def variables(root: Path) -> dict[str, str]:
    """What nfpm.yaml asks for. The program needs at least the C library it was frozen on."""
    return {
        "ARCH": _ARCHITECTURES.get(platform.machine(), platform.machine()),
        "GLIBC": platform.libc_ver()[1] or "2.36",
        "VERSION": version(root),
    }


def prepare(root: Path, python: Path) -> None:
    """Draws the icons and packs the changelog."""
    drawn = capture([str(python), str(Path(__file__).with_name("icons.py")), str(root / "build" / "icons")])
    if drawn.returncode != 0:
        raise SetupError(f"The icons could not be drawn:\n{drawn.stderr}")
    texts = {
        "NEWS.md": (root / "CHANGELOG.md").read_bytes(),
        "changelog": debian_changelog(root).encode(),
        "ponte24.1": (root / LINUX / "ponte24.1").read_bytes(),
    }
    for name, words in texts.items():
        (root / "build" / f"{name}.gz").write_bytes(gzip.compress(words, 9, mtime=0))


def debian_changelog(root: Path) -> str:
    """The changelog in Debian's format: this version, and where the words are."""
    told = capture(["git", "-C", str(root), "log", "-1", "--format=%ct"]).stdout.strip()
    moment = formatdate(float(told) if told.isdigit() else 0.0)
    person = re.search(r"^maintainer: (.+)$", (root / LINUX / "nfpm.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert person is not None
    return (
        f"ponte24 ({version(root)}) stable; urgency=medium\n\n"
        f"  * What is new stands in NEWS.md.gz.\n\n -- {person[1]}  {moment}\n"
    )


def build(root: Path, python: Path) -> list[Path]:
    """Writes the packages into ``dist/`` and returns them. Raises SetupError."""
    if not (root / "dist" / "ponte24" / "ponte24").exists():
        raise SetupError("There is nothing to pack yet: run `make installer` first.")
    refuse_old(root)
    prepare(root, python)
    known = variables(root)
    nfpm = python.with_name("nfpm")
    made = []
    names = {  # as dpkg and rpm themselves would name them
        "deb": f"ponte24_{known['VERSION']}_{known['ARCH']}.deb",
        "rpm": f"ponte24-{known['VERSION']}-1.{platform.machine()}.rpm",
    }
    for kind, name in names.items():
        target = root / "dist" / name
        pack(root, nfpm, LINUX / "nfpm.yaml", kind, target, known)
        made.append(target)
    archive = root / "dist" / "ponte24-{VERSION}-linux-{ARCH}.tar.gz".format(**known)
    with tarfile.open(archive, "w:gz", compresslevel=6) as file:
        inside = f"ponte24-{known['VERSION']}"
        file.add(root / "dist" / "ponte24", f"{inside}/ponte24")
        for path in (LINUX / "ponte24.desktop", Path("resources/icons/ponte24.svg"), Path("LICENSE")):
            file.add(root / path, f"{inside}/{path.name}")
    made.append(archive)
    for path in made:
        say(f"{path} ({path.stat().st_size / 1e6:.0f} MB)")
    if ".example" in (root / LINUX / "nfpm.yaml").read_text(encoding="utf-8"):
        say("Maintainer and homepage are still addresses under .example: fill them in before handing these out.")
    return made


def refuse_old(root: Path) -> None:
    """Raises SetupError where the program in ``dist/`` was not frozen from the sources that are here now."""
    other = sources.changed(root)
    if other is None:
        raise SetupError("Nobody knows from which sources dist/ponte24 was frozen: run `make installer` again.")
    if other:
        named = ", ".join(other[:3]) + (", …" if len(other) > 3 else "")
        raise SetupError(
            f"dist/ponte24 was frozen from other sources: {len(other)} are not as they were ({named}).\n"
            "A package made of it would be an older program: run `make installer` again."
        )


def depends(root: Path, kind: str) -> set[str]:
    """What a kind of package has to ask for, as nfpm.yaml has it."""
    text = (root / LINUX / "nfpm.yaml").read_text(encoding="utf-8")
    part = (
        text.partition("\noverrides:\n")[2].partition(f"  {kind}:\n    depends:\n")[2].partition("    recommends:")[0]
    )
    found = re.findall(r"^ +- (.+)$", part, re.MULTILINE)
    return {name.replace("${GLIBC}", variables(root)["GLIBC"]) for name in found}


def pack(root: Path, nfpm: Path, configuration: Path, kind: str, target: Path, known: dict[str, str]) -> None:
    """Lets nfpm write one package. Raises SetupError."""
    command = [str(nfpm), "package", "-f", str(configuration), "-p", kind, "-t", str(target)]
    if subprocess.call(command, cwd=root, env={**os.environ, **known}) != 0:
        raise SetupError(f"nfpm could not make {target.name} (its words stand above).")


# --------------------------------------------------------------------------------------------------- checks
def check_files(root: Path, deb: Path | None) -> bool:
    """What desktop-file-validate, appstreamcli and lintian say; a tool that is not here is named."""
    desktop, metainfo = root / LINUX / "ponte24.desktop", root / LINUX / "it.ponte24.Ponte24.metainfo.xml"
    commands = {
        "desktop-file-validate": ["desktop-file-validate", str(desktop)],
        "appstreamcli": ["appstreamcli", "validate", "--no-net", str(metainfo)],
    }
    good = True
    for name, command in commands.items():
        if not shutil.which(name):
            say(f"  {name}: not tried here, it is not installed")
            continue
        done = capture(command)
        good &= done.returncode == 0
        say(f"  {name}: {'clean' if done.returncode == 0 else done.stdout + done.stderr}")
    if deb is None or not shutil.which("lintian"):
        say(f"  lintian: not tried here, {'there is no package' if deb is None else 'it is not installed'}")
        return good
    told = capture(["lintian", "--fail-on", "none", "--tag-display-limit", "0", str(deb)]).stdout.splitlines()
    left = [line for line in told if line.startswith(("E:", "W:"))]
    reasons = (root / LINUX / "lintian-overrides").read_text(encoding="utf-8").count("\n# ")
    say(f"  lintian: {f'{len(left)} remarks' if left else f'clean, but for what has one of {reasons} reasons'}")
    for line in left[:20]:
        say(f"    {line}")
    return good and not left


def packages(root: Path, python: Path) -> int:
    """`make packages`."""
    build(root, python)
    return 0


if __name__ == "__main__":
    sys.exit(packages(Path(__file__).resolve().parent.parent, Path(sys.executable)))
