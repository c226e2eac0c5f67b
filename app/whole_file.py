"""Files for others are written whole or not at all: a full disk leaves no half file and takes no older one away."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PUBLIC, PRIVATE = 0o666, 0o600
"""Rights of a new file, of which the user's own mask takes away; what replaces another keeps that one's."""


@contextmanager
def whole_file(path: Path, *, mode: int = PUBLIC) -> Iterator[Path]:
    """Yield an empty file beside ``path``, which takes its name when the block has ended well and the disk has it all.

    Where the block fails, or the disk does, it is removed and what stood at ``path`` is as it was. A device, or a pipe,
    is written to as it is; of a link what it leads to is replaced. Raises OSError.
    """
    target = path.resolve() if path.is_symlink() else path
    if target.exists() and not target.is_file() and not target.is_dir():
        yield target
        return
    # not made of the file's own name: that may be as long as names can be
    beside = target.with_name(f".ponte24-{secrets.token_hex(6)}.part")
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
    try:
        if mode != PRIVATE and target.exists() and os.name == "posix":
            beside.chmod(target.stat().st_mode & 0o777)
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def write_whole(path: Path, content: bytes, *, mode: int = PUBLIC) -> None:
    """Write a file whole or not at all (see `whole_file`). Raises OSError."""
    with whole_file(path, mode=mode) as beside:
        beside.write_bytes(content)
