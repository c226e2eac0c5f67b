"""What Windows shows of the program's file under Properties: the text that PyInstaller makes a version resource of."""

from __future__ import annotations


def version_info(version: str) -> str:
    """The resource for a version such as 0.1.0."""
    numbers = tuple([*map(int, version.split(".")), 0, 0, 0][:4])
    strings = {
        "CompanyName": "Ponte24 contributors",
        "FileDescription": "Ponte24",
        "FileVersion": version,
        "InternalName": "ponte24",
        "LegalCopyright": "MIT License",
        "OriginalFilename": "ponte24.exe",
        "ProductName": "Ponte24",
        "ProductVersion": version,
    }
    table = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, "
        "fileType=1, subtype=0, date=(0, 0)), kids=["
        f"StringFileInfo([StringTable('040904B0', [{table}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )
