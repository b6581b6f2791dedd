"""What clients were told, and what contradicts it."""

import collections
import threading

ENDED = {"succeeded", "failed", "cancelled"}


class History:
    """Everything that answers have promised of one database, over all its rounds; thread-safe."""

    def __init__(self):
        self.lock = threading.Lock()
        self.specs = {}  # by job: the number of its spec
        self.gone = set()  # jobs whose deletion was asked for: there or not
        self.deleted = set()  # jobs whose deletion was answered
        self.by_key = {}  # by Idempotency-Key: job
        self.ended = {}  # by job: state and digest at its end
        self.digests = {}  # by spec: digest
        self.kills = 0
        self.violations = collections.Counter()
        self.examples = []

    def violation(self, kind, detail):
        with self.lock:
            self.violations[kind] += 1
            if len(self.examples) < 20:
                self.examples.append(f"{kind}: {detail}")

    def accepted(self, job, spec, key=None):
        """A 200 or 202 to a new job."""
        with self.lock:
            self.specs[job["id"]] = spec
            other = self.by_key.setdefault(key, job["id"]) if key else job["id"]
        if other != job["id"]:
            self.violation("two jobs of one key", f"{key}: {other}, {job['id']}")
        self.seen(job)

    def accepted_sweep(self, jobs, specs):
        with self.lock:
            self.specs.update(zip(jobs, specs))

    def seen(self, job):
        """A job as an answer shows it."""
        id, state = job["id"], job["state"]
        if job["attempt"] > self.kills + 1:
            self.violation("attempts beyond the deaths of workers", f"{id}: {job['attempt']}")
        with self.lock:
            before = self.ended.get(id)
        if state not in ENDED:
            if before:
                self.violation("a terminal state changed", f"{id}: {before[0]}, then {state}")
            return
        digest = (job.get("result") or {}).get("digest")
        with self.lock:
            before = self.ended.setdefault(id, (state, digest))
            spec = self.specs.get(id)
            known = self.digests.setdefault(spec, digest) if digest and spec is not None else digest
        if before != (state, digest):
            self.violation("a terminal state changed", f"{id}: {before}, then {(state, digest)}")
        if known != digest:
            self.violation("digests of equal specs differ", f"{id}: {known}, {digest}")

    def expect_stored(self, stored, moment="after the restart"):
        """`stored`: ids of all jobs that are there."""
        with self.lock:
            lost = set(self.specs) - self.gone - stored
            back = self.deleted & stored
        for id in lost:
            self.violation("an acknowledged job is lost", f"{id} {moment}")
        for id in back:
            self.violation("a deleted job is back", f"{id} {moment}")
