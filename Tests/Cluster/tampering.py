"""Whether the checker sees what it is to see: copies of a database are tampered with, each in one way."""
import time

from checker import Checker
from processes import Failure, Server

# What is done, the SQL, and a check that must fail. `{kept}` is a job that was neither cancelled nor deleted,
# `{ended}` one whose end a client saw.
WAYS = [
    ("a job lost", "DELETE FROM symbreak.jobs WHERE id = '{kept}'",
     "acknowledged jobs that are not stored"),
    ("a job from nowhere", "UPDATE symbreak.jobs SET id = 'job_x' WHERE id = '{kept}'",
     "jobs that nobody was told of"),
    ("another end", "UPDATE symbreak.jobs SET outcome = 'cancelled', result = NULL WHERE id = '{ended}'",
     "ends that clients saw, and that are others now"),
    ("an end undone", "UPDATE symbreak.jobs SET outcome = NULL, result = NULL, finished_at = NULL"
     " WHERE id = '{kept}'", "jobs without an end"),
    ("a sweep in part", "DELETE FROM symbreak.jobs WHERE sequence ="
     " (SELECT min(sequence) FROM symbreak.jobs WHERE sweep IS NOT NULL)",
     "sweeps that are not as acknowledged"),
    ("another result", "UPDATE symbreak.jobs a SET result = b.result, result_length = b.result_length"
     " FROM symbreak.jobs b WHERE b.result IS NOT NULL AND b.spec_digest <> a.spec_digest"
     " AND a.sequence = (SELECT min(sequence) FROM symbreak.jobs WHERE result IS NOT NULL AND spec_digest IN"
     " (SELECT spec_digest FROM symbreak.jobs WHERE result IS NOT NULL GROUP BY 1 HAVING count(*) > 1))",
     "  with more than one digest"),
    ("a lease left", "INSERT INTO symbreak.leases (sequence, owner, process, attempt, step, had_company,"
     " cost, started_at, length, expires_at) SELECT sequence, owner, 'x', 1, 0, false, 1, 1, 1, 1"
     " FROM symbreak.jobs WHERE id = '{kept}'", "still waiting or held"),
    ("a worker given up", "UPDATE symbreak.jobs SET outcome = 'failed', result = NULL,"
     " error_code = 'worker_lost', error_message = '' WHERE id = '{kept}'",
     "given up for lost workers"),
]


class Copy(Server):
    """A copy of the database, on the same server."""

    def query(self, sql, database="tampered"):
        return super().query(sql, database)


def tampered(scene, outcome):
    """No fault: without one the checker finds nothing, and in a copy with one it finds that."""
    scene.start(nodes=1, workers=1)
    with scene.load(outcome) as load:
        time.sleep(6)
    # A database is copied while nobody is connected to it.
    scene.end()
    ledger = load.ledger
    kept = [job for job in ledger.ids.values()
            if job in ledger.ends and job not in ledger.gone | ledger.cancelled]
    if not kept:
        raise Failure("no job whose end was seen is left")
    copy = Copy(scene.database.port)
    for what, sql, check in WAYS:
        copy.query("DROP DATABASE IF EXISTS tampered", database="postgres")
        copy.query("CREATE DATABASE tampered TEMPLATE symbreak", database="postgres")
        copy.query(sql.format(kept=kept[0], ended=kept[-1]))
        checker = Checker(copy)
        checker.told(ledger)
        checker.ends(("succeeded", "cancelled"))
        checker.stored_digests()
        if not any(line.startswith(check.strip()) for line in checker.wrong()):
            outcome.wrong.append(f"{what} was not seen: {checker.wrong()}")
    outcome.text = f"{len(WAYS)} copies of the database with one fault each: seen by the checker"
