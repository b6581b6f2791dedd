"""A database of its own with nodes and workers on it, for one fault."""
import collections
import contextlib
import threading
import time

from checker import Checker
from load import Load
from processes import Failure, Node, Worker, runs, wait_until

# Seconds for which a worker holds a job without renewing its claim.
LEASE = 3
# A POST is answered within five seconds where the database does not answer; the rest is for a machine that
# has other work.
LONGEST_POST = 12


class Outcome:
    """What a fault came to: figures for the table, what happened in words, and what was wrong."""

    def __init__(self):
        self.figures = collections.OrderedDict()
        self.text = ""
        self.wrong = []
        self.is_tried = True

    def verdict(self):
        return "WRONG" if self.wrong else "ok" if self.is_tried else "not tried"


class LeaseWatch:
    """Looks how long leases have been past, until it is stopped."""

    def __init__(self, database):
        self.database = database
        self.oldest = 0.0
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self):
        while not self.stopping.wait(0.5):
            try:
                self.oldest = max(self.oldest, self.database().number(
                    "SELECT COALESCE(max(extract(epoch FROM clock_timestamp()) - expires_at / 1000.0), 0)"
                    " FROM symbreak.leases"))
            except Failure:
                # The server is not there just now.
                pass

    def stop(self):
        """One look that waits for a server which is gone may go on; it counts no more."""
        self.stopping.set()
        self.thread.join(timeout=5)


class Scene:
    """Nodes and workers on a database, which all end with it.

    `share` is the part of the usual load that is wanted."""

    def __init__(self, program, folder, database, share=1.0, newer=None):
        self.program, self.folder, self.share, self.newer = program, folder, share, newer
        # Asked for what is stored; another one after a fail-over.
        self.database = database
        self.address = database.address
        self.password_file = database.password_file
        self.nodes, self.workers = [], []
        self.leases = None
        # Seconds for which the server took no writes.
        self.outage = 0
        self.began = time.monotonic()

    def node(self, program=None, prefix=(), **variables):
        node = Node(
            program or self.program, self.folder, f"node-{len(self.nodes) + 1}", [
                "--database", self.address, "--database-password-file", str(self.password_file),
                "--lease", str(LEASE), "--max-request-rate", "1000000",
                "--max-queued-jobs", "1000000", "--max-sweep-jobs", "10000"],
            prefix=prefix, **variables)
        self.nodes.append(node)
        if self.leases is None:
            self.leases = LeaseWatch(lambda: self.database)
        return node

    def worker(self, program=None, prefix=(), address=None, **variables):
        worker = Worker(
            program or self.program, self.folder / f"worker-{len(self.workers) + 1}.log", {
                "SYMBREAK_DATABASE": address or self.address,
                "SYMBREAK_DATABASE_PASSWORD_FILE": str(self.password_file),
                "SYMBREAK_LEASE": str(LEASE), "SYMBREAK_LOG_LEVEL": "debug",
                "SYMBREAK_LOG_FORMAT": "json", **variables}, prefix)
        self.workers.append(worker)
        return worker

    def start(self, nodes=2, workers=3):
        for _ in range(nodes):
            self.node()
        for _ in range(workers):
            self.worker()
        self.wait_for_workers()

    def wait_for_workers(self):
        """A worker that does not reach the database when it starts ends."""
        wait_until("all workers", 60, lambda: all(
            "working as" in worker.log.read_text(errors="replace") for worker in self.workers))

    def origins(self):
        """The addresses of the nodes that live."""
        return [node.origin for node in self.nodes if node.process.poll() is None]

    @contextlib.contextmanager
    def load(self, outcome, **options):
        """Clients at work. Afterwards the database is held against what they were told."""
        load = Load(self.origins, **options)
        try:
            yield load
        finally:
            load.stop()
        self.judge(load.ledger, outcome)

    def stored_by(self, worker):
        """The jobs whose results a worker's log says it has stored."""
        return [job for _, jobs in runs(worker.log) for job in jobs]

    def wait_for_ends(self, seconds=300):
        """Waits until nothing waits or runs."""
        def unfinished():
            if all(worker.process.poll() is not None for worker in self.workers):
                raise Failure("all workers have ended")
            try:
                return self.database.number(
                    "SELECT count(*) FROM symbreak.jobs WHERE outcome IS NULL")
            except Failure:
                return -1
        wait_until("the end of all jobs", seconds, lambda: unfinished() == 0)

    def judge(self, ledger, outcome):
        """Waits for the ends of all jobs and holds the database against what clients were told."""
        self.wait_for_ends()
        self.leases.stop()
        checker = Checker(self.database)
        checker.told(ledger)
        checker.ends(("succeeded", "cancelled"))
        checker.stored_digests()
        checker.stored_once([self.stored_by(worker) for worker in self.workers])
        outcome.wrong += checker.wrong() + ledger.contradictions[:5]
        # A lease that is past is taken back at the next look, half a lease later, and after an outage
        # when another lease has passed; the rest is for a machine that has other work.
        if self.leases.oldest > self.outage + 5 * LEASE + 10:
            outcome.wrong.append(f"a lease was {self.leases.oldest:.1f} s past and still there")
        if ledger.longest > LONGEST_POST:
            outcome.wrong.append(f"a POST was answered after {ledger.longest:.1f} s only")
        for node in self.nodes + self.workers:
            if node.process.poll() not in (None, 0, -9):
                outcome.wrong.append(f"{node.log.name} ended with {node.process.poll()}")
        number = self.database.number
        outcome.figures.update({
            "jobs": number("SELECT count(*) FROM symbreak.jobs"),
            "acknowledged": ledger.acknowledged(), "deleted": len(ledger.deleted),
            "results": number("SELECT count(*) FROM symbreak.jobs WHERE result IS NOT NULL"),
            "cancelled": number("SELECT count(*) FROM symbreak.jobs WHERE outcome = 'cancelled'"),
            "twice": sum(found for name, found, _ in checker.rows if "two workers" in name),
            "again": number("SELECT count(*) FROM symbreak.jobs WHERE attempt > 1"),
            "503": ledger.statuses[503], "cut": ledger.unanswered,
            "longest": ledger.longest, "lease": self.leases.oldest,
        })

    def end(self):
        if self.leases:
            self.leases.stop()
        for one in self.workers + self.nodes:
            if one.process.poll() is None:
                one.process.kill()
            one.process.wait()
