"""How many small jobs one database takes in, and how many it hands out and stores, in a second.

    measure_database.py PROGRAM [--seconds 15] [--workers 2] [--slots 2]

First one node answers POSTs at 64 connections (wrk) with 202 and nothing trains; then workers train what has
come together. Both are of one network of 10 steps with two recorded points, so that the queue is most of the
work. Clients, node, workers and database share this machine: the costs to the database are the figures that
hold elsewhere, the rates are what is left for it here.
"""
import argparse
import os
import subprocess
import time

from costs import Costs
from measured import Measured
from processes import Worker

JOB = '{"architecture":[2,2,1],"dataset":"xor","training":{"steps":10},"record":{"points":2}}'
SCRIPT = f"""wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{JOB}'
"""


def take_in(measured, seconds):
    """What a 202 costs, and how many there were a second."""
    script = measured.folder / "post.lua"
    script.write_text(SCRIPT)
    costs = Costs(measured.postgres, "SELECT count(*) FROM symbreak.jobs")
    out = subprocess.run(
        ["wrk", "-t1", "-c64", f"-d{seconds}s", "-s", str(script), f"{measured.origin}/v1/jobs"],
        capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in out, out
    # What a connection has counted for itself is told after a second at the latest.
    time.sleep(2)
    costs.end()
    return costs, costs.done / seconds


def work_off(measured, workers, places, seconds):
    """What claiming, heartbeats and settling of a job cost."""
    running = [
        Worker(
            measured.program, measured.folder / f"worker-{number}.log", measured.variables,
            places=places)
        for number in range(workers)]
    try:
        time.sleep(3)
        costs = measured.ended_jobs()
        time.sleep(seconds)
        return costs.end()
    finally:
        for worker in running:
            worker.end()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--slots", type=int, default=2)
    arguments = parser.parse_args()
    with Measured(arguments.program) as measured:
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        costs, rate = take_in(measured, arguments.seconds)
        print(f"taken in: {rate:,.0f} jobs/s; {costs}", flush=True)
        costs = work_off(measured, arguments.workers, arguments.slots, arguments.seconds)
        print(f"handed out, trained and stored: {costs.rate:,.0f} jobs/s; {costs}")


if __name__ == "__main__":
    main()
