"""A sweep over several machines' worth of processes, one of which dies in the middle.

    check_cluster.py PROGRAM [--on slurm|ray|processes] [--jobs N] [--short]

PostgreSQL, two nodes behind nginx, and two nodes of workers, all on this machine: of Slurm, through
docker/slurm/worker.sbatch, of Ray, through docker/ray/workers.py, in a network namespace each (run by a
Python that has Ray), or of plain processes. While the sweep runs, one of these two is killed with all that
runs on it. At the end it prints where each job was trained and holds the database against what was
acknowledged. --short takes plain processes and fewer jobs.
"""
import argparse
import collections
import concurrent.futures
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

from checker import Checker
from namespaces import HUB, run_in_hub
from processes import Failure, Node, Postgres, Proxy, Worker, clean_up_when_told, runs, wait_until
from ray_cluster import Ray
from slurm import Slurm

# Seconds for which a worker holds a job without renewing its claim.
LEASE = "5"


class PlainWorkers:
    """Workers as processes of this script, on two nodes that only their names tell apart."""

    NODES = ["n1", "n2"]

    def __init__(self, folder):
        self.folder = folder
        self.workers_of = {node: [] for node in self.NODES}
        self.node_of = {}

    def start(self):
        """There is nothing to wait for."""

    def submit(self, count, **variables):
        for number in range(count):
            node = self.NODES[number % 2]
            worker = Worker(variables["SYMBREAK_PROGRAM"], self.folder / f"worker-{number}.log", variables)
            self.workers_of[node].append(worker)
            self.node_of[worker.process.pid] = node

    def logs(self):
        return sorted(self.folder.glob("worker-*.log"))

    def workers(self, node):
        return [
            worker.process.pid for worker in self.workers_of[node]
            if worker.process.poll() is None]

    def kill(self, node):
        killed = self.workers(node)
        for worker in self.workers_of[node]:
            worker.process.kill()
            worker.process.wait()
        return killed

    def end(self):
        for node in self.NODES:
            for worker in self.workers_of[node]:
                worker.end()


def call(origin, target, body=None):
    request = urllib.request.Request(
        origin + target, data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def sweep(jobs):
    """Small trainings that record little: they train together, and take about 70 ms of one core each."""
    return {
        "spec": {
            "architecture": [2, 8, 8, 1], "dataset": "circles",
            "training": {"steps": 100000, "batch_size": 10},
            "record": {"points": 5, "similarity": False},
        },
        "grid": {"seed": list(range(1, jobs + 1))},
    }


def follow(origin, sweep_id, jobs, places, kill_at):
    """Shows the sweep until it ends, and kills a node when that share of it is done."""
    began, killed = time.monotonic(), None
    while True:
        counts = call(origin, f"/v1/sweeps/{sweep_id}")["jobs"]
        ended = counts["succeeded"] + counts["failed"] + counts["cancelled"]
        seconds = time.monotonic() - began
        bar = "#" * (40 * ended // jobs)
        nodes = "  ".join(f"{node}: {len(places.workers(node))}" for node in places.NODES)
        print(
            f"[{bar:<40}] {ended:>5}/{jobs}  {counts['running']:>3} running"
            f"  {ended / max(seconds, 0.1):6.1f}/s  workers {nodes}", flush=True)
        if ended == jobs:
            return seconds, killed
        if killed is None and ended >= kill_at * jobs:
            killed = (places.kill("n2"), ended)
            print(f"--- node n2 is dead, and with it its workers {killed[0]}", flush=True)
        if seconds > 1800:
            raise Failure("the sweep has not ended within half an hour")
        time.sleep(1)


def reference(program, folder, body, seeds):
    """The digests of some of the sweep's jobs, from a service of its own on SQLite."""
    node = Node(
        program, folder, "reference", ["--database", str(folder / "reference.sqlite")], workers=1)
    try:
        digests = {}
        for seed in seeds:
            job = call(node.origin, "/v1/jobs", {**body["spec"], "seed": seed})
            while job["state"] not in ("succeeded", "failed"):
                job = call(node.origin, f"/v1/jobs/{job['id']}?wait=60")
            digests[seed] = job["result"]["digest"]
        return digests
    finally:
        node.end()


PLACES = {
    "processes": PlainWorkers, "slurm": Slurm,
    "ray": lambda folder: Ray(folder, pathlib.Path(sys.executable)),
}


def run(program, folder, jobs, engine, ending):
    # Nodes of Ray are machines of their own, to which loopback leads nowhere.
    host = HUB if engine == "ray" else "127.0.0.1"
    database = Postgres(folder, **({"LISTEN": HUB} if engine == "ray" else {}))
    ending.append(database.end)
    options = [
        "--database", database.address, "--database-password-file", str(database.password_file),
        "--lease", LEASE, "--max-sweep-jobs", str(max(jobs, 1000)),
        "--max-queued-jobs", str(10 * jobs)]
    nodes = []
    for number in (1, 2):
        nodes.append(Node(program, folder, f"node-{number}", options))
        ending.append(nodes[-1].end)
    proxy = Proxy(folder, nodes)
    ending.append(proxy.end)
    places = PLACES[engine](folder)
    ending.append(places.end)
    places.start()
    places.submit(
        4, SYMBREAK_DATABASE=database.address.replace("127.0.0.1", host), SYMBREAK_LEASE=LEASE,
        SYMBREAK_DATABASE_PASSWORD_FILE=str(database.password_file), SYMBREAK_PROGRAM=program,
        SYMBREAK_LOG_LEVEL="debug", SYMBREAK_LOG_FORMAT="json")
    wait_until("the workers", 120, lambda: all(
        len(places.workers(node)) == 2 for node in places.NODES))
    print(
        f"PostgreSQL on port {database.port}; nodes {nodes[0].origin} and {nodes[1].origin} behind"
        f" {proxy.origin}; two workers on each of n1 and n2"
        + f", by {engine}", flush=True)

    body = sweep(jobs)
    created = call(proxy.origin, "/v1/sweeps", body)
    # One experiment asked for again and again, beside the sweep.
    again = [
        call(proxy.origin, "/v1/jobs", {**body["spec"], "seed": 1})["id"]
        for _ in range(max(10, jobs // 20))]
    seconds, killed = follow(proxy.origin, created["id"], jobs, places, 0.35)
    for job in again:
        while call(proxy.origin, f"/v1/jobs/{job}?wait=60")["state"] in ("queued", "running"):
            pass

    items, cursor = [], ""
    while cursor is not None:
        page = call(proxy.origin, f"/v1/jobs?sweep={created['id']}&limit=200{cursor}")
        items += page["items"]
        cursor = page["next"] and f"&cursor={page['next']}"
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        trained = list(pool.map(
            lambda job: call(proxy.origin, f"/v1/jobs/{job}"),
            [item["id"] for item in items] + again))
    seeds = range(1, 1 + min(20, jobs))
    checker = Checker(database)
    checker.acknowledged([job["id"] for job in trained], jobs + len(again))
    checker.ends()
    checker.digests(trained, reference(program, folder, body, seeds))
    by_node = {node: collections.Counter() for node in places.NODES}
    for log in places.logs():
        for process, jobs_stored in runs(log):
            by_node[places.node_of[process]].update(jobs_stored)
    checker.places(by_node, jobs + len(again))

    if killed is None:
        raise Failure("the sweep ended before a node was killed: take more jobs")
    print(
        f"\n{jobs} jobs of one sweep and {len(again)} beside it in {seconds:.0f} s; n2 and its workers"
        f" {killed[0]} were killed when {killed[1]} had ended\n")
    return checker


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--on", choices=list(PLACES), default="slurm")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--short", action="store_true")
    arguments = parser.parse_args()
    clean_up_when_told()
    engine = "processes" if arguments.short else arguments.on
    jobs = arguments.jobs or (200 if arguments.short else 2000)
    program = str(pathlib.Path(arguments.program).resolve())
    # Short: Ray has sockets deep in it.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="symbreak-"))
    # Slurm's and PostgreSQL's parts run as other users.
    folder.chmod(0o711)
    ending = []
    try:
        def work():
            return run(program, folder, jobs, engine, ending)
        failed = (run_in_hub(work) if engine == "ray" else work()).show()
    except Failure as failure:
        print(failure, file=sys.stderr)
        for log in sorted(folder.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-1000:]}", file=sys.stderr)
        failed = True
    finally:
        for end in reversed(ending):
            try:
                end()
            except (Failure, OSError, subprocess.TimeoutExpired) as failure:
                print(f"cleaning up: {failure}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
