"""Kills the service again and again under load, with visitors on its database, and holds what is there
afterwards against what was acknowledged.

    python3 check_durability.py SYMBREAK [--rounds N] [--seconds S] [--restarts R] [--seed X]

A round: the service starts (every R rounds on a new database), clients send jobs, cancels, deletes and
sweeps for about S seconds, other programs open the database meanwhile (`symbreak key` and `backup`,
`sqlite3`, Python), SIGKILL. Then the files and the service started on them are held to this:

- every acknowledged job is stored, unless its deletion was asked for, and none that was deleted;
- an Idempotency-Key has one job;
- a job has one terminal state, which never changes;
- no job has had more attempts than there were deaths of workers, and one;
- equal specs have equal digests;
- the database is whole, its log is beside it, and the system knows a lock of the service on it;
- copies that visitors make are whole and have every job acknowledged before them.

Prints a table and ends with 1 where anything is violated.
"""

import argparse
import collections
import random
import subprocess
import sys
import tempfile
import time

import audit
from history import History
from load import Load
from service import DoesNotStart, Service
from visitors import Visitors


def new_key(program, folder):
    """A key for the clients, in a new database."""
    command = [program, "key", "create", "--database", f"{folder}/jobs.sqlite"]
    flag = ["--create-database"] \
        if b"--create-database" in subprocess.run([program, "help", "key", "create"],
                                                  capture_output=True).stdout else []
    return subprocess.run(command + flag, capture_output=True, text=True, check=True).stdout.strip()


class Series:
    """Rounds on one database."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.history = History()
        self.key = new_key(program, folder)
        self.visits = 0

    def round(self, seconds, seed):
        """One life and death of the service, and what is left; False where it will not start again."""
        history = self.history
        try:
            service = Service(self.program, self.folder, self.key)
        except DoesNotStart as error:
            history.violation("the service does not start", str(error))
            return False
        if history.kills:
            audit.service_after_restart(service, history)
        load = Load(service, history, seed)
        visitors = Visitors(self.program, service, history, self.folder, seed)
        time.sleep(seconds)
        if not service.has_log():
            history.violation("the log is gone under the service", f"seed {seed}")
        if not service.holds_lock():
            history.violation("the service has no lock", f"seed {seed}")
        if service.process.poll() is not None:
            history.violation("the service ended by itself", f"{service.process.returncode}")
        service.kill()
        history.kills += 1
        load.stop()
        visitors.stop()
        self.visits += visitors.visits
        audit.files_after_crash(service.database, history)
        return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--restarts", type=int, default=10)
    parser.add_argument("--seed", default=str(random.randrange(1 << 32)))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    choice = random.Random(options.seed)
    totals, violations, faulty, examples = collections.Counter(), collections.Counter(), 0, []
    done = 0
    while done < options.rounds:
        with tempfile.TemporaryDirectory(prefix="symbreak-durability-") as folder:
            series = Series(options.program, folder)
            goes_on = True
            before = 0
            for _ in range(min(options.restarts, options.rounds - done)):
                seconds = options.seconds * choice.uniform(0.5, 1.5)
                goes_on = goes_on and series.round(seconds, f"{options.seed}-{done}")
                done += 1
                now = sum(series.history.violations.values())
                faulty += now > before
                before = now
                if not goes_on:
                    break
            history = series.history
            violations += history.violations
            examples += history.examples
            totals.update(visits=series.visits, kills=history.kills, jobs=len(history.specs),
                          deleted=len(history.deleted), keys=len(history.by_key),
                          ended=len(history.ended))
            print(f"{done} rounds: {totals['visits']} visits, {totals['jobs']} jobs, "
                  f"{sum(violations.values())} violations", flush=True)
    print(f"\n{'rounds':28}{done}\n{'of them with a violation':28}{faulty}\n{'kills':28}{totals['kills']}\n"
          f"{'visitors':28}{totals['visits']}\n{'acknowledged jobs':28}{totals['jobs']}\n"
          f"{'acknowledged deletions':28}{totals['deleted']}\n{'Idempotency-Keys':28}{totals['keys']}\n"
          f"{'ends seen':28}{totals['ended']}\n{'violations':28}{sum(violations.values())}")
    for kind, count in violations.most_common():
        print(f"  {kind:40}{count}")
    for example in examples[:20]:
        print(example)
    sys.exit(bool(violations))


if __name__ == "__main__":
    main()
