"""The way of a file of MNIST's size and format from `curl -F` to the last curve, and the same epoch in PyTorch, in turn.

    python mnist.py SYMBREAK [--rounds 3] [--earlier SYMBREAK]

The rows are made anew: 60,000 and 10,000 pictures of 28 × 28 bytes, strokes of ten classes, moved, blurred and noisy. A round
uploads them to a service that has just begun, trains one epoch of 784-256-10 at batch 128 by a job with the default record, and
asks for all of its curves; then it runs mnist_torch.py, which logs ten times. Printed are seconds, seconds of processors, and the processes' peaks in MB, at last
the median of the ratios within a round, above 1 where the service is faster: of the epoch (from the POST to the curves, against
training and logging) and of the whole way (with upload, against a script from its start). `--earlier` is another build of
the program, to be measured in turn with this one.
"""

import argparse
import gzip
import json
import os
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = {"architecture": [784, 256, 10], "activation": "relu", "training": {"epochs": 1, "batch_size": 128}}
FILES = {"inputs": "train-images", "targets": "train-labels", "test_inputs": "t10k-images", "test_targets": "t10k-labels"}


def blurred(pictures):
    for axis in (-1, -2):
        pictures = (np.roll(pictures, 1, axis) + 2 * pictures + np.roll(pictures, -1, axis)) / 4
    return pictures


def strokes(random):
    """A picture from 0 to 1: where a pen went that turned a little at each step."""
    picture = np.zeros((28, 28))
    place, direction = random.uniform(9, 19, 2), random.uniform(0, 2 * np.pi)
    for _ in range(70):
        direction += random.normal() / 2
        place = np.clip(place + 0.8 * np.array([np.sin(direction), np.cos(direction)]), 4, 23)
        picture[int(place[0]), int(place[1])] = 1
    return np.clip(3.2 * blurred(blurred(picture)), 0, 1)


def write(folder):
    random = np.random.default_rng(5)
    forms = np.array([[strokes(random) for _ in range(6)] for _ in range(10)])
    for name, count in (("train", 60_000), ("t10k", 10_000)):
        classes = random.integers(0, 10, count)
        chosen, moves = random.integers(0, 6, count), random.integers(-2, 3, (count, 2))
        pictures = np.empty((count, 28, 28), np.uint8)
        for row in range(count):
            picture = random.uniform(0.7, 1) * np.roll(forms[classes[row], chosen[row]], moves[row], (0, 1))
            picture[picture > 0.08] += random.normal(0, 0.06, (picture > 0.08).sum())
            pictures[row] = np.clip(255 * picture, 0, 255)
        images = struct.pack(">IIII", 0x803, count, 28, 28) + pictures.tobytes()
        labels = struct.pack(">II", 0x801, count) + classes.astype(np.uint8).tobytes()
        for kind, content in (("images", images), ("labels", labels)):
            with gzip.open(f"{folder}/{name}-{kind}.gz", "wb", 6) as file:
                file.write(content)


def peak(process, fresh=False):
    """The most memory that a process has had, in MB; counted anew from now on where `fresh`."""
    with open(f"/proc/{process.pid}/status") as file:
        most = int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) // 1024
    if fresh:
        with open(f"/proc/{process.pid}/clear_refs", "w") as file:
            file.write("5")
    return most


def processor(process):
    """Seconds that a process has computed on all cores together: what other load changes least."""
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def call(url, body=None):
    headers = {"Content-Type": "application/json", "Prefer": "wait=60"} if body else {}
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode() if body else None, headers),
                                timeout=600) as answer:
        return json.load(answer)


def service(program, folder, number):
    process = subprocess.Popen([program, "serve", "--port", "0", "--database", f"{folder}/{number}.sqlite"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = re.search(r"http://\S+", process.stdout.readline())[0]
        fields = [word for name, file in FILES.items() for word in ("-F", f"{name}=@{folder}/{file}.gz")]
        begin, before = time.time(), processor(process)
        answer = subprocess.run(["curl", "-sS", *fields, "-F", "divisor=255", url + "/v1/datasets"], check=True,
                                capture_output=True, text=True)
        figures = {"upload": time.time() - begin, "upload_processor": processor(process) - before}
        upload = json.loads(answer.stdout)["id"]
        figures["upload_peak"] = peak(process, fresh=True)
        begin, before = time.time(), processor(process)
        job = call(url + "/v1/jobs", {**SPEC, "dataset": {"id": upload}})
        while job["state"] in ("queued", "running"):
            job = call(f"{url}/v1/jobs/{job['id']}?wait=60")
        curves = call(f"{url}/v1/jobs/{job['id']}/curves?points=all")
        figures |= {"epoch": time.time() - begin, "epoch_processor": processor(process) - before}
        if job["state"] != "succeeded" or len(curves["columns"]["train_loss"]) != job["result"]["recorded_points"]:
            sys.exit(f"not trained: {job}")
        final = job["result"]["final"]
        return figures | {"epoch_peak": peak(process), "points": job["result"]["recorded_points"],
                          "test_loss": final["test_loss"], "test_accuracy": final["test_accuracy"]}
    finally:
        process.terminate()
        process.wait(30)


def script(folder):
    begin = time.time()
    answer = subprocess.run([sys.executable, os.path.join(HERE, "mnist_torch.py"), folder], check=True,
                            capture_output=True, text=True)
    return {"whole": time.time() - begin, **json.loads(answer.stdout)}


def shown(name, figures):
    print(f"{name}: " + ", ".join(f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}"
                                  for key, value in figures.items()), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--earlier")
    options = parser.parse_args()
    epochs, wholes = [], []
    with tempfile.TemporaryDirectory() as folder:
        write(folder)
        for number in range(options.rounds):
            ours = service(options.program, folder, f"now-{number}")
            shown("service", ours)
            if options.earlier:
                shown("earlier", service(options.earlier, folder, f"earlier-{number}"))
            theirs = script(folder)
            shown("PyTorch", theirs)
            epochs.append(theirs["epoch"] / ours["epoch"])
            wholes.append(theirs["whole"] / (ours["upload"] + ours["epoch"]))
    for name, ratios in (("the epoch", epochs), ("the whole way", wholes)):
        print(f"{name}: ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
