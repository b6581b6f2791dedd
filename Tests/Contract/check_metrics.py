#!/usr/bin/env python3
"""Holds /metrics of the built service against promtool, and has a real Prometheus scrape it.

    python check_metrics.py PROGRAM

Needs Debian's package prometheus. Ends with 0 where promtool has nothing to remark and Prometheus
has the values that the service's own answers give.
"""
import json
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
    'symbreak_jobs{state="succeeded"}': 2,
    "symbreak_queue_depth": 0,
    'symbreak_http_requests_total{route="/v1/jobs",method="POST",status="200"}': 2,
    'symbreak_http_requests_total{route="/v1/schemes",method="GET",status="200"}': 3,
    'symbreak_http_request_duration_seconds_count{route="/v1/schemes"}': 3,
    'symbreak_http_request_duration_seconds_bucket{route="/v1/schemes",le="+Inf"}': 3,
    "symbreak_http_connections > bool 0": 1,
    # Two jobs of 1,000 steps; each is told at most a step short of its last.
    "symbreak_net_steps_total >= bool 1900": 1,
    "symbreak_net_steps_total <= bool 2000": 1,
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


def main():
    program = pathlib.Path(sys.argv[1])
    with Service(program, workers=1) as service, tempfile.TemporaryDirectory() as folder:
        for seed in (1, 2):
            answer = service.send("POST", "/v1/jobs", {"architecture": [2, 2, 1], "seed": seed}, {"Prefer": "wait=60"})
            if answer.status != 200:
                sys.exit(f"a job did not end: {answer}")
        for _ in range(3):
            service.send("GET", "/v1/schemes")
        answer = service.send("GET", "/metrics")
        said = subprocess.run(["promtool", "check", "metrics"], input=answer.body, capture_output=True)
        faults = [f"promtool: {line}" for line in (said.stdout + said.stderr).decode().splitlines()]
        if said.returncode:
            faults.append(f"promtool ended with {said.returncode}")
        faults += scraped(f"{service.connection.host}:{service.connection.port}", pathlib.Path(folder))
    print(f"{len(EXPECTED)} queries of Prometheus, {len(faults)} faults")
    for fault in faults:
        print(" -", fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
