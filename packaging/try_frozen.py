"""Runs a frozen Ponte24 as a stranger would: without our environment, in a home of its own, trial after trial.

    python packaging/try_frozen.py dist/ponte24

Says what each trial saw, and what could not be tried here (a screen needs Xvfb, a keyring needs gnome-keyring);
exit code 1 when a trial failed. Standard library only.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from system import capture, say

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 210_000_000
"""Bytes that the unpacked program may have."""
TITLES = {"it": "tutto il percorso", "en": "the whole way"}
_PATIENCE = 120.0
_OLD_HOME = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from app.paths import Home; "
    "from app.store import Store; from app.store.migrations import HISTORY; "
    "Store.open(Home(Path(sys.argv[2])), history=HISTORY[:1]).close(); print(HISTORY[-1].revision)"
)
_EXPORT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from app import assembly\n"
    "with assembly.embedded_sandbox() as sandbox: print(assembly.demo_exports(sandbox, Path(sys.argv[2]))[0])"
)


class NotTriedError(Exception):
    """A trial needs something that is not here."""


class Trial:
    """A frozen program, a folder for its homes, and the bare environment that it runs in."""

    def __init__(self, program: Path, folder: Path) -> None:
        suffix = ".exe" if os.name == "nt" else ""
        command_line = program / f"ponte24-cli{suffix}"
        self.window = program / f"ponte24{suffix}"
        self.program = command_line if command_line.exists() else self.window
        self.folder = folder
        self.environment = {"HOME": str(folder / "user"), "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"}
        if os.name == "nt":
            kept = ("SYSTEMROOT", "TEMP", "TMP", "PATH", "APPDATA", "LOCALAPPDATA", "USERPROFILE")
            self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        runtime = folder / "run"
        for path in (folder / "user", runtime):
            path.mkdir()
        runtime.chmod(0o700)
        self.environment["XDG_RUNTIME_DIR"] = str(runtime)

    def run(self, *arguments: str, words: str | None = None, **more: str) -> str:
        """Run a command to its end; its output. Raises AssertionError when it fails or shows a traceback."""
        done = subprocess.run(
            [str(self.program), *arguments],
            env={**self.environment, **more},
            input=words,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE * 2,
            check=False,
            cwd=self.folder,
        )
        assert done.returncode == 0, (
            f"{arguments}: exit code {done.returncode}\n{done.stdout[-800:]}{done.stderr[-2000:]}"
        )
        assert "Traceback" not in done.stderr, done.stderr[-2000:]
        return done.stdout

    @contextmanager
    def started(self, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
        """A program that runs on; ended with SIGTERM, and then it has to end well."""
        errors = self.folder / "stderr.txt"
        with errors.open("w+", encoding="utf-8") as file:
            process = subprocess.Popen(
                [str(self.window), *arguments],
                env={**self.environment, **more},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=file,
                text=True,
                cwd=self.folder,
            )
            try:
                yield process
                assert process.poll() is None, (
                    f"ended by itself with {process.returncode}: {errors.read_text()[-2000:]}"
                )
                process.send_signal(signal.SIGTERM)
                code = process.wait(30)
            except AssertionError as error:
                raise AssertionError(f"{error}: {errors.read_text(encoding='utf-8')[-2000:]}") from error
            finally:
                process.kill()
                process.wait()
        said = errors.read_text(encoding="utf-8")
        assert "Traceback" not in said, said[-2000:]
        assert os.name == "nt" or code == 0, f"exit code {code} after SIGTERM: {said[-2000:]}"


def wait_for(seen: Callable[[], bool], what: str, process: subprocess.Popen[str] | None = None) -> float:
    """Wait until something is seen; seconds it took. Raises AssertionError when it does not come."""
    began = time.monotonic()
    while not seen():
        assert process is None or process.poll() is None, f"ended with {process.returncode} before {what}"
        assert time.monotonic() - began < _PATIENCE, f"{what} did not come within {_PATIENCE:.0f} s"
        time.sleep(0.05)
    return time.monotonic() - began


# ------------------------------------------------------------------------------------------------- trials
def version(trial: Trial) -> str:
    """The version is the one of this checkout."""
    found = trial.run("--version").strip()
    wanted = re.search(r'__version__ = "([^"]+)"', (ROOT / "app" / "__init__.py").read_text(encoding="utf-8"))
    assert wanted is not None
    assert wanted[1] in found, found
    return found


def demo_in(language: str) -> Callable[[Trial], str]:
    """The whole way in the terminal, in one language."""

    def demo(trial: Trial) -> str:
        printed = trial.run("--lang", language, "demo", "--terminal")
        assert TITLES[language] in printed, printed[:500]
        for file in ("rubrica.csv", "fatture.zip", "scadenze.csv"):  # each reader works
            assert re.search(rf"{re.escape(file)}: [1-9]", printed), printed[:2000]
        return f"{len(printed.splitlines())} lines"

    return demo


def with_libraries(code: str, *arguments: str) -> str:
    """Run Python code with the libraries of the program, outside of it; what it printed. Raises NotTriedError."""
    below = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    for python in (ROOT / "build" / "freeze" / below, ROOT / ".venv" / below, sys.executable):
        done = capture([str(python), "-c", code, *arguments])
        if done.returncode == 0:
            return done.stdout.strip()
    raise NotTriedError(f"no Python here has the libraries that this needs:\n{done.stderr[-300:]}")


def migration(trial: Trial) -> str:
    """A home of the first version is led to the present one, with a copy made before."""
    home = trial.folder / "old"
    newest = with_libraries(_OLD_HOME, str(ROOT), str(home))
    trial.run("--home", str(home), "status", "--json")
    with sqlite3.connect(home / "ponte24.sqlite3") as database:
        (revision,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
    database.close()
    assert revision == newest, revision
    copies = list((home / "backups").iterdir())
    assert len(copies) == 1, copies
    return f"0001 to {revision}"


def hidden_window(trial: Trial) -> str:
    """The window on a screen that nobody sees."""
    home = trial.folder / "offscreen"
    with trial.started("--home", str(home), QT_QPA_PLATFORM="offscreen") as process:
        wait_for((home / "ponte24.sqlite3").exists, "the database", process)
        time.sleep(5)
    return "5 s, ended well"


def found_file(trial: Trial) -> str:
    """A file in the watched folder is read by a second process of the program, which must not open a second window."""
    home, folder = trial.folder / "watching", trial.folder / "downloads"
    folder.mkdir()
    name = with_libraries(_EXPORT, str(ROOT), str(folder))
    for key, value in (("watch_folder", str(folder)), ("watch", "always")):
        trial.run("--home", str(home), "settings", key, value)
    os.utime(name, (time.time() - 60, time.time() - 60))  # nobody writes it any more
    with trial.started("--home", str(home), QT_QPA_PLATFORM="offscreen") as process:
        log = home / "logs" / "ponte24.log"
        took = wait_for(
            lambda: "activity: imported" in log.read_text("utf-8") if log.exists() else False, "it", process
        )
        assert log.read_text("utf-8").count("start: Ponte24") == 1
    return f"read after {took:.0f} s"


def missing_for_x(program: Path) -> list[str]:
    """The system libraries that Qt's plugin for X does not find here."""
    inner = program / "_internal"
    plugin = inner / "PySide6" / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    environment = {**os.environ, "LD_LIBRARY_PATH": f"{inner}:{inner / 'PySide6' / 'Qt' / 'lib'}"}
    listed = subprocess.run(["ldd", str(plugin)], env=environment, capture_output=True, text=True, check=False).stdout
    return sorted(set(re.findall(r"^\s*(\S+) => not found", listed, re.MULTILINE)))


def shown_window(trial: Trial) -> str:
    """The window of the first start on a real X screen, in Italian and in English."""
    if not shutil.which("Xvfb") or not shutil.which("xwininfo"):
        raise NotTriedError("needs Xvfb and xwininfo")
    missing = missing_for_x(trial.window.parent)
    if missing:
        raise NotTriedError(f"this system lacks what a package would depend on: {', '.join(missing)}")
    read, write = os.pipe()
    xvfb = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        tree = ["xwininfo", "-root", "-tree", "-display", display]

        def shown() -> bool:
            listed = subprocess.run(tree, capture_output=True, text=True, check=False).stdout
            return any("Ponte24" in line and not re.search(r" 1x1\+", line) for line in listed.splitlines())

        took = []
        for language in TITLES:
            home = trial.folder / f"screen-{language}"
            with trial.started("--home", str(home), "--lang", language, DISPLAY=display) as process:
                took.append(wait_for(shown, "the window", process))
                time.sleep(2)
        return ", ".join(f"{language} after {seconds:.1f} s" for language, seconds in zip(TITLES, took, strict=True))
    finally:
        xvfb.terminate()
        xvfb.wait()


def browser(trial: Trial) -> str:
    """A browser opened for a sign-in gets the environment of before."""
    if os.name == "nt":
        raise NotTriedError("a POSIX matter")
    seen = trial.folder / "browser.txt"
    script = trial.folder / "browser"
    script.write_text(f"#!/bin/sh\nenv > {seen}.new && mv {seen}.new {seen}\n", encoding="utf-8")
    script.chmod(0o755)
    words = ["connect", "highlevel", "--oauth", "--location", "ve9EPM428h8vShlRW1KT", "--client-id", "abc-123"]
    command = [str(trial.program), "--home", str(trial.folder / "sign-in"), *words]
    environment = {**trial.environment, "BROWSER": str(script), "DISPLAY": ":0", "LD_LIBRARY_PATH": "/opt/theirs"}
    with (trial.folder / "sign-in.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=said, stderr=said, text=True, cwd=trial.folder
        )
        try:
            assert process.stdin is not None
            process.stdin.write("a-secret\n")
            process.stdin.close()
            wait_for(seen.exists, f"the browser ({said.name})", process)
        finally:
            process.kill()
            process.wait()
    lines = dict(line.partition("=")[::2] for line in seen.read_text(encoding="utf-8").splitlines() if "=" in line)
    assert lines.get("LD_LIBRARY_PATH") == "/opt/theirs", lines.get("LD_LIBRARY_PATH")
    inner = [name for name, value in lines.items() if str(trial.window.parent / "_internal") in value]
    assert not inner, inner
    return "LD_LIBRARY_PATH and Qt's variables as before"


def keyring(trial: Trial) -> str:
    """A secret goes into a Secret Service and is there for the next start."""
    if not all(map(shutil.which, ("dbus-run-session", "gnome-keyring-daemon"))):
        raise NotTriedError("needs dbus-run-session and gnome-keyring-daemon")
    script = trial.folder / "keyring.sh"
    home = trial.folder / "keyring"
    program = f'"{trial.program}" --home "{home}" --lang en'
    script.write_text(
        "set -e\nprintf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null\n"
        f'{program} sandbox serve > served.txt & SERVER=$!\ntrap "kill $SERVER" EXIT\n'
        "while [ ! -s served.txt ]; do sleep 0.2; done\n"
        f'"{sys.executable}" -c \'import json; d = json.loads(open("served.txt").readline()); '
        'print(d["fattura24"]["base_url"], d["fattura24"]["key"])\' > known.txt\n'
        "read URL KEY < known.txt\n"
        f'printf "%s\\n" "$KEY" | {program} connect fattura24 --base-url "$URL" --key-stdin\n'
        f"{program} status\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", str(script)],
        env=trial.environment,
        cwd=trial.folder,
        capture_output=True,
        text=True,
        timeout=_PATIENCE * 2,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-2000:]
    assert re.search(r"Fattura24 +connected", said), said[-2000:]
    return "kept and found again"


TRIALS: dict[str, Callable[[Trial], str]] = {
    "version": version,
    "demo in Italian": demo_in("it"),
    "demo in English": demo_in("en"),
    "migration": migration,
    "hidden window": hidden_window,
    "file in the watched folder": found_file,
    "window on a screen": shown_window,
    "browser": browser,
    "keyring": keyring,
}


def try_program(program: Path, size: int | None = None) -> int:
    """Run all trials over a frozen program; 1 when one failed or when it is too large."""
    failed = size is not None and size > LARGEST
    if failed:
        say(f"  size: {size} bytes are more than {LARGEST}")
    for name, attempt in TRIALS.items():
        with tempfile.TemporaryDirectory(prefix="ponte24-try-", ignore_cleanup_errors=True) as folder:
            try:
                say(f"  {name}: {attempt(Trial(program.resolve(), Path(folder)))}")
            except NotTriedError as missing:
                say(f"  {name}: not tried here: {missing}")
            except (AssertionError, OSError, subprocess.TimeoutExpired) as error:
                failed = True
                say(f"  {name}: FAILED: {error}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(try_program(Path(sys.argv[1])))
