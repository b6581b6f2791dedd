"""Holds every file that the project's pages name against the files that are there.

A link is seen from its page's folder; a path in backticks from the root, from Sources or from Tests.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!\w+:|#|/)([^)#\s]+)")
# A path within the project: folders, then a file's name with one of these ends. `*` stands for any name.
PATH = re.compile(r"`([A-Za-z][\w+*-]*(?:/[\w+*.-]+)+\.(?:swift|py|c|h|md|yaml|json|sh|js))`")


def is_there(path):
    return any(any(ROOT.glob(f"{folder}{path}")) for folder in ("", "Sources/", "Tests/"))


def missing(page):
    text = page.read_text()
    for link in LINK.findall(text):
        if not (page.parent / link).exists():
            yield link
    for path in PATH.findall(text):
        if not is_there(path):
            yield path


def main():
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("docker/**/*.md")]
    faults = [f"{page.relative_to(ROOT)}: no {name}" for page in pages for name in missing(page)]
    print("\n".join(faults) or f"{len(pages)} pages name only what is there")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
