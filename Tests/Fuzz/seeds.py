"""Writes what the fuzzers start from: a few messages of each kind that the service reads, right ones
and ones with a single fault each.

Usage: seeds.py FOLDER

Each target gets a folder of its own, each input the name of its place in the lists below. From these
libFuzzer comes upon the rest by itself; what once failed is a test with a name among the ordinary
ones (`HostileSpecTests`, `HTTPCases` and their like), not a file here.
"""

import gzip
import json
import pathlib
import struct
import sys

SPECS = [
    {"architecture": [2, 2, 1]},
    {"architecture": [2, 4, 1], "init": "constant", "alpha": 0.5, "seed": 9007199254740993},
    {"architecture": [2, 3, 2], "activation": "relu", "init": "kaiming_normal", "seed": "18446744073709551615",
     "dataset": {"name": "moons", "samples": 40, "noise": 0.1, "test_share": 0.25, "seed": 3},
     "training": {"epochs": 2, "batch_size": 3, "optimizer": {"name": "adam", "beta1": 0.8},
                  "loss": "cross_entropy", "l1": 1e-4, "l2": 1e-3, "gradient_clip": 1,
                  "schedule": {"kind": "cosine"}}},
    {"architecture": {"inputs": 2, "layers": [
        {"units": 4, "activation": "gelu", "bias": True, "dropout": 0.1, "normalization": "layer",
         "init": {"scheme": "normal", "deviation": 0.1, "perturbation": {"epsilon": 0.01}}},
        {"units": 1}]}, "precision": "float64", "record": {"points": 5, "scale": "log", "snapshots": 2}},
    {"architecture": [2, 2, 1], "init": {"scheme": "given", "layers": [
        {"weights": [[1, 0], [0, 1]], "biases": [0, 0]}, {"weights": [[1, -1]], "biases": [0]}]}},
    {"architecture": [2, 1], "dataset": {"inputs": [[0, 1], [1, 0]], "targets": [0, 1]},
     "training": {"steps": 20, "optimizer": "sgd", "momentum": 0.9, "nesterov": True}},
    {"architecture": [2, 2], "dataset": {
        "csv": "a,b,kind\n0,1,x\n1,0,y\n2,2,x\n", "target": "kind", "standardize": True},
     "name": "a name", "labels": {"course": "1"}},
    {"architecture": [2, 2], "dataset": {
        "csv": "7;0,5;1;-1\n8;1;0,5;1\n", "header": False, "decimal": ",", "drop": [1], "target": 4, "task": "classification"}},
    {"architecture": [2, 3], "dataset": {
        "inputs": [[0, 1], [1, 0], [2, 2]], "targets": [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "task": "classification"}},
    {"architecture": [2, 2, 3], "alpah": 0.5},
    {"architecture": [2, 1e400], "training": {"steps": -1}, "record": {"every": 0}},
    {"architecture": [2, 2, 1], "dataset": {"id": "ds_" + "0" * 26}},
]

ROWS = {"inputs": [[0, 1], [1, 0], [0.5, -0.5]], "targets": ["x", "y", "x"], "name": "rows"}
CSV = ["a,b,kind\n1,2,x\n3,4,y\n", 'a,"b ""c""",kind\r\n1,2,"x,\ny"\r\n', "a;b\n1;2\n", "a,b\n1\n", "\ufeffa,b\n1,2\n"]
DOCUMENTS = [
    '{"a":[1,-0.5e-3,true,false,null,"\\u00e9\\ud83d\\ude00\\n"]}', "[[[[]]]]", '{"a":1,"a":2}',
    "1e999", "01", '"\\ud800"', "[1,]", " 18446744073709551616 ", '{"architecture":[2,2,1]}',
]
REQUESTS = [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /v1/jobs?limit=2 HTTP/1.1\r\nHost: a:80\r\nAccept: text/csv;q=0.5, */*\r\n\r\n",
    "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n{} GET / HTTP/1.0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=\"y\"\r\nabc\r\n0\r\nT: v\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n",
    "GET http://[::1]:8080/%7e HTTP/1.1\r\nHost: [::1]:8080\r\n folded: x\r\n\r\n",
]


def idx(kind, form, shape, numbers):
    """An IDX file: type code, dimensions, numbers in big-endian order."""
    return bytes([0, 0, kind, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + struct.pack(
        f">{len(numbers)}{form}", *numbers)


def form(parts):
    """A multipart form with the boundary `b`."""
    text = b""
    for name, content in parts:
        text += f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="f"\r\n\r\n'.encode()
        text += content + b"\r\n"
    return text + b"--b--\r\n"


def seeds():
    """The inputs of each target, as bytes."""
    files = [idx(8, "B", [2, 2], [1, 2, 3, 4]), idx(9, "b", [2], [-1, 1]), idx(11, "h", [1, 2], [300, -300]),
             idx(12, "i", [2, 1], [70000, -1]), idx(13, "f", [2], [0.5, -0.5]), idx(14, "d", [1], [1e-300]),
             idx(8, "B", [2, 1, 2], [1, 2, 3, 4]), idx(8, "B", [3], [1, 2]), bytes([0, 0, 7, 1, 0, 0, 0, 1, 5])]
    forms = [form([("inputs", files[0]), ("targets", idx(8, "B", [2], [0, 1]))]),
             form([("file", CSV[0].encode()), ("name", b"n"), ("divisor", b"255")]), b"--b--\r\n", b"--b\r\n\r\n"]
    rows = json.dumps(ROWS).encode()
    plain = [(0, rows), (1, CSV[0].encode()), (1, CSV[3].encode()), (2, forms[0]), (2, forms[1])]
    packed = gzip.compress(rows, mtime=0)
    return {
        "codec": [bytes([1, 1]) + text.encode() for text in REQUESTS],
        "json": [text.encode() for text in DOCUMENTS] + [json.dumps(spec).encode() for spec in SPECS[:2]],
        "spec": [json.dumps(spec).encode() for spec in SPECS],
        "csv": [text.encode() for text in CSV],
        "idx": files,
        "form": [bytes([0]) + text for text in forms],
        "gunzip": [packed, packed + packed, packed[:-3], rows, gzip.compress(b"\0" * 4096, mtime=0)],
        # The first octet chooses the media type, and with 4 added that the body is sent gzipped.
        "upload": [bytes([first]) + text for first, text in plain]
        + [bytes([first + 4]) + text for first, text in plain],
    }


def main(folder):
    for target, inputs in seeds().items():
        place = pathlib.Path(folder, target)
        place.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(inputs):
            (place / f"{number:02}").write_bytes(content)


if __name__ == "__main__":
    main(sys.argv[1])
