"""How many jobs one, two and four workers train in a second, each with the same share of a core.

    measure_workers.py PROGRAM [--percent 10] [--seconds 40]

Each worker is in a control group of its own with a quota of processor time (cgroups version 1), so that
four fit beside the database on a small machine. Beside the rates it prints what a job costs the database:
processor time of its processes, bytes of its log and buffers. Needs root.
"""
import argparse
import os
import pathlib
import time

from check_cluster import call
from measured import Measured
from processes import Worker

GROUPS = pathlib.Path("/sys/fs/cgroup/cpu")
PERIOD = 100_000


class LimitedWorker(Worker):
    """A worker with a share of a core."""

    def __init__(self, measured, number, percent):
        self.group = GROUPS / f"symbreak-{os.getpid()}-{number}"
        self.group.mkdir()
        (self.group / "cpu.cfs_period_us").write_text(str(PERIOD))
        (self.group / "cpu.cfs_quota_us").write_text(str(PERIOD * percent // 100))
        super().__init__(
            measured.program, measured.folder / f"worker-{number}.log", measured.variables,
            prefix=["sh", "-c", 'echo $$ > "$0" && exec "$@"', str(self.group / "tasks")])

    def end(self):
        super().end()
        # A group goes when the system has noticed that it is empty.
        for _ in range(50):
            try:
                return self.group.rmdir()
            except OSError:
                time.sleep(0.1)


def measure(measured, count, percent, seconds):
    """Ended jobs a second with so many workers, and what each cost the database."""
    workers = [LimitedWorker(measured, number, percent) for number in range(count)]
    try:
        time.sleep(8)
        costs = measured.ended_jobs()
        time.sleep(seconds)
        return costs.end()
    finally:
        for worker in workers:
            worker.end()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--percent", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=40)
    arguments = parser.parse_args()
    with Measured(arguments.program, "--max-sweep-jobs", "100000") as measured:
        for part in range(10):
            call(measured.origin, "/v1/sweeps", {
                "spec": {
                    "architecture": [2, 8, 8, 1], "dataset": "circles",
                    "training": {"steps": 2000, "batch_size": 10},
                    "record": {"points": 5, "similarity": False}},
                "grid": {"seed": list(range(1 + 2000 * part, 2001 + 2000 * part))}})
        print(f"load of the machine: {os.getloadavg()[0]:.1f}; each worker has"
              f" {arguments.percent} % of a core")
        first = None
        for count in (1, 2, 4):
            costs = measure(measured, count, arguments.percent, arguments.seconds)
            first = first or costs.rate
            print(f"{count} workers: {costs.rate:7.2f} jobs/s ({costs.rate / first:.2f} times one);"
                  f" {costs}", flush=True)


if __name__ == "__main__":
    main()
