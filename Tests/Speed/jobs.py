#!/usr/bin/env python3
"""What jobs cost from the request to the stored result, of one program or of several in turn.

    python3 jobs.py .build/release/symbreak [OTHER ...] [--rounds 3] [--only sweep|small|many]

sweep  1,000 networks of [2, 8, 8, 1], 1,000 steps each, recorded as by default: seconds until all are stored, processor seconds of the
       service, bytes a job.
small  POSTs with `Prefer: wait` of the smallest spec, one after the other: milliseconds of the median, and of processor time.
many   the same with 64 connections (wrk): small jobs trained and stored a second; and with no workers, durable 202s a second.
flush  what one flush of the disk takes, which bounds what one connection can do.

Wall times on a machine that does other things mean little: compare processor seconds, of programs that took turns in one run.
"""
import argparse
import http.client
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.request

SWEEP = {
    "spec": {"architecture": [2, 8, 8, 1], "dataset": {"name": "circle"},
             "training": {"steps": 1000, "batch_size": 10, "learning_rate": 0.03}},
    "grid": {"init": ["constant", "normal", "xavier_uniform", "he_normal", "lecun_normal"],
             "alpha": [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 2, 3, 10], "seed": list(range(20))},
}
SMALL = '{"architecture":[2,2,1],"dataset":"xor"}'
TINY = '{"architecture":[2,2,1],"dataset":"xor","training":{"steps":10},"record":{"points":2}}'
WRK = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Prefer"] = %s
wrk.body = '%s'
"""


class Service:
    """A service on a database of its own, stopped and removed at the end."""

    def __init__(self, binary, *options):
        self.folder = tempfile.mkdtemp(prefix="symbreak-jobs-")
        self.database = f"{self.folder}/jobs.sqlite"
        self.process = subprocess.Popen(
            [binary, "serve", "--port", "0", "--database", self.database, *options], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        self.url = re.search(r"http://\S+", self.process.stdout.readline())[0].rstrip("/")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder)

    def call(self, path, body=None):
        headers = {"Content-Type": "application/json"} if body else {}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode() if body else None, headers)
        with urllib.request.urlopen(request, timeout=600) as answer:
            return json.load(answer)

    def processor(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def bytes_a_job(self):
        return sqlite3.connect(f"file:{self.database}?mode=ro", uri=True).execute("SELECT AVG(bytes) FROM jobs").fetchone()[0]


def sweep(binary):
    with Service(binary) as service:
        begin, before = time.time(), service.processor()
        answer = service.call("/v1/sweeps", SWEEP)
        while answer["state"] == "running":
            time.sleep(0.02)
            answer = service.call(f"/v1/sweeps/{answer['id']}")
        seconds, processor = time.time() - begin, service.processor() - before
        assert answer["jobs"]["succeeded"] == 1000, answer["jobs"]
        return {"sweep_seconds": seconds, "sweep_processor_seconds": processor, "sweep_bytes_a_job": service.bytes_a_job()}


def small(binary, count=200):
    with Service(binary) as service:
        connection = http.client.HTTPConnection(service.url.removeprefix("http://"))
        times, before = [], service.processor()
        for _ in range(count):
            begin = time.perf_counter()
            connection.request("POST", "/v1/jobs", SMALL, {"Content-Type": "application/json", "Prefer": "wait=30"})
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - begin) * 1e3)
            assert answer.status == 200, answer.status
        return {"small_ms": statistics.median(times), "small_processor_ms": (service.processor() - before) * 1e3 / count}


def many(binary, seconds=5):
    figures = {}
    for name, prefer, options in (("trained_a_second", '"wait=30"', []), ("taken_in_a_second", "nil", ["--workers", "0"])):
        with Service(binary, *options) as service:
            script = f"{service.folder}/post.lua"
            with open(script, "w") as file:
                file.write(WRK % (prefer, TINY))
            before = service.processor()
            out = subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", "-s", script, service.url + "/v1/jobs"], capture_output=True,
                                 text=True, check=True).stdout
            assert "Non-2xx" not in out, out
            done = int(re.search(r"(\d+) requests in", out)[1])
            figures[name] = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
            figures[name.replace("a_second", "processor_ms")] = (service.processor() - before) * 1e3 / done
    return figures


def flush():
    with tempfile.NamedTemporaryFile(prefix="symbreak-flush-") as file:
        times = []
        for _ in range(200):
            os.write(file.fileno(), os.urandom(12288))
            begin = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - begin) * 1e3)
        return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binaries", nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["sweep", "small", "many"])
    arguments = parser.parse_args()
    print(f"flush of the disk: {flush():.2f} ms")
    measures = [m for m in (sweep, small, many) if arguments.only in (None, m.__name__)]
    found = {binary: {} for binary in arguments.binaries}
    for _ in range(arguments.rounds):
        for measure in measures:
            for binary in arguments.binaries:
                for name, value in measure(binary).items():
                    found[binary].setdefault(name, []).append(value)
    names = list(next(iter(found.values())))
    width = max(map(len, names))
    for name in names:
        medians = [statistics.median(found[binary][name]) for binary in arguments.binaries]
        text = "".join(f"{median:14.3f}" for median in medians)
        ratios = "".join(f"{medians[0] / median:8.2f}" for median in medians[1:])
        print(f"{name:{width}}{text}" + (f"   first/other{ratios}" if ratios else ""))


if __name__ == "__main__":
    main()
