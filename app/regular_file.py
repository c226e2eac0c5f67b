"""Files that others have made are opened here: a queue, a device or a folder is none, and a file that grows has an end.

Between a look at a name and its opening something else may stand there. So what was opened is asked what it is, the
opening itself waits for nobody, and no more is read than there was at that moment: whoever writes on for ever keeps
nobody reading.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import FileRefused

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_PATIENT_WITH_NOBODY = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def open_regular(path: Path) -> io.BufferedReader:
    """Open a regular file for reading bytes. Raises OSError, also where the name stands for something else."""
    number = os.open(path, _FLAGS | _PATIENT_WITH_NOBODY)
    try:
        kind = os.fstat(number).st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(kind):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        return io.BufferedReader(_AsOpened(number), 1 << 16)
    except BaseException:
        os.close(number)
        raise


def open_regular_text(path: Path, encoding: str, *, errors: str = "strict") -> io.TextIOWrapper:
    """Open a regular file for reading text, its line ends as they are. Raises OSError, LookupError."""
    file = open_regular(path)
    try:
        return io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    except BaseException:
        file.close()
        raise


def read_regular(path: Path, most: int) -> bytes:
    """Return the bytes of a regular file, one more than ``most`` at most: so that whoever asks sees that there are
    more. Raises OSError."""
    with open_regular(path) as file:
        return file.read(most + 1)


def unreadable(path: Path, error: OSError) -> FileRefused:
    """Return what an error of the operating system means for a file."""
    if isinstance(error, IsADirectoryError):
        return FileRefused("file_is_folder", file=path.name)
    missing = isinstance(error, FileNotFoundError | NotADirectoryError) or error.errno == errno.ENAMETOOLONG
    # Only the reason: the operating system's message repeats the whole path.
    return FileRefused(
        "file_not_found" if missing else "file_unreadable",
        file=path.name,
        details=error.strerror or type(error).__name__,
    )


class _AsOpened(io.FileIO):
    """A file that ends where it ended when it was opened."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "rb")
        self._size = os.fstat(number).st_size

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        left = self._size - self.tell()
        return super().readinto(memoryview(buffer).cast("B")[:left]) if left > 0 else 0

    def readall(self) -> bytes:
        pieces = []
        while (left := self._size - self.tell()) > 0 and (piece := super().read(left)):
            pieces.append(piece)
        return b"".join(pieces)
