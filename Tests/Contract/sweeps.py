"""What the contract says of sweeps, put to the test."""
import csv
import io
import json
import math
import statistics

SWEEPS = "/v1/sweeps"
SWEEP = SWEEPS + "/{id}"
RESULTS = SWEEP + "/results"
STATISTICS = SWEEP + "/statistics"
CANCEL = SWEEP + "/cancel"
MISSING = "sweep_00000000000000000000000000"
SMALL = {"architecture": [2, 3, 1], "training": {"steps": 20}, "record": {"points": 3}}
LONG = {"architecture": [2, 16, 16, 1], "training": {"steps": 5_000_000},
        "record": {"points": 10, "similarity": False}}


def check_sweeps(check):
    """Every example is trained, shown in every form, cancelled and deleted; and what is refused."""
    pointer, body = check.document.at("/paths/~1v1~1sweeps/post/requestBody")
    where, media = check.document.at(pointer + "/content/application~1json")
    examples = list(check.document.examples(where, media))
    if not examples:
        check.faults.append(f"POST {SWEEPS} has no examples")
    ids = []
    for _, value in examples:
        check.call("POST", SWEEPS, 202, body=value, Idempotency_Key=f"example {len(ids)}")
        answer = check.call("POST", SWEEPS, 200, body=value, Idempotency_Key=f"example {len(ids)}", Prefer="wait=60")
        ids.append(answer.json["id"])
    listed = [item["id"] for item in check.get(SWEEPS).json["items"]]
    if listed != ids[::-1]:
        check.faults.append(f"{SWEEPS}: lists {listed}, not {ids[::-1]}")
    for id in ids:
        check.get(SWEEP, id)
        check_tables(check, id)
        check_statistics(check, id)
    check.call("POST", CANCEL, 409, id=ids[0])
    jobs = check.call("GET", "/v1/jobs", 200, f"?sweep={ids[0]}&limit=200").json["items"]
    if {job["sweep"] for job in jobs} != {ids[0]}:
        check.faults.append("GET /v1/jobs?sweep=: shows jobs of other sweeps")
    page = check.call("GET", SWEEPS, 200, "?limit=1").json
    check.call("GET", SWEEPS, 200, f"?limit=1&cursor={page['next']}")
    check_cancelling(check)
    check.call("DELETE", SWEEP, 204, id=ids[0])
    check.call("GET", "/v1/jobs/{id}", 404, id=jobs[0]["id"])
    check_refusals(check, ids[1])


def check_tables(check, id):
    """The three forms of a table hold the same rows, and the digests of the jobs."""
    table = check.get(RESULTS, id, Accept="application/json").json
    lines = check.get(RESULTS, id, Accept="application/x-ndjson").body.decode().splitlines()
    for line, row in zip(map(json.loads, lines), table["rows"], strict=True):
        flat = row | row["values"] | {f"distinct_neurons_{layer + 1}": count
                                      for layer, count in enumerate(row["distinct_neurons"] or [])}
        if any(value != flat[name] for name, value in line.items() if value is not None):
            check.faults.append(f"{id}: {line} in NDJSON is {row} in JSON")
    rows = list(csv.DictReader(io.StringIO(check.get(RESULTS, id, "?format=csv").body.decode(), newline="")))
    for row, expected in zip(rows, table["rows"], strict=True):
        job = check.call("GET", "/v1/jobs/{id}", 200, id=expected["job"]).json
        if not row["digest"] == expected["digest"] == job["result"]["digest"]:
            check.faults.append(f"{id}: the digest of {job['id']} is not that of its row")
        if float(row["final_train_loss"]) != expected["final_train_loss"]:
            check.faults.append(f"{id}: CSV and JSON have different losses")
        for place, value in expected["values"].items():
            text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
            if row[place].replace(" ", "") != text.replace(" ", ""):
                check.faults.append(f"{id}: {place} is {row[place]!r} in CSV, {value!r} in JSON")


def check_statistics(check, id):
    """The three forms hold the same groups, whose means are those of the rows."""
    rows = check.get(RESULTS, id, Accept="application/json").json["rows"]
    varied = list(rows[0]["values"])
    query = f"?over={','.join(varied)}"
    whole = check.get(STATISTICS, id, query, Accept="application/json").json
    losses = [row["final_train_loss"] for row in rows if row["final_train_loss"] is not None]
    if len(whole["groups"]) != 1 or whole["groups"][0]["jobs"] != len(rows):
        check.faults.append(f"{id}: over everything there is not one group of all jobs")
    mean = whole["groups"][0]["final_train_loss"]["mean"]
    if not math.isclose(mean, statistics.fmean(losses), rel_tol=1e-12):
        check.faults.append(f"{id}: the mean loss is {mean}, not {statistics.fmean(losses)}")
    query = f"?over={varied[-1]}"
    groups = check.get(STATISTICS, id, query, Accept="application/json").json["groups"]
    lines = check.get(STATISTICS, id, query, Accept="application/x-ndjson").body.decode().splitlines()
    for line, group in zip(map(json.loads, lines), groups, strict=True):
        if line["jobs"] != group["jobs"] or line["final_train_loss_mean"] != group["final_train_loss"]["mean"]:
            check.faults.append(f"{id}: {line} in NDJSON is {group} in JSON")
    table = list(csv.DictReader(io.StringIO(check.get(STATISTICS, id, query + "&format=csv").body.decode(), newline="")))
    for row, group in zip(table, groups, strict=True):
        if float(row["final_train_loss_median"]) != group["final_train_loss"]["median"]:
            check.faults.append(f"{id}: CSV and JSON have different medians")


def check_cancelling(check):
    """What is answered about a sweep that runs, and then does not."""
    sweep = {"spec": LONG, "grid": {"seed": [1, 2], "/training/steps": [5_000_000, 4_999_999]}}
    id = check.call("POST", SWEEPS, 202, body=sweep).json["id"]
    rows = check.call("GET", RESULTS, 200, id=id).json["rows"]
    check.job(rows[0]["job"], "running")
    check.call("DELETE", SWEEP, 409, id=id)
    check.call("POST", CANCEL, 202, id=id)
    for row in rows:
        check.job(row["job"])
    check.call("POST", CANCEL, 200, id=id)
    state = check.get(SWEEP, id).json
    if (state["state"], state["jobs"]["cancelled"]) != ("finished", 4):
        check.faults.append(f"{id}: after its end it is {state}")
    check.get(RESULTS, id)
    check.call("DELETE", SWEEP, 204, id=id)


def check_refusals(check, id):
    """Every documented refusal."""
    for method, path in (("GET", SWEEP), ("DELETE", SWEEP), ("GET", RESULTS), ("GET", STATISTICS),
                         ("POST", CANCEL)):
        check.call(method, path, 404, id=MISSING)
    check.call("GET", RESULTS, 400, "?format=xml", id=id)
    check.call("GET", STATISTICS, 400, "?over=/nothing", id=id)
    check.call("GET", STATISTICS, 400, "?over=/alpha&by=/alpha", id=id)
    check.call("GET", STATISTICS, 406, id=id, Accept="text/html")
    check.call("GET", SWEEPS, 400, "?cursor=nothing")
    check.call("GET", "/v1/jobs", 400, "?sweep=nothing")
    check.call("POST", SWEEPS, 400, body=b"{", Content_Type="application/json")
    check.call("POST", SWEEPS, 413, body=b" " * ((8 << 20) + 1), Content_Type="application/json")
    check.call("POST", SWEEPS, 415, body=b"{}", Content_Type="text/plain")
    for body in ({}, {"spec": SMALL}, {"spec": SMALL, "grid": {}}, {"spec": SMALL, "grid": {"a/b": [1]}},
                 {"spec": SMALL, "grid": {"alpha": [1], "/alpha": [1]}}, {"spec": SMALL, "list": [1]},
                 {"spec": SMALL, "grid": {"alpha": list(range(1001))}},
                 {"spec": SMALL | {"sead": 1}, "grid": {"init": ["zeros", "xavier_unifrm"]}}):
        check.call("POST", SWEEPS, 422, body=body)
    key = {"Idempotency_Key": "sweep"}
    check.call("POST", SWEEPS, 202, body={"spec": SMALL, "list": [{}]}, **key)
    check.call("POST", SWEEPS, 422, body={"spec": SMALL, "list": [{"seed": 2}]}, **key)
