"""What happens to workers: killed, stopped, cut off, with another idea of the time."""
import ctypes
import os
import pathlib
import signal
import subprocess
import threading
import time

from processes import Failure, Postgres, send_signal, wait_until
from scene import LEASE, Scene

CLONE_NEWNET = 0x40000000
# Addresses for documentation (RFC 5737), in namespaces of this script's own.
SERVER, FAR = "192.0.2.1", "192.0.2.2"


def workers_killed(scene, outcome):
    """Two of four workers end as by kill -9, and others come, twice."""
    scene.start(workers=4)
    load = scene.load()
    rounds = 1 if scene.share < 1 else 2
    for _ in range(rounds):
        time.sleep(3)
        for worker in scene.workers[-4:-2]:
            worker.process.kill()
        time.sleep(1)
        scene.worker()
        scene.worker()
    time.sleep(LEASE)
    load.stop()
    scene.judge(load.ledger, outcome)
    outcome.text = f"{2 * rounds} of {len(scene.workers)} workers killed"


def workers_stopped(scene, outcome):
    """Two of three workers stand still for longer than their leases, and go on."""
    scene.start(workers=3)
    load = scene.load()
    time.sleep(3)
    stopped = [worker.process.pid for worker in scene.workers[:2]]
    send_signal(stopped, signal.SIGSTOP)
    time.sleep(2.5 * LEASE)
    before = [len(scene.stored_by(worker)) for worker in scene.workers[:2]]
    send_signal(stopped, signal.SIGCONT)
    time.sleep(LEASE)
    load.stop()
    scene.judge(load.ledger, outcome)
    after = [len(scene.stored_by(worker)) for worker in scene.workers[:2]]
    if not all(later > earlier for earlier, later in zip(before, after)):
        outcome.wrong.append("a worker that was stopped stored nothing afterwards")
    outcome.text = (f"two workers stopped for {2.5 * LEASE:.1f} s, afterwards they stored"
                    f" {sum(after) - sum(before)} results")


def run_in_namespace(body):
    """Runs `body` on a thread with a network of its own, which what it starts has too."""
    failure = []

    def run():
        try:
            if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
                raise Failure("no network namespace: " + os.strerror(ctypes.get_errno()))
            command("ip", "link", "set", "lo", "up")
            body()
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]


def command(*words):
    run = subprocess.run(words, capture_output=True, text=True)
    if run.returncode != 0:
        raise Failure(f"{' '.join(words)}: {run.stderr}")


class Link:
    """A wire from this network namespace to another one, in which commands can be run. Both ends go
    with the process that holds the other one."""

    def __init__(self):
        self.holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        here = os.stat("/proc/thread-self/ns/net").st_ino
        wait_until("the other namespace", 30, lambda: os.stat(
            f"/proc/{self.holder.pid}/ns/net").st_ino != here)
        command("ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns",
                str(self.holder.pid))
        command("ip", "address", "add", f"{SERVER}/30", "dev", "near")
        command("ip", "link", "set", "near", "up")
        self.prefix = ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net"]
        command(*self.prefix, "ip", "address", "add", f"{FAR}/30", "dev", "far")
        command(*self.prefix, "ip", "link", "set", "far", "up")

    def set(self, state):
        command("ip", "link", "set", "near", state)

    def end(self):
        self.holder.kill()
        self.holder.wait()


def worker_cut_off(program, folder, share, outcome):
    """A worker in a network namespace whose link is down for three leases."""
    def run():
        ending = []
        try:
            link = Link()
            ending.append(link.end)
            postgres = Postgres(folder, LISTEN=SERVER)
            ending.append(postgres.end)
            scene = Scene(program, folder, postgres, share)
            ending.append(scene.end)
            scene.start(workers=1)
            far = scene.worker(
                prefix=link.prefix, address=postgres.address.replace("127.0.0.1", SERVER))
            load = scene.load()
            wait_until("results of both workers", 60, lambda: all(
                scene.stored_by(worker) for worker in scene.workers))
            held = postgres.number(
                "SELECT count(*) FROM symbreak.leases WHERE process LIKE"
                f" '%-{far.process.pid}-%'")
            link.set("down")
            time.sleep(3 * LEASE)
            before = len(scene.stored_by(far))
            link.set("up")
            wait_until("results of the worker that was cut off", 120,
                       lambda: len(scene.stored_by(far)) > before)
            load.stop()
            scene.judge(load.ledger, outcome)
            outcome.text = (
                f"link down for {3 * LEASE} s with {held:.0f} jobs held; afterwards the worker stored"
                f" {len(scene.stored_by(far)) - before} results")
        finally:
            for end in reversed(ending):
                end()

    if os.geteuid() != 0:
        raise Failure("not tried: needs root for its network namespaces")
    run_in_namespace(run)


def clock_off(scene, outcome):
    """One worker's clock is an hour ahead, another one's an hour behind, and so are two nodes'."""
    libraries = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not libraries:
        raise Failure("no libfaketime: install Debian's package libfaketime")

    def shifted(offset):
        # Waits go by the monotonic clock, which stays. Through env: the library adds a variable in the
        # first process that it is in, and Swift looks for a program's arguments beside its variables.
        return {"prefix": ["env"], "LD_PRELOAD": str(libraries[0]), "FAKETIME": offset,
                "DONT_FAKE_MONOTONIC": "1"}
    scene.node(**shifted("+1h"))
    scene.node(**shifted("-1h"))
    scene.worker(**shifted("+1h"))
    scene.worker(**shifted("-1h"))
    scene.worker()
    load = scene.load()
    time.sleep(4)
    # The leases of one that is ahead, and of one that is behind, run out for others as any.
    for worker in scene.workers[:2]:
        worker.process.kill()
    scene.worker(**shifted("+1h"))
    scene.worker(**shifted("-1h"))
    time.sleep(2 * LEASE)
    load.stop()
    scene.judge(load.ledger, outcome)
    stored = [len(scene.stored_by(worker)) for worker in scene.workers[3:]]
    if not all(stored):
        outcome.wrong.append("a worker whose clock is off stored nothing")
    far = scene.database.number(
        "SELECT count(*) FROM symbreak.jobs WHERE"
        " abs(created_at / 1000.0 - extract(epoch FROM clock_timestamp())) > 1800"
        " OR created_at > started_at OR started_at > finished_at")
    if far:
        outcome.wrong.append(f"{far:.0f} jobs have times by a clock that is off, or out of order")
    outcome.text = "by libfaketime; two of the four were killed, too; all times are the database's"
