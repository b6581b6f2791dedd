"""A Slurm of two nodes on this machine, on loopback, from Debian's packages: each node is a slurmd of its
own name and port (slurmd -N), as Slurm's own developers try it out. Needs root, as slurmd does."""
import os
import pathlib
import signal
import socket
import subprocess

from processes import TESTS, Failure, clean_environment, end_process, free_port, runs, wait_until

CONFIGURATION = """
ClusterName=symbreak
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmUser=root
# On loopback alone.
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
# As many places as are told, whatever the machine has.
SlurmdParameters=config_overrides
ReturnToService=2
SlurmdTimeout=10
KillWait=30
JobRequeue=1
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={first} CPUs=2 State=UNKNOWN
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={second} CPUs=2 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
"""


class Slurm:
    """Two nodes with two places each."""

    NODES = ["n1", "n2"]

    def __init__(self, folder):
        if os.geteuid() != 0:
            raise Failure("slurmd needs root: run as root, or with --short")
        self.folder = folder
        self.daemons = {}
        # Of each worker that was seen alive.
        self.node_of = {}
        self.configuration = folder / "slurm.conf"
        self.environment = clean_environment(SLURM_CONF=str(self.configuration))

    def start(self):
        """Returns when both nodes are there."""
        folder = self.folder
        (folder / "state").mkdir()
        for node in self.NODES:
            (folder / f"spool.{node}").mkdir()
        key = folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self.configuration.write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], folder=folder, controller=free_port(),
            first=free_port(), second=free_port()))
        self.spawn("munged", [
            "munged", "--foreground", "--force", f"--socket={folder}/munge.socket",
            f"--key-file={key}", f"--pid-file={folder}/munged.pid",
            f"--log-file={folder}/munged.log", f"--seed-file={folder}/munged.seed"])
        wait_until("munged", 30, (folder / "munge.socket").exists)
        self.spawn("slurmctld", ["slurmctld", "-D", "-f", str(self.configuration)])
        for node in self.NODES:
            self.spawn(node, ["slurmd", "-D", "-N", node, "-f", str(self.configuration)])
        wait_until("both nodes", 60, lambda: self.states() == {"n1": "idle", "n2": "idle"})

    def spawn(self, name, command):
        output = (self.folder / f"{name}.out").open("w")
        self.daemons[name] = subprocess.Popen(
            command, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def call(self, *command, **options):
        return subprocess.run(
            command, env={**self.environment, **options}, capture_output=True, text=True)

    def states(self):
        for name, daemon in self.daemons.items():
            if daemon.poll() not in (None, -signal.SIGKILL):
                log = self.folder / f"{name}.out"
                raise Failure(f"{name} has ended:\n{log.read_text()}")
        lines = self.call("sinfo", "--noheader", "--Node", "--format=%N %t").stdout.splitlines()
        return dict(line.split() for line in lines)

    def submit(self, count, **variables):
        """Submits workers through the script that is shipped."""
        script = TESTS.parent / "docker/slurm/worker.sbatch"
        run = self.call(
            "sbatch", "--parsable", f"--array=0-{count - 1}",
            f"--output={self.folder}/worker-%A_%a.log", str(script), **variables)
        if run.returncode != 0:
            raise Failure(f"sbatch: {run.stderr}")
        return run.stdout.strip()

    def logs(self):
        return sorted(self.folder.glob("worker-*.log"))

    def workers(self, node):
        """The ids of the node's workers that live. (An element that Slurm has requeued appends to its log;
        both nodes have this machine's name.)"""
        alive = []
        for log in self.logs():
            for process, _ in runs(log):
                try:
                    environment = pathlib.Path(f"/proc/{process}/environ").read_bytes()
                except OSError:
                    continue
                for name in self.NODES:
                    if f"SLURMD_NODENAME={name}".encode() in environment.split(b"\0"):
                        self.node_of[process] = name
                        if name == node:
                            alive.append(process)
        return alive

    def kill(self, node):
        """Ends a node as a power cut does: its daemon, what that runs for jobs, and the workers."""
        workers = self.workers(node)
        stewards = []
        for worker in workers:
            status = pathlib.Path(f"/proc/{worker}/stat").read_text()
            stewards.append(int(status.rsplit(")", 1)[1].split()[1]))
        self.daemons[node].kill()
        self.daemons[node].wait()
        for process in workers + stewards:
            if process > 1:
                os.kill(process, signal.SIGKILL)
        self.call("scontrol", "update", f"nodename={node}", "state=down", "reason=killed")
        return workers

    def end(self):
        try:
            if "slurmctld" in self.daemons:
                self.call("scancel", "--full", "--user=root")
            wait_until("the end of the workers", 60, lambda: not any(
                self.workers(node) for node in self.NODES))
        finally:
            for name in [*self.NODES, "slurmctld", "munged"]:
                if name in self.daemons:
                    end_process(self.daemons[name])
