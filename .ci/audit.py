#!/usr/bin/env python3
"""Asks OSV (https://osv.dev) which packages of requirements-dev.lock have a known vulnerability.

Ends with 0 where none has one that is not in audit-allowed.txt, with 1 where one has, and with 75 where
the service did not answer: then nothing was audited, which is said and is not the same. One request,
which holds names and versions only; nothing beyond Python is needed.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE.parent / "requirements-dev.lock"
ALLOWED = HERE / "audit-allowed.txt"
SERVICE = "https://api.osv.dev"
SECONDS = 20
FOUND, NOT_AUDITED = 1, 75  # sysexits: EX_TEMPFAIL


def read_lock(text: str) -> list[tuple[str, str]]:
    """Name and version of each package of a lock file."""
    return re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE)


def read_allowed(text: str) -> dict[str, str]:
    """The vulnerabilities that we live with, by their id, each with its reason."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    allowed = dict(line.split(maxsplit=1) for line in lines if len(line.split()) > 1)
    if len(allowed) != len(lines):
        raise SystemExit(f"{ALLOWED.name}: each line holds an id and the reason, and no id twice.")
    return allowed


def ask(packages: list[tuple[str, str]], service: str) -> list[list[str]]:
    """The ids of the known vulnerabilities of each package.

    Raises OSError where the service does not answer, ValueError where it says something else.
    """
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in packages
    ]
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{service}/v1/querybatch",
        json.dumps({"queries": queries}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        results = json.load(answer)["results"]
    if len(results) != len(packages):
        raise ValueError(f"{len(results)} answers to {len(packages)} questions")
    return [[one["id"] for one in result.get("vulns", [])] for result in results]


def main() -> int:
    """Asks, and says what came of it."""
    packages, allowed = read_lock(LOCK.read_text()), read_allowed(ALLOWED.read_text())
    try:
        found = ask(packages, os.environ.get("AUDIT_SERVICE") or SERVICE)
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stdout.write(f"NOT AUDITED: the service gave no answer that can be read ({error}).\n")
        return NOT_AUDITED
    bad = 0
    for (name, version), ids in zip(packages, found, strict=True):
        for one in ids:
            reason = allowed.get(one)
            sys.stdout.write(f"{name} {version}: {one}: {reason or 'NOT ALLOWED'}\n")
            bad += reason is None
    unused = set(allowed) - {one for ids in found for one in ids}
    for one in sorted(unused):
        sys.stdout.write(f"{one} is allowed and not found any more: remove its line.\n")
    sys.stdout.write(f"AUDITED: {len(packages)} packages, {bad} vulnerabilities not allowed.\n")
    return FOUND if bad else 0


if __name__ == "__main__":
    sys.exit(main())
