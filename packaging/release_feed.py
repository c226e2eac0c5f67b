"""Signs the public file that tells of a new version: `make release-feed ARGS="..."`.

    --new-key FILE                       makes a maintainer's key (mode 0600) and prints its public half
    --key FILE [--key FILE] --out latest.txt --sequence N --page URL --notes-it … --notes-en … [--urgent] [--days 60]

The version is the checkout's. Sign the same file with the spare key, too, when keys are changed. What was written is
read back as Ponte24 does; exit code 1 when it would not be believed. packaging/README.md says where it goes.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import __version__
from app.connectors.updates.channel import Channel
from app.connectors.updates.feed import FORMAT, FeedError, payload, read_feed


def public_half(key: Ed25519PrivateKey) -> str:
    """The public key as resources/updates.toml has it."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode("ascii")


def new_key(path: Path) -> str:
    """Makes a key in a file that must not be there yet; returns its public half. Raises FileExistsError."""
    key = Ed25519PrivateKey.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(base64.b64encode(key.private_bytes_raw()).decode("ascii") + "\n")
    return public_half(key)


def load_key(path: Path) -> Ed25519PrivateKey:
    """Reads a key. Raises ValueError, OSError."""
    return Ed25519PrivateKey.from_private_bytes(
        base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True)
    )


def feed(text: dict[str, object], keys: list[Ed25519PrivateKey]) -> bytes:
    """The bytes of a feed, signed by each key."""
    body = json.dumps(text, ensure_ascii=False, indent=1).encode() + b"\n"
    signatures = [base64.b64encode(key.sign(payload(body))).decode("ascii") for key in keys]
    return " ".join([FORMAT, *signatures]).encode("ascii") + b"\n" + body


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="release_feed.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--new-key", type=Path, metavar="FILE")
    parser.add_argument("--key", type=Path, action="append", metavar="FILE")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--sequence", type=int)
    parser.add_argument("--page")
    parser.add_argument("--notes-it", default="")
    parser.add_argument("--notes-en", default="")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--urgent", action="store_true")
    said = parser.parse_args(arguments)
    if said.new_key:
        try:
            print(new_key(said.new_key))
        except FileExistsError:
            print(f"{said.new_key} is there already: a key is never written over.", file=sys.stderr)
            return 1
        return 0
    if not (said.key and said.out and said.sequence and said.page):
        parser.error("--key, --out, --sequence and --page are needed (or --new-key)")
    try:
        keys = [load_key(path) for path in said.key]
    except (OSError, ValueError) as error:
        print(f"The key cannot be read: {error}", file=sys.stderr)
        return 1
    now = datetime.now(UTC).replace(microsecond=0)
    text: dict[str, object] = {
        "format": 1,
        "sequence": said.sequence,
        "version": __version__,
        "issued": now.isoformat(),
        "expires": (now + timedelta(days=said.days)).isoformat(),
        "urgent": said.urgent,
        "page": said.page,
        "notes": {"it": said.notes_it, "en": said.notes_en},
    }
    signed = feed(text, keys)
    try:
        # the page has to be on the feed's own host, whichever that is
        read_feed(signed, Channel(said.page, (keys[0].public_key().public_bytes_raw(),)), now=now.timestamp())
    except FeedError as error:
        print(f"Ponte24 would not believe this: {error}.", file=sys.stderr)
        return 1
    said.out.write_bytes(signed)
    print(f"{said.out}: version {__version__}, sequence {said.sequence}, until {text['expires']}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
