"""Machines of a cluster on one machine: network namespaces (network_namespaces(7)) on a bridge.

Nothing of it is seen outside: the bridge is in a namespace too, and all go with the processes in them.
Needs root.
"""
import ctypes
import os
import pathlib
import signal
import subprocess
import threading
import time

from processes import Failure, NotTried, send_signal, wait_until

CLONE_NEWNET = 0x40000000
# Addresses for documentation (RFC 5737).
HUB = "192.0.2.1"


def command(*words):
    run = subprocess.run(words, capture_output=True, text=True)
    if run.returncode != 0:
        raise Failure(f"{' '.join(words)}: {run.stderr}")


def run_in_hub(body):
    """Runs `body` on a thread with a network of its own, which what it starts has too: a bridge with the
    address `HUB`. Gives what `body` gives."""
    if os.geteuid() != 0:
        raise NotTried("network namespaces need root")
    ended = []

    def run():
        try:
            if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
                raise Failure("no network namespace: " + os.strerror(ctypes.get_errno()))
            command("ip", "link", "set", "lo", "up")
            command("ip", "link", "add", "hub0", "type", "bridge")
            command("ip", "address", "add", f"{HUB}/24", "dev", "hub0")
            command("ip", "link", "set", "hub0", "up")
            ended.append((body(), None))
        except BaseException as error:
            ended.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join()
    value, error = ended[0]
    if error:
        raise error
    return value


class Machine:
    """A namespace at the bridge. Commands run in it after `prefix`, in their place."""

    def __init__(self, number):
        self.address = f"192.0.2.{10 + number}"
        self.wire = f"wire{number}"
        here = os.stat("/proc/thread-self/ns/net").st_ino
        self.holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        self.path = pathlib.Path(f"/proc/{self.holder.pid}/ns/net")
        wait_until("a namespace", 30, lambda: self.path.stat().st_ino != here)
        self.inode = self.path.stat().st_ino
        self.prefix = ["nsenter", f"--net={self.path}"]
        command("ip", "link", "add", self.wire, "type", "veth", "peer", "name", "eth0", "netns",
                str(self.holder.pid))
        command("ip", "link", "set", self.wire, "master", "hub0")
        command("ip", "link", "set", self.wire, "up")
        for words in (["link", "set", "lo", "up"],
                      ["address", "add", f"{self.address}/24", "dev", "eth0"],
                      ["link", "set", "eth0", "up"]):
            command(*self.prefix, "ip", *words)

    def set_wire(self, state):
        """Plugs it in or out: `up` or `down`."""
        command("ip", "link", "set", self.wire, state)

    def processes(self):
        """The ids of all that runs in it, but for what keeps it there."""
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                # What has ended has no namespaces, whether or not anyone has asked for its end.
                if (entry / "ns/net").stat().st_ino == self.inode:
                    found.append(int(entry.name))
            except OSError:
                pass
        return [process for process in found if process != self.holder.pid]

    def kill(self):
        """Ends all that runs in it, as a power cut does."""
        while processes := self.processes():
            send_signal(processes, signal.SIGKILL)
            time.sleep(0.1)

    def end(self):
        self.kill()
        self.holder.kill()
        self.holder.wait()
