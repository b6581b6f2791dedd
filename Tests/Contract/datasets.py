"""What the contract says of uploaded data sets, put to the test."""
import gzip
import struct

DATASETS = "/v1/datasets"
DATASET = DATASETS + "/{id}"
MISSING = "ds_00000000000000000000000000"
BOUNDARY = "contract-boundary"
FORM = {"Content_Type": f"multipart/form-data; boundary={BOUNDARY}"}
CSV = {"Content_Type": "text/csv"}


def idx(dimensions, values):
    """A file of the MNIST format of bytes."""
    return struct.pack(f">4B{len(dimensions)}I", 0, 0, 8, len(dimensions), *dimensions) + bytes(values)


def form(*parts):
    """A body of `multipart/form-data` of (name, content); bytes are files."""
    body = b""
    for name, content in parts:
        file = f'; filename="{name}"' if isinstance(content, bytes) else ""
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode()
        body += (content if isinstance(content, bytes) else content.encode()) + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


PICTURES = gzip.compress(idx((6, 2, 2), range(24)))
LABELS = idx((6,), (0, 1, 2, 0, 1, 2))


def check_datasets(check):
    """Uploads in every form, jobs on them, and what is refused."""
    pointer, body = check.document.at("/paths/~1v1~1datasets/post/requestBody")
    ids = []
    for kind in ("text/csv", "application/json"):
        where, media = check.document.at(f"{pointer}/content/{kind.replace('/', '~1')}")
        examples = list(check.document.examples(where, media))
        if not examples:
            check.faults.append(f"POST {DATASETS} has no examples of {kind}")
        for _, value in examples:
            body = value.encode() if isinstance(value, str) else value
            ids.append(check.call("POST", DATASETS, 201, body=body, Content_Type=kind).json["id"])
            check.call("POST", DATASETS, 200, body=body, Content_Type=kind)
    files = form(("inputs", PICTURES), ("targets", LABELS), ("divisor", "255"), ("name", "pictures"))
    ids.append(check.call("POST", DATASETS, 201, body=files, **FORM).json["id"])
    check.call("POST", DATASETS, 200, body=gzip.compress(files), Content_Encoding="gzip", **FORM)
    for id in ids:
        check.get(DATASET, id)
    listed = [item.get("id") for item in check.get(DATASETS).json["items"]]
    if listed[-len(ids):] != ids[::-1]:
        check.faults.append(f"{DATASETS}: ends with {listed[-len(ids):]}, not with {ids[::-1]}")
    check_jobs(check, ids[-1])
    check_refusals(check, files)


def check_jobs(check, id):
    """A job and a prediction on an upload, and what is left of the job when that is deleted."""
    spec = {"architecture": [4, 3, 3], "dataset": {"id": id, "test_share": 0.34, "standardize": True}}
    check.call("POST", "/v1/predictions", 200, body=spec)
    job = check.call("POST", "/v1/jobs", 200, body=spec, Prefer="wait=60").json
    if job["spec"]["dataset"] != {"id": id, "test_share": 0.34, "seed": 0, "standardize": True}:
        check.faults.append(f"the normalised spec has {job['spec']['dataset']}")
    check.get("/v1/jobs/{id}/claims", job["id"])
    long = check.call("POST", "/v1/jobs", 202, body=spec | {"training": {"steps": 5_000_000}}).json["id"]
    check.call("DELETE", DATASET, 409, id=id)
    check.call("POST", "/v1/jobs/{id}/cancel", None, id=long)
    check.job(long)
    check.call("DELETE", DATASET, 204, id=id)
    for part in ("curves", "weights"):
        check.get("/v1/jobs/{id}/" + part, job["id"])
    check.call("GET", "/v1/jobs/{id}/diagnosis", 409, id=job["id"])
    check.call("POST", "/v1/jobs", 422, body=spec)


def check_refusals(check, files):
    """Every documented refusal of an upload."""
    check.call("GET", DATASET, 404, id=MISSING)
    check.call("DELETE", DATASET, 404, id=MISSING)
    check.call("POST", DATASETS, 400, body=files[:-10], **FORM)
    check.call("POST", DATASETS, 400, body=b"a,y\n1,2\n", Content_Encoding="gzip", **CSV)
    check.call("POST", DATASETS, 400, body=b"{", Content_Type="application/json")
    check.call("POST", DATASETS, 413, body=b" " * ((8 << 20) + 1), Content_Type="application/json")
    check.call("POST", DATASETS, 413, body=b" " * ((64 << 20) + 1), **CSV)
    # A quarter of a megabyte that would be 257.
    check.call("POST", DATASETS, 413, body=gzip.compress(bytes(257 << 20)), **CSV)
    check.call("POST", DATASETS, 415, body=LABELS, Content_Type="application/octet-stream")
    check.call("POST", DATASETS, 422, body=b"a,y\n1,x\n2,3\n", **CSV)
    check.call("POST", DATASETS, 422, body=form(("inputs", PICTURES), ("targets", LABELS[:-1])), **FORM)
