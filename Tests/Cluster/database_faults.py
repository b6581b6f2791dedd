"""What happens to the database: restarted, frozen, read-only, with its sessions ended, with a standby
that goes, replaced by its standby."""
import collections
import os
import signal
import subprocess
import time

from load import send
from processes import Failure, Server, free_port, send_signal, wait_until


def restarted(scene, outcome):
    """The server ends at once and comes back, under load."""
    scene.start()
    with scene.load(outcome):
        times = 2 if scene.share < 1 else 4
        for _ in range(times):
            time.sleep(2.5)
            scene.database.tell("restart")
        time.sleep(3)
    outcome.text = f"{times} immediate restarts"


def sessions_ended(scene, outcome):
    """All sessions are ended by pg_terminate_backend, again and again."""
    scene.start()
    with scene.load(outcome):
        rounds, ended = int(10 + 40 * scene.share), 0
        for _ in range(rounds):
            ended += scene.database.number(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = 'symbreak' AND pid <> pg_backend_pid()")
            time.sleep(0.15)
    outcome.text = f"{ended:.0f} sessions ended in {rounds} rounds"


def frozen(scene, outcome):
    """All processes of the server stand still: it neither answers nor refuses."""
    scene.start()
    with scene.load(outcome) as load:
        time.sleep(2)
        stopped = scene.database.processes()
        send_signal(stopped, signal.SIGSTOP)
        try:
            time.sleep(8)
        finally:
            send_signal(stopped, signal.SIGCONT)
        time.sleep(3)
    if not load.ledger.statuses[503]:
        outcome.wrong.append("no POST was answered 503 meanwhile")
    outcome.text = "all its processes stopped for 8 s"


def read_only(scene, outcome):
    """The server takes no writes for a while, as one that was replaced, and connections stay open."""
    scene.start()
    with scene.load(outcome) as load:
        time.sleep(2)
        scene.database.set("default_transaction_read_only", "on")
        time.sleep(6)
        refused = load.ledger.statuses[503]
        # ALTER SYSTEM writes a file, which a transaction that writes nothing may do.
        scene.database.set("default_transaction_read_only", "off")
        time.sleep(3)
    if not refused:
        outcome.wrong.append("no POST was answered 503 meanwhile")
    outcome.text = "default_transaction_read_only for 6 s under open connections"


def locked(scene, outcome):
    """Someone holds the table of jobs for half a minute, as a change of a schema does."""
    database = scene.database
    scene.start()
    with scene.load(outcome) as load:
        time.sleep(2)
        count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'symbreak'"
        usual, most = database.number(count), 0
        began = time.monotonic()
        with database.transaction("LOCK TABLE symbreak.jobs IN ACCESS EXCLUSIVE MODE"):
            for _ in range(int(10 + 15 * scene.share)):
                time.sleep(1)
                most = max(most, database.number(count))
            refused = load.ledger.statuses[503]
        scene.outage = time.monotonic() - began
        time.sleep(3)
    if not refused:
        outcome.wrong.append("no POST was answered 503 meanwhile")
    outcome.text = (f"locked for {scene.outage:.0f} s: {usual:.0f} sessions before, up to {most:.0f}"
                    " meanwhile")


class Standby(Server):
    """A copy of a server that follows it, and without which the server confirms nothing."""

    def __init__(self, primary):
        super().__init__(str(free_port()))
        self.data = primary.folder / "standby"
        self.bin = self.psql.parent
        self.prefix = [] if os.geteuid() != 0 else [
            "setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        copy = subprocess.run(
            [*self.prefix, self.bin / "pg_basebackup", "--host=127.0.0.1",
             f"--port={primary.port}", "--username=symbreak", f"--pgdata={self.data}",
             "--write-recovery-conf", "--checkpoint=fast", "--no-sync"],
            env={**os.environ, "PGPASSWORD": self.PASSWORD}, capture_output=True, text=True)
        if copy.returncode != 0:
            raise Failure(f"pg_basebackup: {copy.stderr}")
        self.process = None
        self.start()
        # After the copy, so that the standby needs none of its own when it has taken over.
        primary.set("synchronous_standby_names", "*")
        self.wait_until_it_follows(primary)

    def start(self):
        self.process = subprocess.Popen(
            [*self.prefix, self.bin / "postgres", "-D", self.data, "-c", f"port={self.port}",
             "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.data}",
             "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "fsync=off"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait_until_it_follows(self, primary):
        wait_until("the standby", 60, lambda: primary.number(
            "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"))

    def end(self):
        """At once, as by a crash."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()


def standby_gone(scene, outcome):
    """The synchronous standby is away: nothing is confirmed, and nothing confirmed is taken back."""
    primary = scene.database
    standby = Standby(primary)
    try:
        scene.start()
        with scene.load(outcome) as load:
            time.sleep(2)
            before = load.ledger.statuses[503]
            taken = len(load.ledger.acknowledged_at)
            away = time.monotonic()
            standby.end()
            time.sleep(1)
            early = len(load.ledger.acknowledged_at)
            most, slowest, lists, ready = 0, 0.0, collections.Counter(), collections.Counter()
            for turn in range(12):
                time.sleep(1)
                origin = scene.origins()[turn % 2]
                began = time.monotonic()
                answer = send(origin, "GET", "/v1/jobs?limit=1")
                slowest = max(slowest, time.monotonic() - began)
                lists[answer and answer[0]] += 1
                answer = send(origin, "GET", "/readyz")
                ready[answer and answer[0]] += 1
                most = max(most, primary.number(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
            refused = load.ledger.statuses[503] - before
            late = len(load.ledger.acknowledged_at)
            scene.outage = time.monotonic() - away
            standby.start()
            standby.wait_until_it_follows(primary)
            back = time.monotonic()
            time.sleep(4)
        if not refused:
            outcome.wrong.append("no POST was answered 503 meanwhile")
        if late > early:
            outcome.wrong.append(f"{late - early} jobs were answered for without the standby")
        first = next((at for at in load.ledger.acknowledged_at if at > back), None)
        if first is None or not taken:
            outcome.wrong.append("no POST was answered before, or after the standby was back")
            return
        outcome.text = (
            f"standby away for {scene.outage:.0f} s: {refused} POSTs answered 503, up to {most:.0f}"
            f" sessions waited; lists answered {dict(lists)}, the slowest after {slowest:.1f} s; /readyz"
            f" {dict(ready)}; the next 202 {first - back:.1f} s after it was back")
    finally:
        standby.end()


def is_there(process):
    return os.path.exists(f"/proc/{process}")


def fail_over(scene, outcome, end_primary):
    """The server is gone and its synchronous standby takes over, under an address that names both."""
    primary = scene.database
    standby = Standby(primary)
    try:
        scene.address = (
            f"postgres://symbreak@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/symbreak"
            "?target_session_attrs=read-write")
        scene.start()
        with scene.load(outcome) as load:
            time.sleep(4)
            gone = time.monotonic()
            end_primary(primary.processes())
            # Those in charge of a fail-over take their time to be sure.
            time.sleep(2)
            scene.database = standby
            before = standby.number("SELECT count(*) FROM symbreak.jobs WHERE result IS NOT NULL")
            standby.query("SELECT pg_promote()")
            promoted = time.monotonic()
            wait_until("results on the new server", 120, lambda: standby.number(
                "SELECT count(*) FROM symbreak.jobs WHERE result IS NOT NULL") > before)
            result = time.monotonic() - promoted
            time.sleep(6)
        first = next((at for at in load.ledger.acknowledged_at if at > promoted), None)
        if first is None:
            outcome.wrong.append("no POST was answered after the fail-over")
            return
        outcome.text = (
            f"promoted {promoted - gone:.1f} s after the primary was gone; first 202"
            f" {first - promoted:.1f} s and first result {result:.1f} s later")
    finally:
        scene.end()
        standby.end()
        # Started anew, it clears away the shared memory that it left.
        processes = primary.processes()
        send_signal(processes, signal.SIGKILL)
        # But for the one that serve.sh waits for.
        wait_until("the end of the old primary", 60, lambda: not any(map(is_there, processes[1:])))
        primary.tell("restart")


def failed_over(scene, outcome):
    """The primary dies: who connects to it is refused."""
    fail_over(scene, outcome, lambda processes: send_signal(processes, signal.SIGKILL))


def failed_over_in_silence(scene, outcome):
    """The primary says nothing any more, as a machine without power: who connects to it waits."""
    fail_over(scene, outcome, lambda processes: send_signal(processes, signal.SIGSTOP))
