"""By which rules a contact was decoded, as one number: what is kept of it holds only as long as that is the same.

The number is made of the rules themselves, the very code of all that decoding may run, so that nobody has to think of
raising it; of the libraries' versions; and of the codec's fields.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import app.records
from app.connectors.highlevel.codec import Codec

BESIDE = (
    "app.clock",
    "app.connectors.highlevel.codec",
    "app.connectors.highlevel.http.wire",
    "app.connectors.highlevel.packed",
    "app.connectors.highlevel.reader",
    "app.quick_records",
    "app.store.schema.tables",
    "app.sync.plan.parts",
    "app.sync.plan.record",
    "app.wellformed",
    "phonenumbers",
    "stdnum",
)
"""What decoding runs besides `app.records`; of the two libraries what states their version."""


def rules_of(codec: Codec) -> int:
    """Return the number of the rules by which a codec decodes, or 0 where the program cannot look at its own code:
    then nothing must be kept."""
    code = _code()
    if not code:
        return 0
    told = hashlib.blake2b(code, digest_size=8)
    told.update(repr((codec.native, codec.custom, codec.origin_id)).encode())
    return int.from_bytes(told.digest(), "big", signed=True) or 1


@cache
def _code() -> bytes:
    told = hashlib.blake2b(sys.version.encode())
    try:
        if getattr(sys, "frozen", False):  # all code is in this one file
            stat = Path(sys.executable).stat()
            told.update(f"{stat.st_size} {stat.st_mtime_ns}".encode())
        else:
            for path in _files():
                told.update(f"\n{path.name}\n".encode() + path.read_bytes())
    except OSError:
        return b""
    return told.digest()


def _files() -> list[Path]:
    """Return the files of the code. Raises OSError where one is not there as a file."""
    found = sorted(Path(app.records.__file__ or "").parent.rglob("*.py"))
    if not found:
        raise FileNotFoundError(app.records.__name__)
    for name in BESIDE:
        spec = find_spec(name)
        if spec is None or not spec.origin:
            raise FileNotFoundError(name)
        found.append(Path(spec.origin))
    return found
