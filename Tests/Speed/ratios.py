"""What whole jobs keep of the core's speed, as ratios that two runs on one machine have in common.

Usage: ratios.py PROGRAM [--rounds N] [--write]

Measures in one run what recording leaves of each shape's bare rate, what a second thread gives on this
machine as it is and beside busy loops, and what stored jobs come to, from the request on; holds the medians
against ratios.json beside this file, marks what has fallen below nine tenths of it, and ends with status 1
where something has. With --write the medians become the baseline, and docs/speed-ratios.md is made from it.
"""

import argparse
import datetime
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import contention
import jobs

BASELINE = pathlib.Path(__file__).with_name("ratios.json")
TABLE = pathlib.Path(__file__).parents[2] / "docs" / "speed-ratios.md"
FALLEN = 0.9
SWEEP_SHAPE = "playground-sweep"
SWEEP_STEPS = 1_000_000

MEANINGS = {
    "recorded": "steps a second with the default recording, to bare steps",
    "threads": "steps a second on two threads, to one thread in the same conditions",
    "jobs/sweep": "steps a second of 1,000 stored jobs, from the POST to the last result, to the bare core's",
    "jobs/trained": "tiny jobs that 64 connections get trained and stored, to those that are only taken in",
    "jobs/flush": "one flush of the disk, to the time of one small job with `Prefer: wait`",
}


def recorded(program):
    """By shape: the bare rate, and what recording leaves of it."""
    run = subprocess.run(
        [program, "bench", "--recorded", "--format", "json"], check=True, capture_output=True, text=True)
    for shape in map(json.loads, run.stdout.splitlines()):
        yield shape["name"], shape["net_steps_per_second"], shape["recorded_net_steps_per_second"]


def threads(program, condition):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as shapes:
        json.dump(contention.SHAPES, shapes)
        shapes.flush()
        one, two = (contention.rates(program, shapes.name, count) for count in (1, 2))
    return {f"threads/{condition}/{name}": two[name] / one[name] for name in one}


def measure(program):
    """One round."""
    found, bare = {}, {}
    for name, rate, kept in recorded(program):
        bare[name] = rate
        found[f"recorded/{name}"] = kept / rate
    found |= threads(program, "alone")
    with contention.Load():
        found |= threads(program, "busy loops")
    sweep = jobs.sweep(program)
    found["jobs/sweep"] = SWEEP_STEPS / sweep["sweep_seconds"] / bare[SWEEP_SHAPE]
    many = jobs.many(program)
    found["jobs/trained"] = many["trained_a_second"] / many["taken_in_a_second"]
    found["jobs/flush"] = jobs.flush() / jobs.small(program)["small_ms"]
    return found


def table(baseline):
    lines = [
        "# Ratios of speed", "",
        f"Measured by `make speed` on {baseline['machine']}, {baseline['date']}, rounds: "
        f"{baseline['rounds']}; made from `Tests/Speed/ratios.json`.", "",
    ]
    for group in ("recorded", "threads"):
        lines += [f"{MEANINGS[group][0].upper()}{MEANINGS[group][1:]}:", "", "| | ratio |", "|---|---|"]
        lines += [
            f"| {name.partition('/')[2].replace('/', ', ')} | {value:.2f} |"
            for name, value in baseline["ratios"].items() if name.startswith(group + "/")
        ]
        lines.append("")
    lines += ["Whole jobs:", "", "| | ratio |", "|---|---|"]
    lines += [
        f"| {MEANINGS[name]} | {value:.3f} |"
        for name, value in baseline["ratios"].items() if name.startswith("jobs/")
    ]
    return "\n".join(lines) + "\n"


def machine():
    names = [
        line.partition(":")[2].strip()
        for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines()
        if line.startswith("model name")
    ]
    return f"{len(names)} cores of {names[0]}" if names else "an unknown machine"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    rounds = [measure(chosen.program) for _ in range(chosen.rounds)]
    medians = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    known = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {"ratios": {}}
    fallen = []
    for name, value in medians.items():
        spread = f"({min(each[name] for each in rounds):.3f} to {max(each[name] for each in rounds):.3f})"
        before = known["ratios"].get(name)
        if before is None:
            print(f"{name:36} {value:7.3f} {spread}")
            continue
        has_fallen = value < FALLEN * before
        print(f"{name:36} {value:7.3f} {spread:18} baseline {before:7.3f}{'  FALLEN' if has_fallen else ''}")
        if has_fallen:
            fallen.append(name)
    if chosen.write:
        baseline = {
            "machine": machine(), "date": datetime.date.today().isoformat(), "rounds": chosen.rounds,
            "ratios": {name: round(value, 4) for name, value in medians.items()},
        }
        BASELINE.write_text(json.dumps(baseline, indent=2) + "\n", encoding="utf-8")
        TABLE.write_text(table(baseline), encoding="utf-8")
    elif fallen:
        sys.exit(f"fallen: {', '.join(fallen)}")


if __name__ == "__main__":
    main()
