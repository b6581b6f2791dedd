"""What happens to the queue: many who claim, a transaction that stays open, workers of two versions."""
import time

from load import Ledger, send, spec
from processes import Failure, wait_until


def hand_in(scene, ledger, count, are_alike=True):
    """Sweeps of the smallest jobs, 1,000 each: those that are alike train together, of the others no two
    do."""
    for first in range(0, count, 1000):
        numbers = list(range(min(1000, count - first)))
        key = f"sweep-from-{first}"
        grid = {"seed": [first + number for number in numbers]} if are_alike \
            else {"/training/steps": [20 + number for number in numbers]}
        answer = send(scene.origins()[0], "POST", "/v1/sweeps", {
            "spec": {"architecture": [2, 2, 1],
                     "training": {"steps": 20, "learning_rate": 0.1 if are_alike else 0.1 + first / 1e6},
                     "record": {"points": 2, "similarity": False}},
            "grid": grid}, Idempotency_Key=key)
        if answer is None or answer[0] != 202:
            raise Failure(f"a sweep: {answer}")
        ledger.accepted_sweep(key, answer[1])


def claimed_by_many(scene, outcome):
    """Sixteen workers empty a queue of small jobs: each is claimed once."""
    count = int(10_000 * scene.share)
    scene.node()
    ledger = Ledger()
    hand_in(scene, ledger, count)
    for _ in range(16):
        # Long: what runs out on a machine with other work is rightly claimed again.
        scene.worker(SYMBREAK_LEASE="120")
    began = time.monotonic()
    scene.judge(ledger, outcome)
    seconds = time.monotonic() - began
    if outcome.figures["again"]:
        outcome.wrong.append(f"{outcome.figures['again']:.0f} jobs were claimed more than once")
    stored = [len(scene.stored_by(worker)) for worker in scene.workers]
    if sum(stored) != count:
        outcome.wrong.append(f"workers stored {sum(stored)} results of {count}")
    outcome.text = (
        f"16 workers, started with the queue full, {count / seconds:.0f} jobs/s; each stored"
        f" {min(stored)} to {max(stored)}")


def claims(database):
    """Calls of `claim`, the jobs that they gave, and the pages that they touched."""
    row = database.query(
        "SELECT COALESCE(sum(calls), 0), COALESCE(sum(rows), 0),"
        " COALESCE(sum(shared_blks_hit + shared_blks_read), 0) FROM pg_stat_statements"
        " WHERE query LIKE '%symbreak_v1.claim(%'")[0]
    return [float(text) for text in row]


def beside_a_transaction(scene, outcome):
    """A transaction stays open while jobs go through that are claimed many at a time."""
    beside_an_open_one(scene, outcome, int(20_000 * scene.share), are_alike=True)


def one_by_one_beside_a_transaction(scene, outcome):
    """A transaction stays open while jobs go through that are claimed one by one."""
    beside_an_open_one(scene, outcome, int(5000 * scene.share), are_alike=False)


def beside_an_open_one(scene, outcome, count, are_alike):
    """Nothing that is gone is cleared away while a transaction might see it."""
    database = scene.database
    database.set("shared_preload_libraries", "pg_stat_statements")
    database.tell("restart")
    database.query("CREATE EXTENSION pg_stat_statements")
    scene.node()
    ledger = Ledger()
    hand_in(scene, ledger, count, are_alike)
    with database.transaction("SELECT count(*) FROM symbreak.ready"):
        for _ in range(3):
            scene.worker()

        def done():
            return database.number("SELECT count(*) FROM symbreak.jobs WHERE outcome IS NOT NULL")
        wait_until("the first jobs", 60, lambda: done() > count / 10)
        marks = [(time.monotonic(), done(), claims(database))]
        for part in (0.3, 0.5, 0.7, 0.9):
            wait_until("more jobs", 600, lambda: done() >= part * count)
            marks.append((time.monotonic(), done(), claims(database)))
        held = database.number(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
            " AND backend_xmin IS NOT NULL")
    scene.judge(ledger, outcome)
    if not held:
        outcome.wrong.append("no transaction was open at the end")
    per_job = []
    for (_, _, before), (_, _, after) in zip(marks, marks[1:]):
        calls, rows, pages = (later - earlier for earlier, later in zip(before, after))
        per_job.append((pages / max(rows, 1), pages / max(calls, 1), rows / max(calls, 1)))
    rate = (marks[-1][1] - marks[0][1]) / (marks[-1][0] - marks[0][0])
    if max(pages for pages, _, _ in per_job) >= 100:
        outcome.wrong.append("a claimed job took 100 pages or more")
    outcome.text = (
        f"{rate:.0f} jobs/s; pages a claimed job in four parts of the run "
        + ", ".join(f"{pages:.0f}" for pages, _, _ in per_job)
        + "; a claim gave " + ", ".join(f"{rows:.1f}" for _, _, rows in per_job) + " jobs")


def upgraded(scene, outcome):
    """Workers leave the jobs of a higher engine number to those who can train them.

    With a second program of a higher number its node hands such jobs in; else their number is raised in
    the database, and lowered in the end, as if such workers had come."""
    database, ledger = scene.database, Ledger()
    scene.start(nodes=2, workers=0)
    origin = scene.node(program=scene.newer).origin if scene.newer else scene.origins()[0]
    for turn in range(20):
        answer = send(origin, "POST", "/v1/jobs", {**spec(turn + 1), "seed": 1000 + turn},
                      Idempotency_Key=f"newer-{turn}")
        if answer is None or answer[0] != 202:
            raise Failure(f"a job of the newer version: {answer}")
        ledger.accepted(f"newer-{turn}", answer[1])

    def move(by):
        for table in ("jobs", "ready"):
            database.query(
                f"UPDATE symbreak.{table} SET engine = engine + {by} WHERE sequence IN"
                " (SELECT sequence FROM symbreak.jobs WHERE idempotency_key LIKE '%newer-%')")

    if not scene.newer:
        move(1)
    scene.worker()
    scene.worker()
    with scene.load(outcome) as load:
        time.sleep(5)
        touched = database.number(
            "SELECT count(*) FROM symbreak.job_rows r JOIN symbreak.jobs j USING (sequence)"
            " WHERE j.idempotency_key LIKE '%newer-%' AND r.state <> 'queued'")
        others = database.number("SELECT count(*) FROM symbreak.jobs WHERE result IS NOT NULL")
        if touched or not others:
            outcome.wrong.append(
                f"older workers took {touched:.0f} jobs of the newer number, and trained {others:.0f} others")
        if scene.newer:
            scene.worker(program=scene.newer)
        else:
            move(-1)
        with load.ledger.lock:
            load.ledger.ids.update(ledger.ids)
    engines = database.number("SELECT count(DISTINCT engine) FROM symbreak.jobs")
    if scene.newer and engines != 2:
        outcome.wrong.append("both programs have one engine number")
    outcome.text = (
        f"20 jobs of a higher number waited while {others:.0f} others were trained, "
        + ("then a worker of the newer program came" if scene.newer
           else "then the number was theirs (set in the database: no second program was given)"))
