"""Trains the same networks from zeros, from one constant and from random weights, over HTTP.

Starts the service on a free port of the loopback interface with a database of its own, talks to it
with curl alone, draws the loss curves, and says what was seen. Ends with 0 only if all of it came
out as claimed.

    demo.py path/to/symbreak
"""

import contextlib
import json
import math
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


class Failed(Exception):
    """Something did not come out as the demo claims."""


def claim(holds: bool, what: str) -> None:
    if not holds:
        raise Failed(what)


# The service


@contextlib.contextmanager
def service(binary: str, directory: Path):
    """A running service's address; the service ends with the block."""
    log = directory / "service.log"
    command = [binary, "serve", "--port", "0", "--database", str(directory / "jobs.sqlite")]
    with log.open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        line = process.stdout.readline()
        prefix = "listening on "
        claim(line.startswith(prefix), f"the service did not start:\n{log.read_text()}")
        yield line.removeprefix(prefix).strip()
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    claim(process.returncode == 0, f"the service ended with {process.returncode}")


def curl(*arguments: str) -> bytes:
    command = ["curl", "--silent", "--show-error", "--fail-with-body", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE)
    claim(
        done.returncode == 0,
        f"{shlex.join(command)} ended with {done.returncode}: {done.stdout.decode()}",
    )
    return done.stdout


def submit(base: str, spec: dict, show: bool) -> dict:
    arguments = [f"{base}/v1/jobs", "--header", "Content-Type: application/json",
                 "--data", json.dumps(spec)]
    if show:
        print(f"$ curl {shlex.join(arguments)}\n")
    return json.loads(curl(*arguments))


def wait(base: str, job: dict) -> dict:
    """The job when it has ended; meanwhile tells how far it is."""
    live = sys.stdout.isatty()
    while job["state"] in ("queued", "running"):
        if live:
            progress = job["progress"]
            print(f"\r{job['state']}, step {progress['step']} of {progress['steps']} ",
                  end="", flush=True)
        time.sleep(0.1)
        job = json.loads(curl(f"{base}/v1/jobs/{job['id']}"))
    if live:
        print("\r\x1b[2K", end="")
    claim(job["state"] == "succeeded", f"the job {job['state']}: {job['error']}")
    print(f"{job['id']}: {job['progress']['steps']} steps in {job['result']['seconds']:.2f} s")
    return job


# The experiments


@dataclass
class Start:
    """One way to choose the initial weights."""

    title: str
    fields: dict
    is_random: bool = False


@dataclass
class Experiment:
    """One network on one data set, from several starts."""

    name: str
    about: str
    spec: dict
    starts: list[Start]


ZEROS = Start("all weights zero", {"init": "zeros"})
CONSTANT = Start("all weights 0.5", {"init": "constant", "alpha": 0.5})

EXPERIMENTS = [
    Experiment(
        "XOR",
        "a 2-8-8-1 tanh network on the four rows of exclusive or",
        {
            "architecture": [2, 8, 8, 1],
            "seed": 1,
            "dataset": "xor",
            "training": {"steps": 1000, "learning_rate": 0.1},
        },
        [ZEROS, CONSTANT, Start("Xavier", {"init": "xavier_uniform"}, is_random=True)],
    ),
    Experiment(
        "circles",
        "a 2-10-5-1 ReLU network on two noisy rings. He is the random start made for ReLU",
        {
            "architecture": [2, 10, 5, 1],
            "activation": "relu",
            "seed": 1,
            "dataset": "circles",
            "training": {"steps": 15000, "learning_rate": 0.01},
        },
        [ZEROS, CONSTANT, Start("He", {"init": "he_normal"}, is_random=True)],
    ),
]


def neurons(result: dict) -> str:
    """`1 of 8, 1 of 8`: distinct neurons of each hidden layer."""
    return ", ".join(
        f"{layer['distinct_neurons']} of {layer['units']}" for layer in result["symmetry"]["layers"]
    )


def describe(result: dict) -> None:
    for layer in result["symmetry"]["layers"]:
        cosine = layer["mean_cosine"]
        shown = "does not exist: the weights are zero" if cosine is None else f"{cosine:.4f}"
        print(f"  hidden layer {layer['layer']}: {layer['distinct_neurons']} distinct of "
              f"{layer['units']} neurons, mean cosine {shown}")
    final = result["final"]
    print(f"  loss {final['train_loss']:.4f}, {final['train_accuracy']:.1%} of the rows right, "
          f"outcome: {result['outcome']}\n")


def run(base: str, binary: str, experiment: Experiment, show: bool) -> list[dict]:
    print(f"== {experiment.name}: {experiment.about} ==\n")
    results = []
    for start in experiment.starts:
        job = submit(base, experiment.spec | start.fields, show)
        show = False
        job = wait(base, job)
        curves = curl(f"{base}/v1/jobs/{job['id']}/curves?metrics=train_loss")
        subprocess.run(
            [binary, "chart", "--title", f"{experiment.name} from {start.title}: training loss"],
            input=curves, check=True)
        describe(job["result"])
        results.append(job["result"])
    return results


def check(experiment: Experiment, results: list[dict]) -> None:
    losses = {}
    for start, result in zip(experiment.starts, results):
        where = f"{experiment.name} from {start.title}"
        losses[start.title] = result["final"]["train_loss"]
        for layer in result["symmetry"]["layers"]:
            expected = layer["units"] if start.is_random else 1
            claim(layer["distinct_neurons"] == expected,
                  f"{where}: layer {layer['layer']} has {layer['distinct_neurons']} distinct "
                  f"neurons instead of {expected}")
        if start.is_random:
            claim(result["final"]["train_accuracy"] >= 0.95, f"{where} did not learn the rows")
        else:
            claim(result["final"]["train_accuracy"] <= 0.80, f"{where} learned the rows")
    claim(math.isclose(losses[ZEROS.title], math.log(2), rel_tol=1e-5),
          f"{experiment.name} from zeros did not stay at ln 2")
    random = [losses[start.title] for start in experiment.starts if start.is_random]
    claim(max(random) < 0.5 * min(losses[ZEROS.title], losses[CONSTANT.title]),
          f"{experiment.name}: the random start is not far better")


def lesson(experiment: Experiment, results: list[dict]) -> str:
    parts = [
        f"from {start.title}: distinct neurons {neurons(result)}, loss "
        f"{result['final']['train_loss']:.4f}, {result['final']['train_accuracy']:.1%} right"
        for start, result in zip(experiment.starts, results)
    ]
    return f"{experiment.name}: " + "; ".join(parts) + "."


def main() -> None:
    binary = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="symbreak-demo-") as directory:
        with service(binary, Path(directory)) as base:
            print(f"the service listens on {base}\n")
            lessons = []
            for experiment in EXPERIMENTS:
                results = run(base, binary, experiment, show=not lessons)
                check(experiment, results)
                lessons.append(lesson(experiment, results))
    print("== What was seen ==\n")
    for text in lessons:
        print(text)
    print("\nNeurons that start equal get equal gradients and stay equal: each layer learns as one "
          "neuron. Only unequal starts let it use its width.")


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    try:
        main()
    except (Failed, subprocess.CalledProcessError) as failure:
        sys.exit(f"The demo failed: {failure}")
