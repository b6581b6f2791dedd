"""Runs the blocks of code of the pages for people against a running service.

    check_recipes.py PROGRAM [PAGE...]

Of a page all blocks in `sh` are one script and all in `python` another, each stopped by its first failure, with
the service's address in HOST and a folder of its own; what a page shows as output must be what is printed. Other
languages are not run. Then the files of docs/examples: dashboards' queries, Prometheus' rules, the page of another
origin, the Streamlit application.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import examples
from pages import blocks, fits

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "Contract"))
from service import Service  # noqa: E402

PAGES = ["docs/tutorial.md", *sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs/recipes").glob("*.md"))]
MARK = "--- end of block"


def run(page, language, host, folder):
    """The faults of a page's blocks in one language, and how many were run."""
    chosen = [block for block in blocks((ROOT / page).read_text()) if block.language == language]
    if not chosen:
        return [], 0
    if language == "sh":
        script = "set -euo pipefail\n" + "\n".join(f"{block.code}\necho; echo '{MARK}'" for block in chosen)
        command = ["bash", "-c", script]
    else:
        script = "\n".join(f"{block.code}\nprint(); print('{MARK}')" for block in chosen)
        command = [sys.executable, "-c", script]
    environment = os.environ | {"HOST": host, "MPLBACKEND": "Agg", "EXAMPLES": str(ROOT / "docs/examples"),
                                "NO_PROXY": "127.0.0.1,localhost"}
    done = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, timeout=300)
    outputs = done.stdout.split(MARK)[:-1]
    faults = []
    if done.returncode:
        line = chosen[min(len(outputs), len(chosen) - 1)].line
        faults.append(f"{page}:{line}: ended with {done.returncode}: {done.stderr[-800:]}")
    for block, printed in zip(chosen, outputs):
        if block.output is not None and not fits(block.output, printed):
            faults.append(f"{page}:{block.line}: printed {printed.strip()!r}, and the page shows {block.output.strip()!r}")
    return faults, len(chosen)


def main():
    program, *pages = sys.argv[1:]
    faults = []
    with Service(pathlib.Path(program).resolve(), 2, "--cors-origins", examples.ORIGIN) as service:
        for page in pages or PAGES:
            with tempfile.TemporaryDirectory(prefix="symbreak-recipe-") as folder:
                counts = {}
                for language in ("sh", "python"):
                    found, counts[language] = run(page, language, service.url, folder)
                    faults += found
            print(f"{page}: {counts['sh']} blocks of sh, {counts['python']} of python")
        if not pages:
            faults += examples.check(service, ROOT / "docs/examples")
    for fault in faults:
        print(" -", fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
