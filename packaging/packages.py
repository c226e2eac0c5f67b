"""The packages for Linux, from what `make installer` froze: ``.deb`` and ``.rpm`` by nfpm, and a ``.tar.gz``.

`check_packages` looks at them with the tools of Debian that are here, then installs the .deb in a bare Debian made by
debootstrap and runs it there as an ordinary user. What is missing here is named, and not counted as a success.
"""

from __future__ import annotations

import gzip
import os
import platform
import re
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

from system import SetupError, capture, say

LINUX = Path("packaging", "linux")
ICON_SIZES = (48, 128, 256)
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_DRAW = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtGui import QGuiApplication, QIcon
application = QGuiApplication([])
for size in map(int, sys.argv[3:]):
    drawn = QIcon(sys.argv[1]).pixmap(size, size).save(f"{sys.argv[2]}/{size}.png")
    assert drawn, size
"""
# Each remark of lintian that stays has its reason here.
LINTIAN_REASONS = {
    "custom-library-search-path": "the program carries its own Qt, found beside it",
    "embedded-library": "the libraries travel with the program, so that it runs on several systems",
    "hardening-no-fortify-functions": "built by the projects whose wheels are used",
    "hardening-no-pie": "built by the projects whose wheels are used",
    "library-not-linked-against-libc": "ICU's data",
    "no-manual-page": "the command explains itself: ponte24 --help",
    "package-installs-python-bytecode": "the standard library of the frozen program",
    "package-installs-python-egg": "keyring's entry points are read from there",
    "shared-library-lacks-prerequisites": "ICU's data",
    "shared-library-is-executable": "as the wheels have them",
    "sharedobject-in-library-directory-missing-soname": "modules of Python",
    "unstripped-binary-or-object": "built by the projects whose wheels are used",
}
_BARE_DEBIAN = "bookworm"


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
    icons = root / "build" / "icons"
    icons.mkdir(parents=True, exist_ok=True)
    picture = root / "resources" / "icons" / "ponte24.svg"
    drawn = capture([str(python), "-c", _DRAW, str(picture), str(icons), *map(str, ICON_SIZES)])
    if drawn.returncode != 0:
        raise SetupError(f"The icons could not be drawn:\n{drawn.stderr}")
    words = (root / "CHANGELOG.md").read_bytes()
    (root / "build" / "changelog.gz").write_bytes(gzip.compress(words, 9, mtime=0))


def build(root: Path, python: Path) -> list[Path]:
    """Writes the packages into ``dist/`` and returns them. Raises SetupError."""
    if not (root / "dist" / "ponte24" / "ponte24").exists():
        raise SetupError("There is nothing to pack yet: run `make installer` first.")
    prepare(root, python)
    known = variables(root)
    nfpm = python.with_name("nfpm")
    made = []
    for kind, name in (("deb", "ponte24_{VERSION}_{ARCH}.deb"), ("rpm", "ponte24-{VERSION}.{ARCH}.rpm")):
        target = root / "dist" / name.format(**known)
        command = [str(nfpm), "package", "-f", str(LINUX / "nfpm.yaml"), "-p", kind, "-t", str(target)]
        if subprocess.call(command, cwd=root, env={**os.environ, **known}) != 0:
            raise SetupError(f"nfpm could not make {target.name} (its words stand above).")
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
    return made


# --------------------------------------------------------------------------------------------------- checks
def check_files(root: Path, deb: Path) -> bool:
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
    if not shutil.which("lintian"):
        say("  lintian: not tried here, it is not installed")
        return good
    remarks = capture(["lintian", "--fail-on", "none", "--tag-display-limit", "0", str(deb)]).stdout.splitlines()
    left = [line for line in remarks if line[:1] in "EW" and not any(f": {tag}" in line for tag in LINTIAN_REASONS)]
    say(
        f"  lintian: {len(remarks)} remarks, {len(left)} without a reason"
        + "".join(f"\n    {line}" for line in left[:20])
    )
    return good and not left


_INSIDE = """
set -e
export DEBIAN_FRONTEND=noninteractive
echo "== install"
WITH="-y -qq --no-install-recommends"
apt-get update -qq >/root/apt.log 2>&1 || true
apt-get install $WITH /root/ponte24.deb xvfb x11-utils >>/root/apt.log 2>&1 || { tail -20 /root/apt.log; exit 1; }
id anna >/dev/null 2>&1 || useradd -m anna
run() { setpriv --reuid=anna --regid=anna --clear-groups env -i HOME=/home/anna PATH=/usr/bin:/bin LANG=C.UTF-8 "$@"; }
echo "== version"; run ponte24 --version
echo "== demo"; run ponte24 --lang it demo --terminal | tail -1
echo "== window"
run Xvfb :77 -screen 0 1400x1000x24 -nolisten tcp >/dev/null 2>&1 & XVFB=$!
sleep 3
run DISPLAY=:77 ponte24 --lang it >/home/anna/window.txt 2>&1 & WINDOW=$!
for i in $(seq 1 240); do run xwininfo -root -tree -display :77 2>/dev/null | grep -q Ponte24 && break; sleep 0.5; done
run xwininfo -root -tree -display :77 | grep Ponte24 | head -1
echo "== upgrade over the running program"; dpkg -i /root/ponte24.deb >/dev/null
kill -0 $WINDOW
PID=$(pgrep -u anna -x ponte24 | head -1); kill -TERM $PID; wait $WINDOW || { cat /home/anna/window.txt; exit 1; }
kill $XVFB
echo "== remove and purge"; dpkg --purge ponte24 >/dev/null
! test -e /usr/lib/ponte24 && ! test -e /usr/bin/ponte24
test -e /home/anna/.local/share/Ponte24/ponte24.sqlite3
echo "== the owner's data are still there, nothing else is"
"""


def check_in_bare_system(root: Path, deb: Path) -> bool:
    """Installs, runs, upgrades and removes the .deb in a bare Debian; needs root, debootstrap and a mirror."""
    if os.geteuid() != 0 or not shutil.which("debootstrap") or not shutil.which("unshare"):
        say("  bare Debian: not tried here (it needs root, debootstrap and unshare)")
        return True
    system = root / "build" / "bare-debian"
    if not (system / "usr" / "bin" / "apt-get").exists():
        say(f"  bare Debian: making {_BARE_DEBIAN} in {system}")
        made = capture(["debootstrap", "--variant=minbase", _BARE_DEBIAN, str(system)])
        if made.returncode != 0:
            shutil.rmtree(system, ignore_errors=True)
            say(f"  bare Debian: not tried here, debootstrap found no mirror:\n{(made.stdout + made.stderr)[-600:]}")
            return True
    shutil.copy(deb, system / "root" / "ponte24.deb")
    for name in ("/etc/apt/sources.list", "/etc/resolv.conf"):
        if Path(name).exists():
            shutil.copy(name, system / name.lstrip("/"))
    (system / "root" / "check.sh").write_text(_INSIDE, encoding="utf-8")
    began = time.monotonic()
    mounts = f"mount --bind /proc {system}/proc && mount --bind /dev {system}/dev"
    inside = ["unshare", "-m", "sh", "-c", f"{mounts} && exec chroot {system} sh /root/check.sh"]
    done = capture(inside)
    say("".join(f"    {line}\n" for line in (done.stdout + done.stderr).splitlines()[-30:]))
    say(f"  bare Debian: {'well' if done.returncode == 0 else 'FAILED'} after {time.monotonic() - began:.0f} s")
    return done.returncode == 0


def packages(root: Path, python: Path) -> int:
    """`make packages`."""
    build(root, python)
    return 0


def check_packages(root: Path, python: Path) -> int:
    """`make package-check`: makes the packages and looks at them; 1 when something is wrong."""
    deb = build(root, python)[0]
    well = check_files(root, deb)
    return 0 if check_in_bare_system(root, deb) and well else 1
