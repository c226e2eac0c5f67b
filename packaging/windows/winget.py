"""Writes the three files that winget wants of a release: `python packaging/windows/winget.py SETUP.EXE URL FOLDER`.

The folder then goes into a pull request to microsoft/winget-pkgs (manifests/p/Ponte24/Ponte24/VERSION); only for a
signed installer, or winget's checks refuse it.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

IDENTIFIER = "Ponte24.Ponte24"
PRODUCT_CODE = "{7C5C4D4E-0C35-4C0B-9A39-5A2D6B2F24A1}_is1"
"""Inno Setup's AppId with its ending (ponte24.iss)."""

_SCHEMA = "1.6.0"


def manifests(version: str, url: str, sha256: str) -> dict[str, str]:
    """The files by name. Raises ValueError for an address that is not https or a sum that is none."""
    if not url.startswith("https://") or not re.fullmatch(r"[0-9A-Fa-f]{64}", sha256):
        raise ValueError("an https address and a SHA-256 are needed")
    head = f"PackageIdentifier: {IDENTIFIER}\nPackageVersion: {version}\n"
    texts = {
        "": f"DefaultLocale: it-IT\nManifestType: version\nManifestVersion: {_SCHEMA}\n",
        ".installer": (
            "InstallerType: inno\nScope: user\nUpgradeBehavior: install\nMinimumOSVersion: 10.0.17763.0\n"
            f"ProductCode: '{PRODUCT_CODE}'\nInstallers:\n- Architecture: x64\n  InstallerUrl: {url}\n"
            f"  InstallerSha256: {sha256.upper()}\nManifestType: installer\nManifestVersion: {_SCHEMA}\n"
        ),
        ".locale.it-IT": (
            "PackageLocale: it-IT\nPublisher: Ponte24 contributors\nPackageName: Ponte24\nLicense: MIT\n"
            "ShortDescription: Tiene allineati HighLevel e Fattura24\n"
            f"ManifestType: defaultLocale\nManifestVersion: {_SCHEMA}\n"
        ),
    }
    return {f"{IDENTIFIER}{name}.yaml": head + text for name, text in texts.items()}


def main(arguments: list[str]) -> int:
    """The command line."""
    if len(arguments) != 3:
        print((__doc__ or "").splitlines()[0], file=sys.stderr)
        return 2
    setup, url, folder = Path(arguments[0]), arguments[1], Path(arguments[2])
    found = re.fullmatch(r"ponte24-([\d.]+)-setup\.exe", setup.name)
    if found is None:
        print(f"{setup.name}: not named as ponte24-VERSION-setup.exe", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in manifests(found[1], url, hashlib.sha256(setup.read_bytes()).hexdigest()).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
