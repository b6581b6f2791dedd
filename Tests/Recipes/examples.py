"""The files of docs/examples, each with the tool that it is for or, for Grafana, by what it would ask."""
import functools
import http.server
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.parse

PORT = 38417
#: Where the page of another origin is served.
ORIGIN = f"http://localhost:{PORT}"


def check(service, folder):
    """The faults of all of them."""
    sweep = service.send("POST", "/v1/sweeps", {
        "name": "scales", "spec": {"architecture": [2, 8, 1], "training": {"steps": 200}},
        "grid": {"alpha": [0.01, 0.5, 2], "seed": [1, 2, 3]}}, {"Prefer": "wait=60"}).json["id"]
    job = service.send("GET", f"/v1/jobs.rows?sweep={sweep}").json[0]["id"]
    faults = []
    for name, find in (("rules", rules), ("metrics dashboard", metrics), ("experiments dashboard", experiments),
                       ("pictures of the tutorial", pictures), ("page of another origin", page), ("Streamlit application", application)):
        found = find(service, folder, job, sweep)
        print(f"{name}: {len(found)} faults")
        faults += [f"{name}: {fault}" for fault in found]
    return faults


def rules(service, folder, job, sweep):
    """What promtool says of the rules and of their tests, and metrics that the service does not have."""
    faults = []
    for arguments in (["check", "rules", "rules.yml"], ["test", "rules", "rules-test.yml"]):
        done = subprocess.run(["promtool", *arguments], cwd=folder, text=True, capture_output=True)
        if done.returncode:
            faults.append(done.stdout + done.stderr)
    expressions = re.findall(r"expr: (.*)", (folder / "rules.yml").read_text())
    return faults + unknown(service, expressions)


def unknown(service, expressions):
    """Metrics that expressions name and the service does not write."""
    written = service.send("GET", "/metrics").body.decode()
    known = set(re.findall(r"^([a-z_]+)(?:\{| )", written, re.MULTILINE))
    named = {name for expression in expressions for name in re.findall(r"\b(?:symbreak|process)_[a-z_]+", expression)}
    return ([f"the service has no {name}" for name in sorted(named - known)]
            + ([] if named else ["no expression names a metric"]))


def targets(folder, name):
    """The targets of a dashboard's panels."""
    panels = json.loads((folder / name).read_text())["panels"]
    return [(panel["title"], target) for panel in panels for target in panel["targets"]]


def metrics(service, folder, job, sweep):
    """The expressions of the Prometheus dashboard are expressions, of metrics that there are."""
    expressions = [target["expr"].replace("$__rate_interval", "1m") for _, target in targets(folder, "grafana-metrics.json")]
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        json.dump({"groups": [{"name": "panels", "rules": [
            {"record": f"panel:number_{index}", "expr": expression}
            for index, expression in enumerate(expressions)]}]}, file)
        file.flush()
        done = subprocess.run(["promtool", "check", "rules", file.name], text=True, capture_output=True)
    return ([done.stdout + done.stderr] if done.returncode else []) + unknown(service, expressions)


def experiments(service, folder, job, sweep):
    """What the Infinity dashboard would ask is answered, with the columns that its panels show."""
    faults = []
    for title, target in targets(folder, "grafana-experiments.json"):
        text = target["url"].replace("${job}", job).replace("${sweep}", sweep)
        path = text.removeprefix("${service}")
        answer = service.send("GET", path)
        if answer.status != 200:
            faults.append(f"{title}: {path} is answered {answer.status}")
            continue
        if target["type"] == "csv":
            columns = answer.body.decode().split("\r\n")[0].split(",")
        else:
            rows = answer.json
            columns = list(rows[0]) if isinstance(rows, list) and rows else []
        missing = [column["selector"] for column in target["columns"] if column["selector"] not in columns]
        if missing or not target["columns"]:
            faults.append(f"{title}: {path} lacks {missing}; it has {columns}")
    return faults


def pictures(service, folder, job, sweep):
    """The pictures are drawn, one for each that the tutorial shows."""
    shown = set(re.findall(r"\]\((tutorial-[a-z-]+\.svg)\)", (folder.parent / "tutorial.md").read_text()))
    with tempfile.TemporaryDirectory(prefix="symbreak-pictures-") as target:
        done = subprocess.run([sys.executable, folder / "tutorial_pictures.py", target], text=True, capture_output=True,
                              env=os.environ | {"HOST": service.url})
        drawn = {name for name in os.listdir(target) if os.path.getsize(os.path.join(target, name)) > 5000}
    if done.returncode or drawn != shown:
        return [f"it drew {sorted(drawn)}, not {sorted(shown)}: {done.stderr[-500:]}"]
    return []


def page(service, folder, job, sweep):
    """The page, served from another origin, trains a network and shows what came of it."""
    with http.server.ThreadingHTTPServer(("localhost", PORT), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            address = f"{ORIGIN}/page.html?service={urllib.parse.quote(service.url)}"
            with tempfile.TemporaryDirectory(prefix="symbreak-chromium-") as profile:
                done = subprocess.run(
                    ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000",
                     f"--user-data-dir={profile}", "--dump-dom", address],
                    text=True, capture_output=True, timeout=120)
        finally:
            server.shutdown()
    shown = re.search(r'<p id="outcome">(.*?)</p>', done.stdout)
    if not shown or "1 of 4 neurons is distinct" not in shown[1]:
        return [f"it shows {shown and shown[1]!r}: {done.stderr[-500:]}"]
    return []


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_message(self, *_):
        """Nothing."""


def application(service, folder, job, sweep):
    """The Streamlit application runs, draws and says what it sees; nothing where Streamlit is not to be had."""
    try:
        from streamlit.testing.v1 import AppTest
    except ImportError:
        print("Streamlit is not there: its application was not run")
        return []
    os.environ["HOST"] = service.url
    run = AppTest.from_file(str(folder / "streamlit_app.py"), default_timeout=60).run()
    if run.exception:
        return [str(run.exception)]
    texts = " ".join(element.value for element in run.markdown)
    if "distinct" not in texts:
        return [f"it says {texts!r}"]
    return []
