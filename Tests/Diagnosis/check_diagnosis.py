#!/usr/bin/env python3
"""Holds the built service's diagnoses against networks that are known to be sick or healthy.

    python check_diagnosis.py PROGRAM [--short] [--seeds N] [--first SEED] [--only TEXT]

Every network is trained with several seeds. Whether it is sick is told from its final loss alone: above
0.45 of the best constant answer's, or not finite (or it is sick by its neurons); healthy, where it is
below half. Seeds with which a case is neither are left out and counted. Of a sick network the first finding
counts: found, where it is another than `healthy`; named rightly, where it is one of those that the case
lists; mended, where the network trained again with the finding's fix is sick no longer and the finding
does not come again. A false alarm is a healthy network with any finding but `healthy`.

Ends with 0 where the shares are at least, or for false alarms at most, those of TARGETS.
"""
import argparse
import collections
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Contract"))

from healthy import HEALTHY  # noqa: E402
from service import Service  # noqa: E402
from sick import SICK  # noqa: E402

#: Found, named rightly, mended, and false alarms at most.
TARGETS = (0.95, 0.95, 0.90, 0.02)
LEARNT, FAIR = 0.45, 0.5
#: Of each list, every how many cases the short form takes.
STRIDE = 6


def merged(target, patch):
    """A JSON Merge Patch (RFC 7396) applied."""
    if not isinstance(patch, dict):
        return patch
    answer = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            answer.pop(key, None)
        else:
            answer[key] = merged(answer.get(key), value)
    return answer


class Bench:
    def __init__(self, service):
        self.service = service
        self.constants = {}

    def call(self, method, target, body=None):
        answer = self.service.send(method, target, body, {"Prefer": "wait=120"})
        if answer.status not in (200, 201):
            raise SystemExit(f"{method} {target}: {answer.status} {answer.body.decode()}\n{body}")
        return answer.json

    def trained(self, spec):
        job = self.call("POST", "/v1/jobs", spec)
        if job["state"] != "succeeded":
            raise SystemExit(f"a job {job['state']}: {job['error']}\n{spec}")
        return job

    def findings(self, job):
        return self.call("GET", f"/v1/jobs/{job['id']}/diagnosis")["findings"]

    def constant(self, job):
        """The loss of the best constant answer, from a network of one layer on the same data."""
        spec = job["spec"]
        outputs = spec["architecture"]["layers"][-1]["units"]
        form = {"architecture": [spec["architecture"]["inputs"], outputs], "dataset": spec["dataset"],
                "training": {"loss": spec["training"]["loss"]}}
        key = repr(form)
        if key not in self.constants:
            self.constants[key] = self.call("POST", "/v1/predictions", form)["plateau"]["loss"]
        return self.constants[key]

    def loss(self, job):
        """The final loss as a share of the constant answer's; infinite where it is none."""
        loss = job["result"]["final"]["train_loss"]
        if loss is None or job["result"]["outcome"] == "diverged":
            return float("inf")
        return 0.0 if job["result"]["final"].get("train_accuracy") == 1 else loss / self.constant(job)

    def has_clones(self, job):
        return any(layer.get("equitable_classes", layer["distinct_neurons"]) < layer["units"]
                   for layer in job["result"]["symmetry"]["layers"])

    def mends(self, case, job, finding):
        """Whether the fix works, and to what loss it leads."""
        if finding["fix"] is None:
            return False, None
        again = self.trained(merged(job["spec"], finding["fix"]))
        loss = self.loss(again)
        codes = [finding["code"] for finding in self.findings(again)]
        works = loss <= max(LEARNT, self.loss(job) if case.structural else 0)
        if case.structural:
            works = works and not self.has_clones(again)
        return works and finding["code"] not in codes, loss


def chosen(cases, options):
    cases = [case for case in cases if options.only in case.name]
    return cases[::STRIDE] if options.short else cases


def sick(bench, options, counts):
    for case in chosen(SICK, options):
        for seed in options.seeds:
            job = bench.trained(case.spec | {"seed": seed, "name": case.name})
            loss = bench.loss(job)
            if not case.structural and loss <= LEARNT:
                counts["learnt in spite of it"] += 1
                continue
            start = time.monotonic()
            findings = bench.findings(job)
            seconds = time.monotonic() - start
            first = findings[0]
            works, after = bench.mends(case, job, first)
            named = first["code"] in case.codes
            counts["sick"] += 1
            counts["found"] += first["code"] != "healthy"
            counts["named"] += named
            counts["mended"] += works
            note = " ".join(finding["code"] for finding in findings[1:])
            print(f"{'ok ' if named and works else 'BAD'} {case.name} ({seed}): loss {loss:.3g} -> "
                  f"{'none' if after is None else format(after, '.3g')} of a constant's, {first['code']}"
                  f"{' (' + note + ')' if note else ''}{'' if named else ', not ' + ' or '.join(case.codes)}"
                  f"{'' if works else ', not mended'}, {seconds:.1f} s", flush=True)


def healthy(bench, options, counts):
    for case in chosen(HEALTHY, options):
        for seed in options.seeds:
            job = bench.trained(case.spec | {"seed": seed, "name": case.name})
            loss = bench.loss(job)
            if loss > FAIR:
                counts["not learnt"] += 1
                print(f"--- {case.name} ({seed}): loss {loss:.3g} of a constant's, {bench.findings(job)[0]['code']}")
                continue
            codes = [finding["code"] for finding in bench.findings(job)]
            counts["healthy"] += 1
            counts["alarms"] += codes != ["healthy"]
            if codes != ["healthy"]:
                print(f"BAD {case.name} ({seed}): loss {loss:.3g} of a constant's, {' '.join(codes)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--short", action="store_true", help="every sixth case with one seed")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=1, help="the first of the seeds")
    parser.add_argument("--only", default="", help="cases with this in their names")
    options = parser.parse_args()
    options.seeds = range(options.first, options.first + (1 if options.short else options.seeds))
    counts = collections.Counter()
    with Service(options.program, 2) as service:
        bench = Bench(service)
        sick(bench, options, counts)
        healthy(bench, options, counts)
    shares = [counts[key] / max(1, counts["sick"]) for key in ("found", "named", "mended")]
    alarms = counts["alarms"] / max(1, counts["healthy"])
    print(f"{counts['sick']} sick trainings of {len(chosen(SICK, options))} networks: found {shares[0]:.1%}, "
          f"named rightly {shares[1]:.1%}, mended {shares[2]:.1%}; {counts['learnt in spite of it']} left out")
    print(f"{counts['healthy']} healthy trainings of {len(chosen(HEALTHY, options))} networks: "
          f"false alarms {alarms:.1%}; {counts['not learnt']} left out")
    fair = all(share >= target for share, target in zip(shares, TARGETS)) and alarms <= TARGETS[3]
    sys.exit(0 if fair else 1)


if __name__ == "__main__":
    main()
