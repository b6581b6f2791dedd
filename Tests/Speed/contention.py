"""What a second thread gives where the machine is shared: beside busy loops, and under a quota.

Usage: contention.py PROGRAM [--peer OTHER_PROGRAM] [--rounds N]

Runs `symbreak bench` on one thread and on two in turn, on the quiet machine, beside one busy loop
a core, and, where this user may make control groups, under a quota of half of the cores. Prints the
median rates and the ratio of two threads to one in the same conditions; with a peer (the program
before a change, say) the peer's too, in the same rounds. It judges nothing: speeds are looked at.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

PERIOD = 100_000


def spin():
    while True:
        pass


class Load:
    """Busy loops, one a core, while it is open."""

    def __enter__(self):
        self.loops = [
            multiprocessing.Process(target=spin, daemon=True)
            for _ in range(len(os.sched_getaffinity(0)))
        ]
        for loop in self.loops:
            loop.start()

    def __exit__(self, *_):
        for loop in self.loops:
            loop.terminate()
            loop.join()


class Quota:
    """A control group, of version 2 or 1, whose members get half of the cores' time."""

    def __init__(self):
        allowed = len(os.sched_getaffinity(0)) * PERIOD // 2
        unified = pathlib.Path("/sys/fs/cgroup")
        if (unified / "cgroup.controllers").exists():
            self.group, limits = unified / "symbreak-contention", {"cpu.max": f"{allowed} {PERIOD}"}
        else:
            self.group = unified / "cpu" / "symbreak-contention"
            limits = {"cpu.cfs_period_us": PERIOD, "cpu.cfs_quota_us": allowed}
        self.group.mkdir(exist_ok=True)
        for name, value in limits.items():
            (self.group / name).write_text(str(value), encoding="ascii")

    def __enter__(self):
        return self

    def join(self):
        (self.group / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")

    def __exit__(self, *_):
        self.group.rmdir()


def rates(program, shapes, threads, before=None):
    """Network-steps a second, by shape."""
    run = subprocess.run(
        [program, "bench", "--format", "json", "--threads", str(threads), "--shapes", shapes],
        check=True, capture_output=True, text=True, preexec_fn=before)
    return {
        shape["name"]: shape["net_steps_per_second"]
        for shape in map(json.loads, run.stdout.splitlines())
    }


def measure(condition, programs, shapes, rounds, before=None):
    found = {}
    for _ in range(rounds):
        for name, program in programs.items():
            for threads in (1, 2):
                for shape, rate in rates(program, shapes, threads, before).items():
                    found.setdefault((shape, name, threads), []).append(rate)
    for shape, name in sorted({key[:2] for key in found}):
        one, two = found[shape, name, 1], found[shape, name, 2]
        ratios = sorted(b / a for a, b in zip(one, two))
        print(
            f"{condition:12} {shape:10} {name:8} one {statistics.median(one):9.0f}  two "
            f"{statistics.median(two):9.0f}  ratio {statistics.median(ratios):.2f} "
            f"({ratios[0]:.2f} to {ratios[-1]:.2f})", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--peer")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    programs = {"program": chosen.program} | ({"peer": chosen.peer} if chosen.peer else {})
    with tempfile.NamedTemporaryFile("w", suffix=".json") as shapes:
        json.dump(SHAPES, shapes)
        shapes.flush()
        measure("quiet", programs, shapes.name, chosen.rounds)
        with Load():
            measure("busy loops", programs, shapes.name, chosen.rounds)
        try:
            quota = Quota()
        except OSError as error:
            sys.exit(f"no control group with a quota: {error}")
        with quota:
            measure("half quota", programs, shapes.name, chosen.rounds, quota.join)


# Long enough that a round sees many of the scheduler's turns.
SHAPES = [
    {
        "name": "digits", "architecture": [64, 128, 64, 10], "activation": "relu", "samples": 1797,
        "batch": 64, "steps": 10_000, "replicas": 1,
    },
    {
        "name": "mnist", "architecture": [784, 512, 256, 10], "activation": "relu",
        "samples": 4096, "batch": 128, "steps": 400, "replicas": 1,
    },
]

if __name__ == "__main__":
    main()
