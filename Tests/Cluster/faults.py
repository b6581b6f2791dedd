"""Faults, one after the other, each on a database of its own with nodes and workers under load.

    faults.py PROGRAM [--only NAME …] [--short] [--newer PROGRAM]

After each the database is held against what clients were told: what was acknowledged is stored and nothing
else, each job has one end and one result, each key one job, equal experiments have equal digests, no lease
outlived its time, and no end that a client saw has changed. Prints a line a fault and a table, and ends
with 1 where anything was wrong. The first is no fault, but shows that the checker would see one. --short takes less load. --newer is a program of another engine number,
for the upgrade. The network is tried as root alone.
"""
import argparse
import pathlib
import shutil
import sys
import tempfile
import time

import database_faults
import event_faults
import node_faults
import queue_faults
import tampering
import worker_faults
from processes import Failure, NotTried, Postgres, clean_up_when_told
from scene import Outcome, Scene

FAULTS = {
    "tampered": tampering.tampered,
    "workers-killed": worker_faults.workers_killed,
    "workers-stopped": worker_faults.workers_stopped,
    "worker-cut-off": worker_faults.worker_cut_off,
    "clock-off": worker_faults.clock_off,
    "nodes-killed": node_faults.nodes_killed,
    "same-keys": node_faults.same_keys,
    "cancelled-at-the-end": node_faults.cancelled_at_the_end,
    "all-jobs-followed": event_faults.all_jobs_followed,
    "job-followed": event_faults.job_followed,
    "messages-sent": event_faults.messages_sent,
    "database-restarted": database_faults.restarted,
    "sessions-ended": database_faults.sessions_ended,
    "database-frozen": database_faults.frozen,
    "read-only": database_faults.read_only,
    "table-locked": database_faults.locked,
    "standby-gone": database_faults.standby_gone,
    "failed-over": database_faults.failed_over,
    "failed-over-in-silence": database_faults.failed_over_in_silence,
    "claimed-by-many": queue_faults.claimed_by_many,
    "beside-a-transaction": queue_faults.beside_a_transaction,
    "one-by-one-beside-a-transaction": queue_faults.one_by_one_beside_a_transaction,
    "upgraded": queue_faults.upgraded,
}

# Of the table: the figure, its heading, and how it is written.
COLUMNS = [
    ("jobs", "jobs", "{:.0f}"), ("acknowledged", "ack.", "{:.0f}"), ("results", "results", "{:.0f}"),
    ("cancelled", "canc.", "{:.0f}"), ("deleted", "del.", "{:.0f}"), ("twice", "twice", "{:.0f}"), ("again", "retried", "{:.0f}"), ("503", "503s", "{:.0f}"),
    ("cut", "cut", "{:.0f}"), ("longest", "longest s", "{:.1f}"), ("lease", "lease s", "{:.1f}"),
    ("seconds", "took s", "{:.0f}"),
]


def attempt(name, program, share, newer):
    """Tries one fault; what it came to."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="symbreak-faults-"))
    # PostgreSQL runs as another user.
    folder.chmod(0o711)
    outcome, ending = Outcome(), []
    began = time.monotonic()
    try:
        if FAULTS[name] is worker_faults.worker_cut_off:
            FAULTS[name](program, folder, share, outcome)
        else:
            database = Postgres(folder)
            ending.append(database.end)
            scene = Scene(program, folder, database, share, newer)
            ending.append(scene.end)
            FAULTS[name](scene, outcome)
    except NotTried as reason:
        outcome.text, outcome.is_tried = str(reason), False
    except Failure as failure:
        outcome.wrong.append(str(failure))
    finally:
        for end in reversed(ending):
            end()
        if outcome.wrong:
            for log in sorted(folder.glob("*.log")):
                print(f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
    outcome.figures["seconds"] = time.monotonic() - began
    return outcome


def cells(outcome):
    return [
        form.format(outcome.figures[figure]) if figure in outcome.figures else "-"
        for figure, _, form in COLUMNS]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--only", nargs="+", choices=list(FAULTS), default=list(FAULTS))
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--newer")
    arguments = parser.parse_args()
    clean_up_when_told()
    program = str(pathlib.Path(arguments.program).resolve())
    newer = arguments.newer and str(pathlib.Path(arguments.newer).resolve())
    outcomes = {}
    for name in arguments.only:
        outcome = attempt(name, program, 0.2 if arguments.short else 1.0, newer)
        outcomes[name] = outcome
        figures = ", ".join(
            f"{heading} {cell}" for (_, heading, _), cell in zip(COLUMNS, cells(outcome)))
        print(f"{name}: {figures}; {outcome.text}", flush=True)
        for wrong in outcome.wrong:
            print(f"  WRONG: {wrong}", flush=True)
    print()
    lines = [["fault", *(heading for _, heading, _ in COLUMNS), ""]]
    for name, outcome in outcomes.items():
        lines.append([name, *cells(outcome), outcome.verdict()])
    widths = [max(map(len, column)) for column in zip(*lines)]
    for first, *others in lines:
        print(first.ljust(widths[0]), *(
            cell.rjust(width) for cell, width in zip(others, widths[1:])), sep="  ")
    verdicts = [outcome.verdict() for outcome in outcomes.values()]
    failed = verdicts.count("WRONG")
    print(f"\n{verdicts.count('ok')} passed, {failed} failed, {verdicts.count('not tried')} skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
