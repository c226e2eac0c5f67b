"""Derives the kept contract of HighLevel's API (`tests/contract/highlevel/`) from the published OpenAPI files.

    python tests/contract/derive.py FOLDER --date 2026-06-19 --revision 0af86a4

FOLDER holds the vendor's files as they are published (repository GoHighLevel/highlevel-api-docs, licence CC0-1.0:
``apps/*.json`` and ``common/common-schemas.json``). What is kept is what a request or an answer can be judged by:
paths, methods, operation ids, parameters, types, formats, bounds, required, enumerations, responses and the
scopes that an operation needs. What is left out is what people read: descriptions, summaries, examples, titles
of chapters, contacts. Schemas that nothing refers to are left out, too. ``highlevel/source.json`` says from when
the files are. Deriving from what was derived gives the same again, so a test can hold the two beside each other.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("highlevel")
SOURCE = "source.json"
_COMMON = "common-schemas.json"
_METHODS = ("get", "post", "put", "patch", "delete")
_SCHEMA_PLAIN = (
    "type",
    "format",
    "enum",
    "nullable",
    "required",
    "default",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "readOnly",
    "deprecated",
)
_PARAMETER_PLAIN = ("name", "in", "required", "deprecated", "style", "explode", "allowEmptyValue")
_SECURITY_PLAIN = ("type", "scheme", "bearerFormat", "name", "in")
_REF = re.compile(r'"\$ref": "#/components/schemas/([^"]+)"')


def schema(found: Any) -> Any:
    """Return what a value can be judged by; a boolean, which JSON Schema allows in places, stays what it is."""
    if not isinstance(found, Mapping):
        return found
    if "$ref" in found:
        return {"$ref": "#" + str(found["$ref"]).partition("#")[2]}
    kept: dict[str, Any] = {key: found[key] for key in _SCHEMA_PLAIN if key in found}
    if "properties" in found:
        kept["properties"] = {name: schema(one) for name, one in found["properties"].items()}
    for key in ("items", "additionalProperties", "not"):
        if key in found:
            kept[key] = schema(found[key])
    for key in ("allOf", "anyOf", "oneOf"):
        if key in found:
            kept[key] = [schema(one) for one in found[key]]
    return kept


def content(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the media types of a body with their schemas."""
    return {media: {"schema": schema(one["schema"])} if "schema" in one else {} for media, one in found.items()}


def operation(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return one operation without its words. A response needs a description by the standard: it stays blank."""
    kept: dict[str, Any] = {"operationId": found["operationId"]}
    if found.get("deprecated"):
        kept["deprecated"] = True
    kept["parameters"] = [
        {key: one[key] for key in _PARAMETER_PLAIN if key in one}
        | ({"schema": schema(one["schema"])} if "schema" in one else {})
        for one in found.get("parameters", ())
    ]
    if "requestBody" in found:
        body = found["requestBody"]
        kept["requestBody"] = {"required": bool(body.get("required")), "content": content(body.get("content", {}))}
    kept["responses"] = {
        status: {"description": "", **({"content": content(one["content"])} if "content" in one else {})}
        for status, one in found["responses"].items()
    }
    if "security" in found:
        kept["security"] = found["security"]
    return kept


def derive(published: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contract of one published file, with the shared schemas that it refers to written into it."""
    components = published.get("components", {})
    paths = {
        path: {method: operation(methods[method]) for method in _METHODS if method in methods}
        for path, methods in published["paths"].items()
    }
    schemas = {
        name: schema(one) for name, one in {**common, **components.get("schemas", {})}.items()
    }  # fmt: skip
    used: set[str] = set()
    reached = set(_REF.findall(json.dumps(paths)))
    while reached - used:
        fresh = reached - used
        used |= fresh
        reached |= {name for one in fresh for name in _REF.findall(json.dumps(schemas[one]))}
    security = {
        name: {key: one[key] for key in _SECURITY_PLAIN if key in one}
        for name, one in components.get("securitySchemes", {}).items()
    }
    return {
        "openapi": published["openapi"],
        "info": {"title": "", "version": published["info"]["version"]},
        "servers": [{"url": one["url"]} for one in published.get("servers", ())],
        "paths": paths,
        "components": {"schemas": {name: schemas[name] for name in sorted(used)}, "securitySchemes": security},
    }


def derive_all(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the contract by name of every file with paths in a folder, published or derived."""
    shared = folder / _COMMON
    common = json.loads(shared.read_text(encoding="utf-8"))["components"]["schemas"] if shared.is_file() else {}
    found = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
        if path.name not in (_COMMON, SOURCE)
    }
    return {name: derive(one, common) for name, one in found.items()}


def written(one: Mapping[str, Any]) -> str:
    """Return a contract as it is kept: an operation or a schema a line, so that a difference can be read."""
    lines = ["{"]
    for key in ("openapi", "info", "servers"):
        lines.append(f"{json.dumps(key)}: {json.dumps(one[key], ensure_ascii=False)},")
    lines.append('"paths": {')
    for path, methods in one["paths"].items():
        lines.append(f"{json.dumps(path)}: {{")
        lines += [
            f"{json.dumps(method)}: {json.dumps(found, ensure_ascii=False)}," for method, found in methods.items()
        ]
        lines[-1] = lines[-1].removesuffix(",")
        lines.append("},")
    lines[-1] = lines[-1].removesuffix(",")
    lines += ["},", '"components": {']
    for kind in ("schemas", "securitySchemes"):
        lines.append(f"{json.dumps(kind)}: {{")
        entries = one["components"][kind].items()
        lines += [f"{json.dumps(name)}: {json.dumps(found, ensure_ascii=False)}," for name, found in entries]
        lines[-1] = lines[-1].removesuffix(",")
        lines.append("},")
    lines[-1] = lines[-1].removesuffix(",")
    return "\n".join([*lines, "}", "}", ""])


def main(arguments: list[str]) -> int:
    """Write the contract anew; returns 0."""
    parser = argparse.ArgumentParser(description="Derive the kept contract from HighLevel's published OpenAPI files.")
    parser.add_argument("folder", type=Path, help="the folder of the published files")
    parser.add_argument("--date", required=True, help="the day of the published revision, as YYYY-MM-DD")
    parser.add_argument("--revision", required=True, help="its commit in the vendor's repository")
    given = parser.parse_args(arguments)
    found = derive_all(given.folder)
    KEPT.mkdir(exist_ok=True)
    for name, one in found.items():
        (KEPT / f"{name}.json").write_text(written(one), encoding="utf-8")
    source = {
        "repository": "GoHighLevel/highlevel-api-docs",
        "revision": given.revision,
        "date": given.date,
        "licence": "CC0-1.0",
        "derived_by": "tests/contract/derive.py",
    }
    (KEPT / SOURCE).write_text(json.dumps(source, indent=2) + "\n", encoding="utf-8")
    print(f"{len(found)} files, {sum(len(p) for one in found.values() for p in one['paths'].values())} operations")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
