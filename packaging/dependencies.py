"""The libraries under Ponte24: locks with hashes, trials with the oldest and the newest of them, advisories.

`lock` writes what the frozen program is built from and what CI tests with, one file per Python version, the same on
every system (environment markers say what only one of them needs). `bounds` tries both ends of the ranges that
pyproject.toml allows. `audit` asks whether anything locked has a known vulnerability, `sbom` lists what the
program is made of. Index, proxy and certificates
are whatever the person set for pip; no file that is written names an index.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from system import SetupError, capture, say

LOCKS = Path("packaging", "locks")
# What a lock is for: the extras it holds and the Python versions there is one for.
PURPOSES = {
    "freeze": (("installer", "build"), ("3.12", "3.13")),
    "packages": (("packages", "workflows"), ("3.13",)),
    "ci": (("dev", "build"), ("3.11", "3.12", "3.13")),
}
BOUNDS = {"lowest": "lowest-direct", "newest": "highest"}


def lock_files() -> dict[Path, tuple[tuple[str, ...], str]]:
    """The lock files, each with its extras and its Python version."""
    return {
        LOCKS / f"{purpose}-{version}.txt": (extras, version)
        for purpose, (extras, versions) in PURPOSES.items()
        for version in versions
    }


def uv_environment(python: Path) -> dict[str, str]:
    """The environment for uv, which does not read pip's configuration by itself."""
    environment = {**os.environ, "UV_NO_PROGRESS": "1"}
    names = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    listed = capture([str(python), "-m", "pip", "config", "list"]).stdout
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        name = names.get(key.strip().rpartition(".")[2])
        if name and not environment.get(name):
            environment[name] = value.strip().strip("'\"")
    return environment


def _uv(python: Path) -> list[str]:
    return [str(python), "-m", "uv", "pip"]


def lock(root: Path, python: Path) -> int:
    """Writes all lock files anew, with the newest versions that pyproject.toml allows."""
    environment = uv_environment(python)
    (root / LOCKS).mkdir(parents=True, exist_ok=True)
    for path, (extras, version) in lock_files().items():
        say(f"Locking {path}")
        command = [*_uv(python), "compile", "pyproject.toml", "--quiet", "--universal", "--upgrade"]
        command += ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
        command += ["--python-version", version, "--no-emit-package", "ponte24", "--output-file", str(path)]
        command += [part for extra in extras for part in ("--extra", extra)]
        if subprocess.call(command, cwd=root, env=environment, stdout=subprocess.DEVNULL) != 0:
            raise SetupError(f"{path} could not be made (uv's words stand above). The one before it is kept.")
    return 0


def bounds(root: Path, python: Path, arguments: list[str]) -> int:
    """Runs the tests with the lowest and with the newest libraries, each in an environment that is thrown away."""
    environment = uv_environment(python)
    codes: dict[str, int] = {}
    for name, resolution in BOUNDS.items():
        folder = root / "build" / "bounds" / name
        shutil.rmtree(folder, ignore_errors=True)
        say(f"Installing the {name} versions that pyproject.toml allows")
        made = subprocess.call([str(python), "-m", "venv", "--without-pip", str(folder)])
        own = folder / python.relative_to(python.parent.parent)
        command = [*_uv(python), "install", "--quiet", "--python", str(own), "--resolution", resolution]
        command += ["-r", "pyproject.toml", "--extra", "test"]
        if made != 0 or subprocess.call(command, cwd=root, env=environment) != 0:
            raise SetupError(f"The {name} versions could not be installed together (the words stand above).")
        codes[name] = subprocess.call([str(own), "-m", "pytest", "-p", "no:cacheprovider", *arguments], cwd=root)
        shutil.rmtree(folder, ignore_errors=True)
    for name, code in codes.items():
        say(f"{name} versions: {'passed' if code == 0 else f'failed ({code})'}")
    return max(codes.values())


def sbom(root: Path, python: Path) -> int:
    """Writes dist/ponte24.cdx.json: every library of the frozen program with version and hashes (CycloneDX)."""
    (root / "dist").mkdir(exist_ok=True)
    locked = LOCKS / f"freeze-{PURPOSES['freeze'][1][-1]}.txt"
    command = [str(python), "-m", "cyclonedx_py", "requirements", str(locked)]
    command += ["--pyproject", "pyproject.toml", "--output-reproducible", "--of", "JSON"]
    command += ["-o", "dist/ponte24.cdx.json"]
    say("Writing dist/ponte24.cdx.json")
    return subprocess.call(command, cwd=root)


def audit(root: Path, python: Path) -> int:
    """Asks the public database of advisories about every locked library; fails where one has a known vulnerability."""
    codes = []
    for path in lock_files():
        say(f"Auditing {path}")
        command = [str(python), "-m", "pip_audit", "--strict", "--disable-pip", "--require-hashes"]
        codes.append(subprocess.call([*command, "--progress-spinner", "off", "-r", str(path)], cwd=root))
    return max(codes)


if __name__ == "__main__":  # for the release workflow, which has no environment of the checkout
    sys.exit({"sbom": sbom, "audit": audit}[sys.argv[1]](Path(__file__).resolve().parent.parent, Path(sys.executable)))
