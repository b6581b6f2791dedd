"""What happens to workers: killed, stopped, cut off, with another idea of the time."""
import email.utils
import shutil
import signal
import time
import urllib.request

from namespaces import HUB, Machine, command, run_in_hub
from processes import TESTS, Failure, NotTried, Postgres, send_signal, wait_until
from scene import LEASE, Scene


def workers_killed(scene, outcome):
    """Two of four workers end as by kill -9, and others come, twice."""
    scene.start(workers=4)
    with scene.load(outcome):
        rounds = 1 if scene.share < 1 else 2
        for _ in range(rounds):
            time.sleep(3)
            for worker in scene.workers[-4:-2]:
                worker.process.kill()
            time.sleep(1)
            scene.worker()
            scene.worker()
        time.sleep(LEASE)
    outcome.text = f"{2 * rounds} of {len(scene.workers)} workers killed"


def workers_stopped(scene, outcome):
    """Two of three workers stand still for longer than their leases, and go on."""
    scene.start(workers=3)
    with scene.load(outcome):
        time.sleep(3)
        stopped = [worker.process.pid for worker in scene.workers[:2]]
        send_signal(stopped, signal.SIGSTOP)
        time.sleep(2.5 * LEASE)
        before = [len(scene.stored_by(worker)) for worker in scene.workers[:2]]
        send_signal(stopped, signal.SIGCONT)
        time.sleep(LEASE)
    after = [len(scene.stored_by(worker)) for worker in scene.workers[:2]]
    if not all(later > earlier for earlier, later in zip(before, after)):
        outcome.wrong.append("a worker that was stopped stored nothing afterwards")
    outcome.text = (f"two workers stopped for {2.5 * LEASE:.1f} s, afterwards they stored"
                    f" {sum(after) - sum(before)} results")


def worker_cut_off(program, folder, share, outcome):
    """A worker in a network namespace whose link is down for three leases."""
    def run():
        ending = []
        try:
            machine = Machine(1)
            ending.append(machine.end)
            postgres = Postgres(folder, LISTEN=HUB)
            ending.append(postgres.end)
            scene = Scene(program, folder, postgres, share)
            ending.append(scene.end)
            scene.start(workers=1)
            far = scene.worker(
                prefix=machine.prefix, address=postgres.address.replace("127.0.0.1", HUB))
            with scene.load(outcome):
                wait_until("results of both workers", 60, lambda: all(
                    scene.stored_by(worker) for worker in scene.workers))
                held = 0
                while not held:
                    machine.set_wire("up")
                    time.sleep(0.3)
                    machine.set_wire("down")
                    # What it holds now it will hold no more when it comes back.
                    time.sleep(0.3)
                    held = postgres.number(
                        "SELECT count(*) FROM symbreak.leases WHERE process LIKE"
                        f" '%-{far.process.pid}-%'")
                time.sleep(3 * LEASE)
                before = len(scene.stored_by(far))
                machine.set_wire("up")
                wait_until("results of the worker that was cut off", 120,
                           lambda: len(scene.stored_by(far)) > before)
            outcome.text = (
                f"link down for {3 * LEASE} s with {held:.0f} jobs held; afterwards the worker stored"
                f" {len(scene.stored_by(far)) - before} results")
        finally:
            for end in reversed(ending):
                end()

    run_in_hub(run)


def clock_off(scene, outcome):
    """One worker's clock is an hour ahead, another one's an hour behind, and so are two nodes'."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        raise NotTried("no C compiler")
    library = scene.folder / "shifted_clock.so"
    command(compiler, "-Wall", "-Werror", "-O1", "-shared", "-fPIC", "-o", str(library),
            str(TESTS / "Cluster/shifted_clock.c"), "-ldl")

    def shifted(hours):
        return {"LD_PRELOAD": str(library), "SHIFT": str(3600 * hours)}

    scene.node(**shifted(1))
    scene.node(**shifted(-1))
    scene.worker(**shifted(1))
    scene.worker(**shifted(-1))
    scene.worker()
    for node, hours in zip(scene.nodes, (1, -1)):
        with urllib.request.urlopen(node.origin + "/healthz") as answer:
            date = email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp()
        if abs(date - time.time() - 3600 * hours) > 60:
            raise Failure(f"nothing is tried: {node.log.name} has the right time")
    with scene.load(outcome):
        time.sleep(4)
        # The leases of one that is ahead, and of one that is behind, run out for others as any.
        for worker in scene.workers[:2]:
            worker.process.kill()
        scene.worker(**shifted(1))
        scene.worker(**shifted(-1))
        time.sleep(2 * LEASE)
    stored = [len(scene.stored_by(worker)) for worker in scene.workers[3:]]
    if not all(stored):
        outcome.wrong.append("a worker whose clock is off stored nothing")
    far = scene.database.number(
        "SELECT count(*) FROM symbreak.jobs WHERE"
        " abs(created_at / 1000.0 - extract(epoch FROM clock_timestamp())) > 1800"
        " OR created_at > started_at OR started_at > finished_at")
    if far:
        outcome.wrong.append(f"{far:.0f} jobs have times by a clock that is off, or out of order")
    outcome.text = "two of the four workers were killed, too; all times are the database's"
