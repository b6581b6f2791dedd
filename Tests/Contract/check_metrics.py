#!/usr/bin/env python3
"""Holds /metrics of the built service against promtool, and has a real Prometheus scrape it.

    python check_metrics.py PROGRAM

Needs Debian's package prometheus. Ends with 0 where promtool has nothing to remark and Prometheus
has the values that the service's own answers give.
"""
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from service import Service

CONFIGURATION = """
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs:
  - job_name: symbreak
    static_configs: [{targets: ['%s']}]
"""
#: Query, and the value that the calls below lead to.
EXPECTED = {
    "up": 1,
    'symbreak_jobs{state="succeeded"}': 3,
    "symbreak_queue_depth": 0,
    "symbreak_queue_oldest_age_seconds": 0,
    "sum(symbreak_jobs_finished_total)": 3,
    'symbreak_jobs_finished_total{outcome="diverged"}': 1,
    'symbreak_jobs_finished_total{outcome="failed"}': 0,
    "symbreak_training_seconds_count": 3,
    "symbreak_queue_wait_seconds_count": 3,
    'symbreak_training_seconds_bucket{le="60"}': 3,
    "symbreak_event_streams": 0,
    "symbreak_build_info": 1,
    'symbreak_http_requests_total{route="/v1/jobs",method="POST",status="200"}': 3,
    'symbreak_http_held_request_duration_seconds_count{route="/v1/jobs"}': 3,
    'symbreak_http_request_duration_seconds_count{route="/v1/jobs"}': 0,
    'symbreak_http_requests_total{route="/v1/schemes",method="GET",status="200"}': 3,
    'symbreak_http_request_duration_seconds_count{route="/v1/schemes"}': 3,
    'symbreak_http_request_duration_seconds_bucket{route="/v1/schemes",le="+Inf"}': 3,
    "symbreak_http_connections > bool 0": 1,
    # Two jobs of 1,000 steps, each told at most a step short of its last, and one that diverges.
    "symbreak_net_steps_total >= bool 1900": 1,
    "symbreak_net_steps_total <= bool 2500": 1,
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def queried(port, query):
    """The one value of an instant query; None where there is none yet."""
    url = f"http://127.0.0.1:{port}/api/v1/query?" + urllib.parse.urlencode({"query": query})
    try:
        result = json.load(urllib.request.urlopen(url, timeout=5))["data"]["result"]
    except (urllib.error.URLError, ConnectionError):
        return None
    return float(result[0]["value"][1]) if len(result) == 1 else None


def scraped(target, folder):
    """What Prometheus has against the expected values after at most 60 seconds."""
    configuration = folder / "prometheus.yml"
    configuration.write_text(CONFIGURATION % target)
    port = free_port()
    log = open(folder / "prometheus.log", "w+")
    process = subprocess.Popen(
        ["prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={folder / 'data'}",
         f"--web.listen-address=127.0.0.1:{port}"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while True:
            values = {query: queried(port, query) for query in EXPECTED}
            faults = [f"{query} is {values[query]}, not {value}"
                      for query, value in EXPECTED.items() if values[query] != value]
            if not faults or time.monotonic() > deadline:
                break
            time.sleep(0.5)
        if faults:
            log.seek(0)
            faults.append(log.read()[-2000:])
        return faults
    finally:
        process.terminate()
        process.wait()
        log.close()


def process_faults(text, service, started):
    """What the standard metrics of the process have against what the system says of it."""
    told = {}
    for line in text.splitlines():
        if line.startswith(("process_", "symbreak_database_bytes")):
            name, value = line.split(" ")
            told[name] = float(value)
    place = pathlib.Path(f"/proc/{service.process.pid}")
    status = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines() if ":" in line)
    limits = {line[:25].strip(): line[26:].split()[0] for line in (place / "limits").read_text().splitlines()}
    files = [pathlib.Path(service.folder.name) / name for name in ("jobs.sqlite", "jobs.sqlite-wal")]
    most = limits["Max address space"]
    #: Name, what it should be, and how far it may have moved since.
    expected = {
        "process_open_fds": (len(list((place / "fd").iterdir())), 4),
        "process_max_fds": (float(limits["Max open files"]), 0),
        "process_threads": (float(status["Threads"]), 4),
        "process_resident_memory_bytes": (1024 * float(status["VmRSS"].split()[0]), 64 << 20),
        "process_virtual_memory_bytes": (1024 * float(status["VmSize"].split()[0]), 256 << 20),
        "process_virtual_memory_max_bytes": (2.0**64 if most == "unlimited" else float(most), 0),
        "process_start_time_seconds": (started, 5),
        "process_cpu_seconds_total": (sum(map(int, (place / "stat").read_text().rsplit(")")[-1].split()[11:13]))
                                      / os.sysconf("SC_CLK_TCK"), 2),
        "symbreak_database_bytes": (sum(file.stat().st_size for file in files), 1 << 20),
    }
    return [f"{name} is {told.get(name)}, not {value} within {room}" for name, (value, room) in expected.items()
            if name not in told or abs(told[name] - value) > room]


def main():
    program = pathlib.Path(sys.argv[1])
    started = time.time()
    with Service(program, workers=1) as service, tempfile.TemporaryDirectory() as folder:
        for seed in (1, 2):
            answer = service.send("POST", "/v1/jobs", {"architecture": [2, 2, 1], "seed": seed}, {"Prefer": "wait=60"})
            if answer.status != 200:
                sys.exit(f"a job did not end: {answer}")
        diverging = {"architecture": [2, 4, 1], "init": "normal", "alpha": 3, "seed": 1, "activation": "relu",
                     "dataset": "plane", "training": {"steps": 500, "learning_rate": 1000}, "record": {"every": 1}}
        answer = service.send("POST", "/v1/jobs", diverging, {"Prefer": "wait=60"})
        if answer.json["result"]["outcome"] != "diverged":
            sys.exit(f"a job did not diverge: {answer}")
        for _ in range(3):
            service.send("GET", "/v1/schemes")
        answer = service.send("GET", "/metrics")
        said = subprocess.run(["promtool", "check", "metrics"], input=answer.body, capture_output=True)
        faults = [f"promtool: {line}" for line in (said.stdout + said.stderr).decode().splitlines()]
        if said.returncode:
            faults.append(f"promtool ended with {said.returncode}")
        faults += process_faults(answer.body.decode(), service, started)
        faults += scraped(f"{service.connection.host}:{service.connection.port}", pathlib.Path(folder))
    print(f"{len(EXPECTED)} queries of Prometheus, {len(faults)} faults")
    for fault in faults:
        print(" -", fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
