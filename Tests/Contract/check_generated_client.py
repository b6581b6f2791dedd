#!/usr/bin/env python3
"""Generates a client from openapi.yaml, checks its types, and has a program use it.

    python check_generated_client.py PROGRAM DOCUMENT

openapi-python-client makes the client; it must have nothing to remark but what it says it cannot do. mypy
checks the client and `client/usage.py`, which then runs against the built service.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

from service import Service

HERE = pathlib.Path(__file__).resolve().parent / "client"
TOOLS = pathlib.Path(sys.executable).parent
#: What the generator remarks. It makes no bodies of CSV: its clients upload as JSON or as a form.
REMARKS = {"WARNING parsing POST /v1/datasets within catalogues.", "Unsupported content type text/csv"}


def generated(document, folder):
    """Makes the client in `folder`; what the generator has against the document."""
    said = subprocess.run(
        [TOOLS / "openapi-python-client", "generate", "--path", document, "--meta", "none",
         "--config", HERE / "generator.yaml", "--output-path", folder / "symbreak_client"],
        capture_output=True, text=True)
    text = re.sub(r"\x1b\[[0-9;]*m", "", said.stdout + said.stderr)
    remarks = set(re.findall(
        r"^((?:WARNING|ERROR|Unable|Unsupported|Cannot|Could not|Attempted|Invalid|Failed).*?)\s*$", text, re.MULTILINE))
    faults = [f"openapi-python-client: {remark}" for remark in sorted(remarks - REMARKS)]
    if said.returncode:
        faults.append(f"openapi-python-client ended with {said.returncode}: {text[-2000:]}")
    return faults


def checked(folder):
    """What mypy has against the client and the program that uses it."""
    said = subprocess.run(
        [TOOLS / "mypy", "--config-file", HERE / "mypy.ini", "--cache-dir", folder / "mypy",
         folder / "symbreak_client", HERE / "usage.py"],
        capture_output=True, text=True, env={"MYPYPATH": str(folder), "PATH": "/usr/bin:/bin"})
    if not said.returncode:
        return []
    return [f"mypy: {line}" for line in (said.stdout + said.stderr).splitlines()]


def used(program, folder):
    """What comes of the program that uses the client."""
    with Service(program, workers=1) as service:
        said = subprocess.run(
            [sys.executable, "-B", HERE / "usage.py", service.url], capture_output=True, text=True,
            env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"}, timeout=300)
    return [] if said.returncode == 0 else [f"usage.py: {said.stdout[-1000:]}{said.stderr[-3000:]}"]


def main():
    program, document = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="symbreak-client-") as name:
        folder = pathlib.Path(name)
        faults = generated(document, folder)
        if not faults:
            faults = checked(folder)
        if not faults:
            faults = used(program, folder)
        made = sum(1 for _ in folder.glob("symbreak_client/api/*/[a-z]*.py"))
    print(f"A client of {made} operations was generated, {len(faults)} faults")
    for fault in faults:
        print(" -", fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
