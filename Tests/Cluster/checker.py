"""Holds a database in PostgreSQL against what was acknowledged and what may be in it."""
import collections
import json
import zlib


class Checker:
    """A list of checks, each with what was found."""

    def __init__(self, database):
        self.database = database
        self.rows = []

    def check(self, name, found, expected):
        self.rows.append((name, found, expected))

    def note(self, name, found):
        self.rows.append((name, found, None))

    def acknowledged(self, ids, count):
        """Every job that was answered for is there, and no other."""
        stored = {row[0] for row in self.database.query("SELECT id FROM symbreak.jobs")}
        self.check("jobs acknowledged", len(set(ids)), count)
        self.check("  of them stored", len(set(ids) & stored), count)
        self.check("stored beside them", len(stored - set(ids)), 0)

    def told(self, ledger):
        """What was answered for is there and nothing else, and nothing contradicts an answer."""
        rows = self.database.query(
            "SELECT j.id, COALESCE(w.id, ''), COALESCE(j.outcome, '') FROM symbreak.jobs j"
            " LEFT JOIN symbreak.sweeps w ON w.sequence = j.sweep")
        single = {id for id, sweep, _ in rows if not sweep}
        told = set(ledger.ids.values())
        self.check("acknowledged jobs that are not stored", len(told - ledger.gone - single), 0)
        self.check("jobs that nobody was told of", len(single - told), 0)
        self.check("deleted jobs that are there", len(ledger.deleted & single), 0)
        sizes = collections.Counter(sweep for _, sweep, _ in rows if sweep)
        self.check("sweeps that are not as acknowledged", len(
            set(sizes.items()) ^ set(ledger.sweeps.values())), 0)
        self.check("answers that contradict others", len(ledger.contradictions), 0)
        ends = {id: outcome for id, _, outcome in rows}
        self.check("ends that clients saw, and that are others now", sum(
            ends.get(job) != state for job, (state, _) in ledger.ends.items()
            if job not in ledger.gone), 0)
        self.check("jobs cancelled unasked", len(
            {id for id, outcome in ends.items() if outcome == "cancelled"} - ledger.cancelled), 0)

    def ends(self, outcomes=("succeeded",)):
        """One end a job, one result, nothing left that waits or runs."""
        number = self.database.number
        wanted = ", ".join(f"'{outcome}'" for outcome in outcomes)
        self.check(
            "jobs without an end",
            number("SELECT count(*) FROM symbreak.jobs WHERE outcome IS NULL"), 0)
        self.check(
            "ended otherwise than " + " or ".join(outcomes),
            number(f"SELECT count(*) FROM symbreak.jobs WHERE outcome NOT IN ({wanted})"), 0)
        self.check(
            "results missing",
            number("SELECT count(*) FROM symbreak.jobs"
                   " WHERE outcome = 'succeeded' AND result IS NULL"), 0)
        self.check(
            "results twice",
            number("SELECT count(*) - count(DISTINCT id) FROM symbreak.jobs"), 0)
        self.check(
            "still waiting or held", number(
                "SELECT (SELECT count(*) FROM symbreak.ready)"
                " + (SELECT count(*) FROM symbreak.leases)"), 0)
        self.check(
            "given up for lost workers",
            number("SELECT count(*) FROM symbreak.jobs WHERE error_code = 'worker_lost'"), 0)
        self.note(
            "trained more than once",
            number("SELECT count(*) FROM symbreak.jobs WHERE attempt > 1"))

    def digests(self, jobs, reference):
        """One digest for each experiment, and that of a service on SQLite."""
        found = {}
        for job in jobs:
            found.setdefault(job["spec_digest"], set()).add(job["result"]["digest"])
        self.note("different experiments", len(found))
        self.check(
            "  with more than one digest", sum(len(digests) > 1 for digests in found.values()), 0)
        by_seed = {job["spec"]["seed"]: job["result"]["digest"] for job in jobs}
        differing = [seed for seed, digest in reference.items() if by_seed[seed] != digest]
        self.check(f"  unlike SQLite's, of {len(reference)}", len(differing), 0)

    def stored_digests(self):
        """One digest for each experiment, as the database has them."""
        found = collections.defaultdict(set)
        for spec, result, length in self.database.query(
                "SELECT spec_digest, encode(result, 'hex'), COALESCE(result_length, 0)"
                " FROM symbreak.jobs WHERE result IS NOT NULL"):
            body = bytes.fromhex(result)
            found[spec].add(json.loads(zlib.decompress(body) if length != "0" else body)["digest"])
        self.note("different experiments", len(found))
        self.check(
            "  with more than one digest", sum(len(digests) > 1 for digests in found.values()), 0)

    def stored_once(self, logs):
        """No two workers had a result of one job taken in, by their own logs."""
        stored = collections.Counter()
        for jobs in logs:
            stored.update(set(jobs))
        self.check("results stored by two workers", sum(many > 1 for many in stored.values()), 0)

    def places(self, by_node, count):
        """Where results came from, by the workers' own logs."""
        for node, jobs in by_node.items():
            self.note(f"trained on {node}", sum(jobs.values()))
        twice = sum(by_node.values(), start=type(next(iter(by_node.values())))())
        # A worker that is killed between the commit and its log line has stored one more.
        self.note("  stored, but not logged", count - len(twice))
        self.check("  stored twice", sum(many > 1 for many in twice.values()), 0)

    def wrong(self):
        """The checks that failed, in words."""
        return [
            f"{name.strip()}: {found:.0f}, not {expected:.0f}" for name, found, expected in self.rows
            if expected is not None and found != expected]

    def show(self):
        """Prints the table; true where a check failed."""
        width = max(len(name) for name, _, _ in self.rows)
        failed = False
        for name, found, expected in self.rows:
            wrong = expected is not None and found != expected
            failed |= wrong
            mark = "" if expected is None else f"  WRONG: {expected} expected" if wrong else "  ok"
            print(f"{name:<{width}}  {found:>8.0f}{mark}")
        return failed
