"""Holds wide vector registers to the code that the processor was asked about.

The kernels are compiled once for each instruction set, and the program chooses among them after it
has asked the processor. That is safe only while AVX2 and AVX-512 code stands in those targets'
objects alone, and while none of them defines a function by a name that another object defines too:
the linker keeps one of several functions of one name, and every caller would get it.

    python3 check_wide_registers.py BUILD_DIRECTORY

BUILD_DIRECTORY is what `swift build --show-bin-path` prints. Exit status 1 where a rule is broken.
"""

import pathlib
import re
import subprocess
import sys

WIDE_TARGETS = {"KernelsAVX2": "ymm", "KernelsAVX512": "zmm"}
# These carry code for several instruction sets and ask the processor themselves.
ASK_THEMSELVES = {"CCryptoBoringSSL"}
HEADER = re.compile(r"^[0-9a-f]+ <(.+)>:$")
EXTENDED = re.compile(r":\s+v(?!er[rw]\b)[a-z]")


def objects(build):
    """The object files of every target of the program, by target; tests apart."""
    found = {}
    for directory in sorted(build.glob("*.build")):
        target = directory.name.removesuffix(".build").removesuffix("-tool")
        files = sorted(directory.rglob("*.o"))
        if files and not target.endswith("Tests"):
            found[target] = files
    return found


def functions(files):
    """Names of the functions that the files offer to the linker."""
    names = set()
    for file in files:
        listing = subprocess.run(
            ["nm", "--defined-only", str(file)], capture_output=True, text=True, check=True
        ).stdout
        for line in listing.splitlines():
            fields = line.split(maxsplit=2)
            # Upper case is global, W is weak: what the linker may pick for others.
            if len(fields) == 3 and fields[1] in "TW":
                names.add(fields[2])
    return names


def extended_functions(files):
    """Functions of the files with instructions that came with AVX or later, all of which are
    encoded anew and begin with a v; and which of the wide registers the files name."""
    names, registers, current = set(), set(), None
    for file in files:
        listing = subprocess.Popen(
            ["objdump", "-d", "--no-show-raw-insn", str(file)], stdout=subprocess.PIPE, text=True
        )
        for line in listing.stdout:
            if header := HEADER.match(line):
                current = header[1]
            elif EXTENDED.search(line):
                names.add(current)
                registers.update(name for name in ("ymm", "zmm") if f"%{name}" in line)
        if listing.wait() != 0:
            sys.exit(f"objdump cannot read {file}")
    return names, registers


def main():
    build = pathlib.Path(sys.argv[1])
    targets = objects(build)
    faults = []
    for target in WIDE_TARGETS:
        if target not in targets:
            sys.exit(f"{build} holds no objects of {target}")
    offered = {target: functions(files) for target, files in targets.items()}
    extended = {}
    for target, files in targets.items():
        extended[target], registers = extended_functions(files)
        if target in WIDE_TARGETS:
            if WIDE_TARGETS[target] not in registers:
                faults.append(f"{target} has no {WIDE_TARGETS[target]} registers: flags lost?")
        elif target not in ASK_THEMSELVES:
            faults += [f"{target} has AVX instructions in {name}" for name in extended[target]]
    for wide in WIDE_TARGETS:
        for target in targets.keys() - {wide}:
            for name in offered[target] & offered[wide] & extended[wide]:
                faults.append(f"{wide} and {target} both define {name}")
    for fault in sorted(faults):
        print(fault)
    print(f"{len(targets)} targets, {len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
