"""What a network saw and what it answers, put to the test: losses computed again in NumPy from rows and weights."""
import csv
import io

import numpy

ROWS = "/v1/datasets/{id}/rows"
OUTPUTS = "/v1/jobs/{id}/outputs"
WEIGHTS = "/v1/jobs/{id}/weights"
CURVES = "/v1/jobs/{id}/curves"
FLOWERS = "length,width,kind\n" + "".join(
    f"{1 + i * 37 % 11 / 4},{3 - i * 29 % 7 / 5},{('rose', 'aster', 'lily')[(i * i + i // 3) % 3]}\n" for i in range(40))
AMOUNTS = "a;b;y;z\n" + "".join(f"{i};{i * i % 7},25;{i % 5},5;-{i % 3},75\n" for i in range(30))

#: (name, hidden layers, loss): one for each loss and kind of answer.
CASES = (
    ("moons", [6], "binary_cross_entropy"), ("digits", [7], "cross_entropy"), ("plane", [5, 4], "mean_squared_error"),
    ("flowers", [5], "cross_entropy"), ("amounts", [4], "mean_squared_error"), ("inline", [3], "mean_squared_error"),
)


def check_rows(check):
    """Every loss that a job has recorded at a kept step, from its rows and weights alone."""
    uploads = {
        "flowers": upload(check, FLOWERS, ""),
        "amounts": upload(check, AMOUNTS, "?decimal=,&target=y&target=z"),
    }
    for name, hidden, loss in CASES:
        for precision, tolerance in (("float64", 1e-12), ("float32", 2e-6)):
            check_case(check, name, uploads.get(name), hidden, loss, precision, tolerance)
    check.call("GET", ROWS, 404, id="exor")
    check.call("GET", ROWS, 422, "?split=test", "xor")
    check.call("GET", ROWS, 400, "?samples=1", "moons")


def upload(check, text, query):
    return check.call("POST", "/v1/datasets", 201, query, body=text.encode(), Content_Type="text/csv").json["id"]


def check_case(check, name, id, hidden, loss, precision, tolerance):
    dataset = {"id": id} if id else {"name": name}
    if name == "inline":
        dataset = {"inputs": [[i / 3, i % 2] for i in range(9)], "targets": [-1, 1, 1] * 3, "task": "classification"}
    dataset |= {"test_share": 0.25, "seed": 5, "standardize": True}
    outputs = {"digits": 10, "flowers": 3, "amounts": 2}.get(name, 1)
    inputs = 64 if name == "digits" else 2
    job = check.call("POST", "/v1/jobs", 200, Prefer="wait=120", body={
        "architecture": [inputs, *hidden, outputs], "dataset": dataset, "seed": 3, "precision": precision,
        "training": {"steps": 30, "learning_rate": 0.05, "loss": loss}, "record": {"every": 10, "snapshots": 4}}).json
    told = job["spec"]["dataset"]
    key = told.get("id") or told["name"]
    query = "&".join(f"{field}={str(value).lower()}" for field, value in told.items() if field not in ("id", "name"))
    columns = check.get(CURVES, job["id"], "?points=all").json["columns"]
    for split in ("train", "test"):
        rows = check.get(ROWS, key, f"?{query}&split={split}&limit=100000").json
        if rows["dataset"] != told or rows["total"] != len(rows["inputs"]):
            check.faults.append(f"{key}: rows of {rows['dataset']}, not of {told}")
        table = check.get(ROWS, key, f"?{query}&split={split}&limit=100000&format=csv").body.decode()
        lines = numpy.array([[float(field) for field in line] for line in list(csv.reader(io.StringIO(table, newline="")))[1:]])
        x, y = numpy.array(rows["inputs"]), numpy.array(rows["targets"])
        if not numpy.array_equal(lines, numpy.column_stack([x, y])):
            check.faults.append(f"{key}, {split}: CSV and JSON have other rows")
        for step, recorded in zip(columns["step"], columns[f"{split}_loss"]):
            layers = check.call("GET", WEIGHTS, 200, f"?at={step}", job["id"]).json["layers"]
            values = activations(layers, x)
            expected = mean_loss(values[-1], y, loss, rows["classes"])
            where = f"{name}, {precision}, {split} at {step}"
            compare(check, f"{where}: the loss from rows and weights", expected, recorded, tolerance)
            answer = check.get(OUTPUTS, job["id"], f"?at={step}&split={split}&limit=100000").json
            compare(check, f"{where}: outputs", answer["values"], values[-1], 1e-12)
            compare(check, f"{where}: loss of outputs", answer["figures"]["loss"], expected, 1e-12)
            inner = check.get(OUTPUTS, job["id"], f"?at={step}&split={split}&limit=100000&layer=1").json
            compare(check, f"{where}: activations", inner["values"], values[0], 1e-12)
            if rows["classes"]:
                check_classes(check, where, answer, values[-1], y, loss, rows["classes"])
    check_forms(check, job["id"], layers, inputs)


def activations(layers, x):
    """What each layer makes of rows: tanh but for the last."""
    values = []
    for layer in layers:
        x = x @ numpy.array(layer["weights"]).T + numpy.array(layer["biases"])
        x = x if layer is layers[-1] else numpy.tanh(x)
        values.append(x)
    return values


def mean_loss(z, y, loss, classes):
    """Half the squared error summed over outputs, or a cross-entropy from logits; averaged over rows."""
    if loss == "binary_cross_entropy":
        return numpy.mean(numpy.logaddexp(0, z[:, 0]) - y * z[:, 0])
    if loss == "cross_entropy":
        return numpy.mean(numpy.logaddexp.reduce(z, axis=1) - z[numpy.arange(len(y)), y.astype(int)])
    return numpy.mean(numpy.sum((z - y.reshape(len(y), -1)) ** 2, axis=1) / 2)


def check_classes(check, where, answer, z, y, loss, classes):
    """The classes that rows are taken for, counted."""
    middle = 0.5 if loss == "mean_squared_error" else 0
    taken = (z[:, 0] > middle).astype(int) if z.shape[1] == 1 else z.argmax(axis=1)
    confusion = numpy.zeros((classes, classes), int)
    numpy.add.at(confusion, (y.astype(int), taken), 1)
    if answer["predicted"] != taken.tolist() or answer["figures"]["confusion"] != confusion.tolist():
        check.faults.append(f"{where}: other classes, or another confusion matrix, than NumPy's")


def check_forms(check, id, layers, inputs):
    """A grid, rows that are sent, both forms, and what is refused."""
    grid = check.get(OUTPUTS, id, "?grid=5").json
    form = grid["grid"]
    x = numpy.tile(form["others"], (25, 1))
    x[:, 0], x[:, 1] = numpy.tile(form["x"], 5), numpy.repeat(form["y"], 5)
    compare(check, "the grid", grid["values"], activations(layers, x)[-1], 1e-12)
    check.get(OUTPUTS, id, "?grid=5", Accept="text/csv")
    check.get(OUTPUTS, id, "?limit=3&format=csv")
    sent = check.call("POST", OUTPUTS, 200, id=id, body={"inputs": x.tolist(), "layer": 1}).json
    compare(check, "rows that are sent", sent["values"], activations(layers, x)[0], 1e-12)
    check.call("POST", OUTPUTS, 200, "?format=csv", id, body={"inputs": x.tolist()})
    check.call("POST", OUTPUTS, 400, id=id, body=b"{", Content_Type="application/json")
    check.call("POST", OUTPUTS, 413, id=id, body=b" " * ((8 << 20) + 1), Content_Type="application/json")
    check.call("POST", OUTPUTS, 415, id=id, body=b"{}", Content_Type="text/plain")
    check.call("POST", OUTPUTS, 422, id=id, body={"inputs": [[1] * (inputs + 1)]})
    check.call("GET", OUTPUTS, 422, "?layer=99", id)
    check.call("GET", OUTPUTS, 422, "?at=7", id)


def compare(check, what, value, expected, tolerance):
    """A fault where two arrays are further apart than `tolerance`, absolutely and relative to the larger numbers."""
    value, expected = numpy.array(value, float), numpy.array(expected, float)
    if value.shape != expected.shape or not numpy.allclose(value, expected, rtol=tolerance, atol=tolerance):
        check.faults.append(f"{what}: {value.ravel()[:3]}, not {expected.ravel()[:3]}")
