#!/usr/bin/env python3
"""Holds openapi.yaml and the built service against each other, both ways.

    python check_contract.py PROGRAM OPENAPI_YAML

The document must be valid OpenAPI 3.1, and its examples must fit its schemas. A service is started; it must
serve the document as it is, serve exactly its paths and methods, take every example of a spec, and give answers that
fit the documented statuses, fields, media types and schemas. Every documented success must have been seen. Ends with
0 where all of this holds, else with 1 and a list of what does not.
"""
import gzip
import itertools
import json
import pathlib
import sys

import openapi_spec_validator
import safetensors.numpy

from datasets import check_datasets
from document import Document, escape, read_yaml
from pictures import check_pictures
from rows import check_rows
from service import Service
from sweeps import check_sweeps
from tables import check_tables
from webhooks import check_webhooks

ENDLESS = {
    "architecture": [2, 16, 16, 1], "dataset": "circles", "training": {"steps": 5_000_000},
    "record": {"points": 10, "similarity": False},
}
JOB = "/v1/jobs/{id}"
ANALYSES = ("/symmetry", "/claims", "/diagnosis", "/measurements")
THEORY = ("/v1/predictions", "/v1/verifications")
MISSING_JOB = "job_00000000000000000000000000"
#: Operations that tools ask with parameters of their own.
PROBES = ("/healthz", "/readyz", "/metrics")


class Check:
    """The faults found so far, and which answers were seen."""

    def __init__(self, document, service):
        self.document = document
        self.service = service
        self.faults = []
        self.seen = set()
        self.operations = {(method, path): (pointer, operation)
                           for method, path, pointer, operation in document.operations()}

    def call(self, method, path, status, query="", id=None, body=None, **headers):
        """The answer to a request of the operation `method path`: `status`, where one is named, and as documented."""
        target = path.replace("{id}", id or "") + query
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.service.send(method, target, body, fields)
        name = f"{method} {target}"
        if status and answer.status != status:
            self.faults.append(f"{name}: answered {answer.status}, not {status}: {answer.body[:500]!r}")
        if (method, path) not in self.operations:
            self.faults.append(f"{method} {path} is not in the document")
            return answer
        pointer, operation = self.operations[method, path]
        self.faults += self.document.answer_faults(pointer, operation, answer, name)
        self.seen.add((method, path, str(answer.status), answer.media_type))
        return answer

    def get(self, path, id=None, query="", **headers):
        """A GET that must succeed; where it has a tag, also as a conditional request."""
        answer = self.call("GET", path, 200, query, id, **headers)
        if tag := answer.headers.get("etag"):
            self.call("GET", path, 304, query, id, If_None_Match=tag, **headers)
        return answer

    def job(self, id, *states):
        """The job once it is in one of `states`, by default those at the end."""
        tag = {}
        for _ in range(1000):
            # With the tag of the last answer no change between two questions is missed.
            answer = self.call("GET", JOB, None, "?wait=30" if tag else "", id, **tag)
            if answer.status == 200:
                job = answer.json
                if job["state"] in (states or ("succeeded", "failed", "cancelled")):
                    return job
                tag = {"If_None_Match": answer.headers["etag"]}
        raise SystemExit(f"{id} does not come to {states or 'its end'}")


def spec_examples(document):
    """(name, spec) of every request example."""
    pointer, body = document.at("/paths/~1v1~1jobs/post/requestBody")
    where, media = document.at(pointer + "/content/application~1json")
    return list(document.examples(where, media))


def check_paths(check):
    """Exactly the documented methods are served."""
    everything = {"OPTIONS"}
    for path, group in itertools.groupby(check.operations, key=lambda key: key[1]):
        documented = {method for method, _ in group}
        expected = documented | {"OPTIONS"} | ({"HEAD"} if "GET" in documented else set())
        everything |= expected
        answer = check.service.send("OPTIONS", path.replace("{id}", MISSING_JOB))
        if allowed(answer) != expected:
            check.faults.append(f"{path}: serves {allowed(answer)}, the document has {expected}")
    if allowed(check.service.send("OPTIONS", "*")) != everything:
        check.faults.append("OPTIONS *: not the methods of the document")


def allowed(answer):
    return {name.strip() for name in answer.headers.get("allow", "").split(",")}


def check_examples(check):
    """Every example of a spec is taken, trained and shown; returns a finished job's id."""
    examples = spec_examples(check.document)
    if not examples:
        check.faults.append("POST /v1/jobs has no examples")
    id = None
    for name, spec in examples:
        answer = check.call("POST", "/v1/jobs", 202, body=spec)
        if answer.status != 202:
            check.faults.append(f"example {name} is refused")
            continue
        job = check.job(answer.json["id"])
        if job["state"] != "succeeded":
            check.faults.append(f"example {name}: {job['state']}, {job['error']}")
            continue
        id = job["id"]
        check.get(JOB, id)
        check.get(JOB + "/curves", id)
        if job["spec"]["record"]["similarity"]:
            check.get(JOB + "/similarity", id)
            check.get(JOB + "/health", id)
            check.get(JOB + "/similarity/matrix", id, "?of=gradient")
        check.get(JOB + "/weights", id)
    return id


def check_coding(check, path, id, query=""):
    """Gzipped, a large answer holds the same bytes under a tag of its own."""
    target = path.replace("{id}", id or "") + query
    plain = check.service.send("GET", target)
    coded = check.call("GET", path, 200, query, id, Accept_Encoding="br;q=0.1, gzip")
    if coded.headers.get("content-encoding") != "gzip" or gzip.decompress(coded.body) != plain.body:
        check.faults.append(f"{target}: not the same content under gzip")
    if plain.headers.get("etag") and coded.headers.get("etag") == plain.headers["etag"]:
        check.faults.append(f"{target}: one tag for two codings")


def check_events(check, id):
    """The events of a finished job tell all its points once, then its state; and then no more."""
    answer = check.call("GET", JOB + "/events", 200, id=id)
    events = []
    for block in answer.body.decode().split("\n\n"):
        event = dict(line.split(": ", 1) for line in block.splitlines())
        if "event" in event:
            events.append((event["event"], event["id"], json.loads(event["data"])))
    steps = [step for name, _, data in events if name == "points" for step in data["columns"]["step"]]
    curves = check.service.send("GET", f"/v1/jobs/{id}/curves?points=all").json
    if steps != curves["columns"]["step"]:
        check.faults.append(f"events: the points of {len(steps)} steps, not of {len(curves['columns']['step'])}")
    name, last, data = events[-1]
    if (name, data.get("state")) != ("state", "succeeded"):
        check.faults.append(f"events: the last one is {events[-1]}")
    check.call("GET", JOB + "/events", 204, id=id, Last_Event_ID=last)
    check.call("GET", JOB + "/events", 400, id=id, Last_Event_ID="none")


def check_successes(check, id):
    """Every form of every answer about a finished job, and the rest."""
    check_events(check, id)
    check_coding(check, JOB + "/curves", id, "?points=all")
    for path in ("/v1/schemes", "/openapi.yaml", "/openapi.json", "/v1/jobs"):
        check_coding(check, path, None)
    for kind in ("text/csv", "application/x-ndjson", "application/json"):
        check.get(JOB + "/curves", id, Accept=kind)
    check.get(JOB + "/curves", id, "?metrics=train_loss&points=all&x=epoch")
    for kind in ("incoming", "outgoing", "activation", "gradient"):
        check.get(JOB + "/similarity/matrix", id, f"?layer=1&of={kind}&step=0")
    check.get(JOB + "/weights", id, "?at=initial&format=safetensors")
    for part in ANALYSES:
        check.get(JOB + part, id)
    check.get(JOB + "/weights", id, "?at=initial&format=json")
    for kind in ("text/csv", "application/x-ndjson"):
        check.get(JOB + "/similarity", id, Accept=kind)
        check.get(JOB + "/health", id, Accept=kind)
    other = check.call("POST", "/v1/jobs", 200, body={"architecture": [2, 3, 1]}, Prefer="wait=60").json["id"]
    check.get("/v1/curves", None, f"?jobs={id},{other}")
    check.get("/v1/compare", None, f"?jobs={id},{other}")
    for path in ("/v1/compare", "/v1/curves"):
        check.call("GET", path, 400)
        check.call("GET", path, 404, f"?jobs={MISSING_JOB},{id}")
    sweep = check.call("POST", "/v1/sweeps", 200, Prefer="wait=60", body={
        "spec": {"architecture": [2, 3, 1], "training": {"steps": 20}}, "grid": {"seed": [1, 2], "alpha": [0.5, 1]}}).json
    check_tables(check, id, other, sweep["id"])
    check_feeds(check, sweep["id"])
    for path, name in ((JOB, other), ("/v1/sweeps/{id}", sweep["id"])):
        check_naming(check, path, name)
    check.call("DELETE", "/v1/sweeps/{id}", 204, id=sweep["id"])
    for form in ("text/html", "application/json"):
        check.get("/", Accept=form)
        check.get("/problems", Accept=form)
        check.get("/problems/{id}", "job_not_found", Accept=form)
    for path in ("/v1/activations", "/v1/optimizers", "/v1/schedules", "/v1/losses", "/v1/schemes", "/v1/presets", "/v1/datasets", "/v1/symmetry-factors", "/v1/usage", "/healthz", "/readyz", "/metrics", "/openapi.yaml", "/openapi.json"):
        check.get(path)
    check.call("POST", "/v1/jobs", 200, body={"architecture": [2, 2, 1]}, Prefer="wait=60")
    check.get("/v1/jobs", None, "?limit=1&state=succeeded")
    check_theory(check)
    check_safetensors(check)
    check.get("/v1/jobs")


def check_feeds(check, sweep):
    """The events of a finished sweep are its end, and then none; those of all jobs tell what was missed."""
    answer = check.call("GET", "/v1/sweeps/{id}/events", 200, id=sweep)
    last = answer.body.decode().split("id: ")[1].splitlines()[0]
    check.call("GET", "/v1/sweeps/{id}/events", 204, id=sweep, Last_Event_ID=last)
    answer = check.call("GET", "/v1/events", 200, "?seconds=1", Last_Event_ID="0").body.decode()
    listed = check.get("/v1/jobs", None, "?limit=200").json["items"]
    missing = [job["id"] for job in listed if f'"job":"{job["id"]}","state":"{job["state"]}"' not in answer]
    if missing:
        check.faults.append(f"/v1/events from the beginning lacks {missing}")
    check.call("GET", "/v1/events", 400, "?seconds=0")
    check.call("GET", "/v1/events", 400, "?seconds=1", Last_Event_ID="none")


def check_naming(check, path, id):
    """A name and labels given later, and what of it is refused."""
    tag = check.get(path, id).headers["etag"]
    answer = check.call("PATCH", path, 200, id=id, body={"name": "named later", "labels": {"a": "1", "b": None}}, If_Match=tag)
    if (answer.json["name"], answer.json["labels"]) != ("named later", {"a": "1"}):
        check.faults.append(f"PATCH {path}: answers {answer.json['name']!r}, {answer.json['labels']}")
    check.call("PATCH", path, 412, id=id, body={"name": "late"}, If_Match=tag)
    check.call("PATCH", path, 400, id=id, body=b"{", Content_Type="application/merge-patch+json")
    check.call("PATCH", path, 413, id=id, body=b" " * ((8 << 20) + 1), Content_Type="application/json")
    check.call("PATCH", path, 415, id=id, body=b"{}", Content_Type="text/plain")
    check.call("PATCH", path, 422, id=id, body={"nmae": "x"})


def check_theory(check):
    """Every example of what is asked without a job, and what is refused there."""
    for path in THEORY:
        pointer, body = check.document.at(f"/paths/{escape(path)}/post/requestBody")
        where, media = check.document.at(pointer + "/content/application~1json")
        examples = list(check.document.examples(where, media))
        if not examples:
            check.faults.append(f"POST {path} has no examples")
        for _, value in examples:
            check.call("POST", path, 200, body=value)
        check.call("POST", path, 400, body=b"{", Content_Type="application/json")
        check.call("POST", path, 413, body=b" " * ((8 << 20) + 1), Content_Type="application/json")
        check.call("POST", path, 415, body=b"{}", Content_Type="text/plain")
        check.call("POST", path, 422, body={"there_is_no_such_member": 1})


def check_safetensors(check):
    """The weights as PyPI's safetensors reads them are those of the JSON form, bit for bit, in both precisions."""
    for precision in ("float32", "float64"):
        spec = {"architecture": {"inputs": 2, "layers": [{"units": 5}, {"units": 3, "bias": False}, {"units": 1}]},
                "precision": precision, "training": {"steps": 20}}
        id = check.call("POST", "/v1/jobs", 200, body=spec, Prefer="wait=60").json["id"]
        tensors = safetensors.numpy.load(check.get(JOB + "/weights", id, "?format=safetensors").body)
        layers = check.get(JOB + "/weights", id).json["layers"]
        names = {f"layers.{index}.{part}" for index, layer in enumerate(layers)
                 for part, values in (("weight", layer["weights"]), ("bias", layer["biases"])) if values}
        if set(tensors) != names:
            check.faults.append(f"safetensors, {precision}: has {sorted(tensors)}, not {sorted(names)}")
            continue
        for name, tensor in tensors.items():
            layer = layers[int(name.split(".")[1])]
            values = layer["weights" if name.endswith("weight") else "biases"]
            if str(tensor.dtype) != precision or tensor.astype(float).tolist() != values:
                check.faults.append(f"safetensors, {precision}: {name} is not what the JSON form has")


def check_part(check, part, id):
    """What a job without a result has recorded, which says that it is a part."""
    query = "?layer=1" if part.endswith("matrix") else ""
    if check.call("GET", JOB + part, 200, query, id).json.get("partial") is not True:
        check.faults.append(f"{part} of a job without a result does not say that it is partial")


def check_cancelling(check):
    """What is answered about a job that is running, and then is not."""
    id = check.call("POST", "/v1/jobs", 202, body=ENDLESS).json["id"]
    check.job(id, "running")
    for part in ANALYSES:
        check.call("GET", JOB + part, 409, id=id)
    # What it has recorded so far: its first step was recorded before it began to learn.
    for part in ("/curves", "/similarity/matrix", "/weights", "/outputs"):
        check_part(check, part, id)
    check.call("POST", JOB + "/outputs", 200, id=id, body={"inputs": [[0, 1]]})
    check.call("DELETE", JOB, 409, id=id)
    queued = check.call("POST", "/v1/jobs", 202, body=ENDLESS).json["id"]
    check.call("POST", JOB + "/outputs", 409, id=queued, body={"inputs": [[0, 1]]})
    for part in ("/curves", "/health", "/similarity", "/similarity/matrix", "/weights", "/outputs"):
        check.call("GET", JOB + part, 409, "?layer=1" if part.endswith("matrix") else "", queued)
    check.call("POST", JOB + "/cancel", 200, id=queued)
    check.call("POST", JOB + "/cancel", 202, id=id)
    check.job(id)
    check.get(JOB, id)
    check_part(check, "/curves", id)
    check.call("DELETE", JOB, 204, id=id)


def check_refusals(check, id):
    """Every operation's documented refusals."""
    check.call("POST", JOB + "/cancel", 409, id=id)
    for (method, path), (_, operation) in check.operations.items():
        responses = operation["responses"]
        if "{id}" in path:
            query = "?layer=1" if path.endswith("matrix") else ""
            check.call(method, path, 404, query, MISSING_JOB)
        # Probes pass over what is in their query.
        check.call(method, path, 200 if path in PROBES else 400, "?there_is_no_such_parameter=1", id)
        if any("content" in check.document.at(f"{check.operations[method, path][0]}/responses/{status}")[1]
               for status in responses if status.startswith("2")):
            check.call(method, path, 406, "", id, Accept="image/png",
                       **({"body": {"architecture": [2, 2, 1]}} if "requestBody" in operation else {}))
        if "requestBody" not in operation:
            check.call(method, path, 413, "", id, body={"nobody": "wants this"})
    create = ("POST", "/v1/jobs")
    check.call(*create, 400, body=b"{", Content_Type="application/json")
    check.call(*create, 413, body=b" " * ((8 << 20) + 1), Content_Type="application/json")
    check.call(*create, 415, body=b"{}", Content_Type="text/plain")
    check.call(*create, 422, body={"architecture": [2, 2, 1], "sead": 1})
    key = {"Idempotency_Key": "contract"}
    check.call(*create, 202, body={"architecture": [2, 2, 1], "seed": 1}, **key)
    check.call(*create, 422, body={"architecture": [2, 2, 1], "seed": 2}, **key)
    check.call("GET", JOB + "/weights", 422, "?at=999999999", id)
    check.call("GET", JOB + "/similarity/matrix", 422, "?layer=99", id)


def check_coverage(check):
    """Every documented success was seen in every documented form."""
    for (method, path), (pointer, operation) in check.operations.items():
        for status in operation["responses"]:
            if status[0] not in "23":
                continue
            _, response = check.document.at(f"{pointer}/responses/{status}")
            for kind in response.get("content", {None: None}):
                if (method, path, status, kind) not in check.seen:
                    check.faults.append(f"{method} {path} -> {status} {kind or ''}: documented and never seen")


def main():
    program, path = (pathlib.Path(argument) for argument in sys.argv[1:])
    text = path.read_bytes()
    value = read_yaml(text)
    openapi_spec_validator.validate(value)
    document = Document(value)
    with Service(program, workers=1) as service:
        check = Check(document, service)
        check.faults += document.example_faults()
        if service.send("GET", "/openapi.yaml").body != text:
            check.faults.append("/openapi.yaml is not the document")
        if service.send("GET", "/openapi.json").json != value:
            check.faults.append("/openapi.json says something else than openapi.yaml")
        check_paths(check)
        id = check_examples(check)
        if not id:
            raise SystemExit("No example of a spec can be trained:\n" + "\n".join(check.faults))
        check_successes(check, id)
        check_datasets(check)
        check_rows(check)
        check_sweeps(check)
        check_pictures(check)
        check_webhooks(check)
        check_cancelling(check)
        check_refusals(check, id)
        check.call("DELETE", JOB, 204, id=id)
        check_coverage(check)
    print(f"{len(check.operations)} operations, {len(check.seen)} kinds of answers, {len(check.faults)} faults")
    for fault in check.faults:
        print(" -", fault)
    sys.exit(1 if check.faults else 0)


if __name__ == "__main__":
    main()
