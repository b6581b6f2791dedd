"""Holds the stated memory of trainings against what the system counted.

    python3 check_memory.py SYMBREAK

For each spec `symbreak run --memory` states the peak in bytes; the program then trains it, and the
system tells the most memory that it had. What a tiny training takes (the program, its libraries, the
threads' stacks in use) is taken off. Exit status 1 where the statement is off by more than a third
plus 8 MiB either way.
"""

import json
import os
import subprocess
import sys

TINY = {"architecture": [2, 2, 1], "training": {"steps": 1}}
SPECS = [
    {"architecture": [64, 1024, 1024, 10], "dataset": "digits", "activation": "relu",
     "training": {"steps": 4, "batch_size": 64}, "record": {"points": 2, "similarity": False}},
    {"architecture": [64, 1024, 1024, 10], "dataset": "digits", "activation": "relu",
     "training": {"steps": 4, "optimizer": "adam"}, "record": {"points": 2, "similarity": False}},
    {"architecture": [2, 2048, 2048, 1], "dataset": {"name": "moons", "samples": 400},
     "training": {"steps": 3}, "precision": "float64", "record": {"points": 2, "similarity": False}},
    {"architecture": [64, 512, 512, 10], "dataset": "digits",
     "training": {"steps": 4, "batch_size": 32}, "record": {"points": 2}},
]
SLACK = 8 << 20


def stated(program, spec):
    answer = subprocess.run([program, "run", "--memory", "-"], input=json.dumps(spec),
                            capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)["total"]


def counted(program, spec):
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen([program, "run", "--format", "json", "-"], stdin=subprocess.PIPE,
                                   stdout=nowhere, stderr=nowhere)
    process.stdin.write(json.dumps(spec).encode())
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"the program ended with {status} for {json.dumps(spec)}")
    return usage.ru_maxrss << 10


def main():
    program = sys.argv[1]
    base = counted(program, TINY) - stated(program, TINY)
    faults = 0
    for spec in SPECS:
        told, had = stated(program, spec), counted(program, spec) - base
        fits = told * 2 / 3 - SLACK <= had <= told * 4 / 3 + SLACK
        faults += not fits
        print(f"{spec['architecture']} {spec['training']}: stated {told >> 20} MiB, counted {had >> 20} MiB"
              + ("" if fits else ": too far apart"))
    print(f"{len(SPECS)} specs, {faults} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
