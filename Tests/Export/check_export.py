#!/usr/bin/env python3
"""Has TensorBoard's and MLflow's own readers read what `symbreak export` writes.

    python check_export.py PROGRAM

Every value that they read must be that of the exported table: to a float32 in TensorBoard, which keeps no more, and
exactly in MLflow; values that are not finite included.
"""
import csv
import logging
import math
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Contract"))
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
from service import Service  # noqa: E402

from mlflow.tracking import MlflowClient  # noqa: E402
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # noqa: E402

SPECS = (
    {"architecture": [2, 4, 1], "name": "größer: \"x\"", "labels": {"team": "a"}, "training": {"steps": 300}},
    # Its loss becomes infinite, then no number.
    {"architecture": [2, 4, 1], "init": {"scheme": "normal"}, "alpha": 3, "seed": 1, "activation": "relu",
     "dataset": "plane", "training": {"steps": 500, "learning_rate": 1000}, "record": {"every": 1}},
)
AXES = ("step", "epoch", "seconds", "time")


def same(one, other):
    return one == other or math.isnan(one) and math.isnan(other)


def as_float32(value):
    try:
        return struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def table(path):
    """For each column the value of each step that has one."""
    with open(path, newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {name: {int(row["step"]): float(row[name]) for row in rows if row[name]}
            for name in rows[0] if name not in AXES}


def compared(name, found, expected):
    """What differs between two sets of columns."""
    if set(found) != set(expected):
        return [f"{name}: has {sorted(found)}, the table {sorted(expected)}"]
    return [f"{name}, {column}: not the values of the table" for column, values in expected.items()
            if set(values) != set(found[column])
            or not all(same(found[column][step], value) for step, value in values.items())]


def tensorboard(folder):
    events = EventAccumulator(str(folder), size_guidance={"scalars": 0})
    events.Reload()
    return {tag: {event.step: event.value for event in events.Scalars(tag)} for tag in events.Tags()["scalars"]}


def check_mlflow(folder, jobs, tables):
    client = MlflowClient(tracking_uri=folder.as_uri())
    runs = {run.data.tags["symbreak.job"]: run
            for experiment in client.search_experiments() for run in client.search_runs([experiment.experiment_id])}
    if set(runs) != set(tables):
        return [f"MLflow has the runs of {sorted(runs)}"]
    faults = []
    for id, run in runs.items():
        spec = jobs[id]["spec"]
        if run.info.run_name != (spec.get("name") or id) or run.info.status != "FINISHED":
            faults.append(f"MLflow: {id} is {run.info.run_name!r}, {run.info.status}")
        if run.data.params["training.steps"] != str(spec["training"]["steps"]):
            faults.append(f"MLflow: {id} has {run.data.params}")
        found = {name: {point.step: point.value for point in client.get_metric_history(run.info.run_id, name)}
                 for name in run.data.metrics}
        faults += compared(f"MLflow, {id}", found, tables[id])
    return faults


def main():
    logging.disable(logging.WARNING)
    program = pathlib.Path(sys.argv[1])
    faults = []
    with Service(program, workers=1) as service, tempfile.TemporaryDirectory(prefix="symbreak-export-") as folder:
        folder = pathlib.Path(folder)
        jobs = {}
        for spec in SPECS:
            job = service.send("POST", "/v1/jobs", spec, {"Prefer": "wait=60"}).json
            jobs[job["id"]] = job
        for form in ("csv", "tensorboard", "mlflow"):
            # Twice: what is there is replaced, not doubled.
            for _ in range(2):
                subprocess.run([program, "export", *jobs, "--url", service.url, "--format", form, "--to", folder / form],
                               check=True, stdout=subprocess.DEVNULL)
        tables = {id: table(folder / "csv" / f"{id}.csv") for id in jobs}
        if not any(math.isnan(value) or math.isinf(value) for columns in tables.values() for values in columns.values()
                   for value in values.values()):
            faults.append("no training diverged: values that are not finite were not seen")
        for id, columns in tables.items():
            single = {name: {step: as_float32(value) for step, value in values.items()}
                      for name, values in columns.items()}
            faults += compared(f"TensorBoard, {id}", tensorboard(folder / "tensorboard" / id), single)
        faults += check_mlflow(folder / "mlflow", jobs, tables)
    print(f"{len(tables)} runs read by TensorBoard and MLflow, {len(faults)} faults")
    for fault in faults:
        print(" -", fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
