"""Blocks of code in Markdown pages, and what is said of their output."""
import dataclasses
import re

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclasses.dataclass
class Block:
    """A block of code, and the text that the page shows as what it prints; None where it shows none."""

    language: str
    code: str
    output: str | None
    line: int


def blocks(text):
    """The blocks of a page; one of `text` right behind another is the output of that."""
    found = []
    end = 0
    for match in FENCE.finditer(text):
        language, code = match.groups()
        if language == "text" and found and not text[end:match.start()].strip():
            found[-1].output = code
        else:
            found.append(Block(language, code, None, text.count("\n", 0, match.start()) + 1))
        end = match.end()
    return found


def fits(shown, printed):
    """Whether a page shows what was printed; `…` stands for anything."""
    parts = [re.escape(part) for part in shown.strip().split("…")]
    return re.fullmatch(".*?".join(parts), printed.strip(), re.DOTALL) is not None
