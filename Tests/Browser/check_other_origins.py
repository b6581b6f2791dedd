#!/usr/bin/env python3
"""Has pages of other origins call the built service from headless Chromium, and holds what they could
do and read against what they may.

    python check_other_origins.py PROGRAM

Needs Debian's package chromium. The pages come from servers of this script on ports of their own; what
a page saw it sends back there. Ends with 0 where everything is as it should be.
"""
import contextlib
import http.server
import json
import pathlib
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "Contract"))
from service import Service  # noqa: E402

#: Seconds that a page may take for everything.
PATIENCE = 120


class Pages(http.server.SimpleHTTPRequestHandler):
    """Serves this folder, and takes what a page tells."""

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=FOLDER)

    def do_POST(self):
        self.server.results.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def pages():
    """A server of pages on a free port; its `results` get what they tell."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.results = queue.Queue()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def seen_by_page(browser, server, service, key=None):
    """What a page of `server` could do with `service`."""
    query = {"service": service} | ({"key": key} if key else {})
    address = f"http://localhost:{server.server_port}/other_origin.html?" + urllib.parse.urlencode(query)
    with tempfile.TemporaryDirectory(prefix="symbreak-browser-", ignore_cleanup_errors=True) as folder:
        log = open(pathlib.Path(folder) / "browser.log", "w+")
        process = subprocess.Popen(
            [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--remote-debugging-port=0", f"--user-data-dir={folder}/profile", address],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            return server.results.get(timeout=PATIENCE)
        except queue.Empty:
            log.seek(0)
            sys.exit(f"The page told nothing within {PATIENCE} seconds; the browser wrote\n{log.read()[-3000:]}")
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.close()


class Findings:
    """Counts what was looked at, and keeps what is not as it should be."""

    def __init__(self):
        self.count = 0
        self.faults = []

    def expect(self, name, condition, shown):
        self.count += 1
        if not condition:
            self.faults.append(f"{name}: {json.dumps(shown)[:600]}")

    def expect_status(self, name, answer, status, problem=None):
        kind = answer.get("content", {}).get("type") if problem else None
        wanted = problem and f"/problems/{problem}"
        self.expect(f"{name} is {status}, readable", (answer.get("status"), kind) == (status, wanted), answer)


def check_leave(findings, name, seen, has_key):
    """A page that has leave does and reads everything."""
    findings.expect(f"{name}: no failure", "failure" not in seen, seen)
    if "failure" in seen:
        return
    findings.expect_status(f"{name}: GET", seen["list"], 200)
    findings.expect(
        f"{name}: its own request id", seen["list"].get("fields", {}).get("x-request-id") == "page.1", seen["list"])
    findings.expect_status(f"{name}: POST", seen["created"], 200)
    for field in ("etag", "location"):
        findings.expect(f"{name}: {field} of a job", seen["created"]["fields"][field], seen["created"])
    findings.expect_status(f"{name}: If-None-Match", seen["unchanged"], 304)
    events = seen["events"]
    if has_key:
        findings.expect(
            f"{name}: events by fetch", 'event: state' in events["content"] and '"state":"succeeded"' in events["content"], events)
    else:
        names = [event["name"] for event in events["events"]]
        findings.expect(
            f"{name}: events", events["error"] is None and "state" in names and "points" in names, events)
    findings.expect_status(f"{name}: a job that waits", seen["queued"], 202)
    findings.expect(f"{name}: Retry-After", seen["queued"]["fields"]["retry-after"] == "1", seen["queued"])
    findings.expect(f"{name}: cancel", seen["cancelled"]["status"] in (200, 202), seen["cancelled"])
    findings.expect_status(f"{name}: DELETE", seen["deleted"], 204)
    findings.expect_status(f"{name}: an unfit spec", seen["unfit"], 422, "invalid_spec")
    findings.expect_status(f"{name}: an unknown path", seen["unknown"], 404, "unknown_path")
    findings.expect_status(f"{name}: a wrong method", seen["wrong"], 405, "method_not_allowed")
    findings.expect_status(f"{name}: a body that is too large", seen["large"], 413, "content_too_large")
    if has_key:
        findings.expect_status(f"{name}: a wrong key", seen["keyless"], 401, "unauthorized")
    for answer in (seen["list"], seen["created"], seen["queued"], seen["unfit"]):
        findings.expect(f"{name}: cors answer", answer.get("type") == "cors", answer)


def check_no_leave(findings, name, seen):
    """A page without leave reads nothing."""
    findings.expect(f"{name}: no failure", "failure" not in seen, seen)
    for call in ("list", "created", "unfit", "unknown", "wrong", "large", "keyless"):
        findings.expect(f"{name}: {call} is not readable", seen.get(call) == {"error": "TypeError"}, seen.get(call))
    findings.expect(
        f"{name}: no events", seen.get("events") == {"events": [], "error": "error"}, seen.get("events"))
    findings.expect(
        f"{name}: a form's answer is kept from it", seen.get("form") == {"error": "TypeError"}, seen.get("form"))


def main():
    program = pathlib.Path(sys.argv[1])
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("There is no chromium here: install Debian's package chromium (make test does).")
    findings = Findings()
    with pages() as listed, pages() as other:
        limit = ["--max-body-bytes", "32768"]
        origin = f"http://localhost:{listed.server_port}"
        with Service(program, 1, "--cors-origins", origin, *limit) as service:
            check_leave(findings, "listed page", seen_by_page(browser, listed, service.url), has_key=False)
            jobs = service.send("GET", "/v1/jobs").json["items"]
            check_no_leave(findings, "other page", seen_by_page(browser, other, service.url))
            after = service.send("GET", "/v1/jobs").json["items"]
            findings.expect("other page: nothing is stored", len(after) == len(jobs), after)
        with tempfile.TemporaryDirectory(prefix="symbreak-browser-") as folder:
            database = pathlib.Path(folder) / "jobs.sqlite"
            key = subprocess.run(
                [program, "key", "create", "--owner", "ada", "--create-database", "--database", database],
                check=True, capture_output=True, text=True).stdout.strip()
            with Service(program, 1, "--cors-origins", "*", *limit, database=database) as service:
                seen = seen_by_page(browser, other, service.url, key)
                check_leave(findings, "page with a key", seen, has_key=True)
    print(f"{findings.count} findings of pages of other origins, {len(findings.faults)} faults")
    for fault in findings.faults:
        print(" -", fault)
    sys.exit(1 if findings.faults else 0)


if __name__ == "__main__":
    main()
