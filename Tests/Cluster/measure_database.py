"""How many small jobs one database takes in, and how many it hands out and stores, in a second.

    measure_database.py PROGRAM [--seconds 15] [--workers 2] [--slots 2]

First one node answers POSTs at 64 connections (wrk) with 202 and nothing trains; then workers train what has
come together. Both are of one network of 10 steps with two recorded points, so that the queue is most of the
work. Clients, node, workers and database share this machine: the costs to the database are the figures that
hold elsewhere, the rates are what is left for it here.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from check_cluster import LEASE
from costs import Costs
from processes import Node, Postgres, clean_environment, clean_up_when_told, end_process

JOB = '{"architecture":[2,2,1],"dataset":"xor","training":{"steps":10},"record":{"points":2}}'
SCRIPT = f"""wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{JOB}'
"""


def take_in(postgres, origin, folder, seconds):
    """What a 202 costs."""
    script = folder / "post.lua"
    script.write_text(SCRIPT)
    costs = Costs(postgres, "SELECT count(*) FROM symbreak.jobs")
    out = subprocess.run(
        ["wrk", "-t1", "-c64", f"-d{seconds}s", "-s", str(script), f"{origin}/v1/jobs"],
        capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in out, out
    # What a connection has counted for itself is told after a second at the latest.
    time.sleep(2)
    costs.end()
    return costs, costs.done / seconds


def work_off(program, postgres, folder, variables, arguments):
    """What claiming, heartbeats and settling of a job cost."""
    processes = []
    for number in range(arguments.workers):
        log = (folder / f"worker-{number}.log").open("w")
        processes.append(subprocess.Popen(
            [program, "worker", "--workers", str(arguments.slots)], stdout=log, stderr=log,
            env=clean_environment(**variables)))
    try:
        time.sleep(3)
        costs = Costs(postgres, "SELECT count(*) FROM symbreak.jobs WHERE outcome IS NOT NULL")
        time.sleep(arguments.seconds)
        return costs.end()
    finally:
        for process in processes:
            end_process(process)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--slots", type=int, default=2)
    arguments = parser.parse_args()
    clean_up_when_told()
    program = str(pathlib.Path(arguments.program).resolve())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="symbreak-measure-"))
    ending = []
    try:
        postgres = Postgres(folder)
        ending.append(postgres.end)
        node = Node(program, folder, "node", [
            "--database", postgres.address, "--database-password-file",
            str(postgres.password_file), "--max-queued-jobs", "1000000"])
        ending.append(node.end)
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        costs, rate = take_in(postgres, node.origin, folder, arguments.seconds)
        print(f"taken in: {rate:,.0f} jobs/s; {costs}", flush=True)
        variables = {
            "SYMBREAK_DATABASE": postgres.address, "SYMBREAK_LEASE": LEASE,
            "SYMBREAK_DATABASE_PASSWORD_FILE": str(postgres.password_file)}
        costs = work_off(program, postgres, folder, variables, arguments)
        print(f"handed out, trained and stored: {costs.rate:,.0f} jobs/s; {costs}")
    finally:
        for end in reversed(ending):
            end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
