"""One epoch of 784-256-10 in PyTorch on files of MNIST's format, with loss and accuracy over the test rows logged ten times.

    python mnist_torch.py FOLDER

Prints a line of JSON: seconds to read the files, seconds of the epoch with what it logs, the last figures, and the peak in MB.
"""

import gzip
import json
import resource
import sys
import time

import numpy as np
import torch


def rows(folder, name):
    """Pictures as numbers from 0 to 1, and their classes."""
    pictures = np.frombuffer(gzip.open(f"{folder}/{name}-images.gz").read(), np.uint8, offset=16)
    classes = np.frombuffer(gzip.open(f"{folder}/{name}-labels.gz").read(), np.uint8, offset=8)
    inputs = torch.from_numpy(pictures.reshape(len(classes), -1)).float() / 255
    return inputs, torch.from_numpy(classes.astype(np.int64))


def main():
    begin = time.time()
    train, test = rows(sys.argv[1], "train"), rows(sys.argv[1], "t10k")
    read = time.time() - begin
    torch.manual_seed(1)
    network = torch.nn.Sequential(torch.nn.Linear(784, 256), torch.nn.ReLU(), torch.nn.Linear(256, 10))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    loss = torch.nn.CrossEntropyLoss()
    begin, before = time.time(), time.process_time()
    order = torch.randperm(len(train[1]))
    batches = order.split(128)
    logged = []
    for step, batch in enumerate(batches):
        optimizer.zero_grad()
        loss(network(train[0][batch]), train[1][batch]).backward()
        optimizer.step()
        if (step + 1) * 10 // len(batches) > len(logged):
            with torch.no_grad():
                answers = network(test[0])
                logged.append((float(loss(answers, test[1])), float((answers.argmax(1) == test[1]).float().mean())))
    epoch, processor = time.time() - begin, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"read": read, "epoch": epoch, "epoch_processor": processor, "points": len(logged),
                      "test_loss": logged[-1][0], "test_accuracy": logged[-1][1], "peak": peak}))


if __name__ == "__main__":
    main()
