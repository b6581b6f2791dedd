"""A Ray of a head and two nodes, each a machine in a network namespace of its own, whose workers come
through docker/ray/workers.py."""
import pathlib
import secrets
import signal
import subprocess

from namespaces import Machine
from processes import TESTS, Failure, clean_environment, end_process, wait_until

PORT = 6379


class Ray:
    """Two nodes with two places each. `folder` is short: names of sockets in it may have 107 bytes."""

    NODES = ["n1", "n2"]

    def __init__(self, folder, python):
        self.folder, self.python = folder, python
        self.session = folder / "ray"
        # Of each worker that was seen alive.
        self.node_of = {}
        self.driver = None
        self.machines, self.daemons = {}, {}
        token = folder / "token"
        token.touch(mode=0o600)
        token.write_text(secrets.token_hex(32))
        # It tells nobody that it is used.
        self.environment = clean_environment(
            RAY_USAGE_STATS_ENABLED="0", RAY_AUTH_MODE="token", RAY_AUTH_TOKEN_PATH=str(token))

    def start(self):
        """Returns when both nodes are there."""
        self.spawn("head", 0, "--head", f"--port={PORT}", "--include-dashboard=false",
                   "--num-cpus=0")
        for number, node in enumerate(self.NODES, 1):
            self.spawn(node, number, f"--address={self.machines['head'].address}:{PORT}",
                       "--num-cpus=2")

    def spawn(self, name, number, *arguments):
        machine = self.machines[name] = Machine(number)
        output = (self.folder / f"{name}.out").open("w")
        self.daemons[name] = subprocess.Popen(
            [*machine.prefix, self.python.parent / "ray", "start", "--block",
             f"--node-ip-address={machine.address}", "--object-store-memory=100000000",
             f"--temp-dir={self.session}", *arguments],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        # One after the other: on one machine they would take the same sockets.
        wait_until(f"Ray's {name}", 120, lambda: self.alive() == len(self.daemons))

    def alive(self):
        """How many nodes the head knows alive."""
        for name, daemon in self.daemons.items():
            if daemon.poll() not in (None, -signal.SIGKILL):
                raise Failure(f"{name} has ended:\n{(self.folder / f'{name}.out').read_text()}")
        run = self.call(
            "import ray; ray.init(address='auto', log_to_driver=False, logging_level='ERROR');"
            "print(sum(node['Alive'] for node in ray.nodes()))")
        words = run.stdout.split()
        return int(words[-1]) if run.returncode == 0 and words else 0

    def call(self, program):
        head = self.machines["head"]
        return subprocess.run(
            [*head.prefix, self.python, "-c", program],
            env={**self.environment, "RAY_ADDRESS": f"{head.address}:{PORT}"},
            capture_output=True, text=True)

    def submit(self, count, **variables):
        """Has an actor a place hold a worker, through the script that is shipped."""
        script = TESTS.parent / "docker/ray/workers.py"
        head = self.machines["head"]
        output = (self.folder / "driver.out").open("w")
        self.program = variables["SYMBREAK_PROGRAM"]
        self.driver = subprocess.Popen(
            [*head.prefix, self.python, script, str(count)], stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, env={
                **self.environment, **variables, "RAY_ADDRESS": f"{head.address}:{PORT}"})

    def logs(self):
        """What the workers log goes where Ray keeps what actors write."""
        return [
            log for log in sorted(self.session.glob("session_*/logs/worker-*.err"))
            if not log.parent.parent.is_symlink()]

    def workers(self, node):
        """The ids of the node's workers that live."""
        alive = []
        for process in self.machines[node].processes():
            try:
                words = pathlib.Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0].decode() == self.program:
                self.node_of[process] = node
                alive.append(process)
        return alive

    def kill(self, node):
        """Ends a node as a power cut does: its daemons, actors and workers."""
        workers = self.workers(node)
        self.machines[node].kill()
        self.daemons[node].wait()
        return workers

    def end(self):
        try:
            if self.driver:
                end_process(self.driver, signal.SIGINT)
            wait_until("the end of the workers", 60, lambda: not any(
                self.workers(node) for node in self.NODES if self.driver))
        finally:
            for name in [*self.NODES, "head"]:
                if name in self.machines:
                    self.machines[name].end()
                if name in self.daemons:
                    self.daemons[name].wait()
