"""The built program as a service on a database that outlives it, to be killed and started again."""

import http.client
import json
import os
import pathlib
import signal
import subprocess
import threading

READY = "listening on "


class DoesNotStart(Exception):
    """The service ended, or said nothing, instead of listening."""


class Service:
    """A process of `symbreak serve` on `folder/jobs.sqlite`."""

    def __init__(self, program, folder, key):
        self.key = key
        self.database = pathlib.Path(folder) / "jobs.sqlite"
        self.log = open(pathlib.Path(folder) / "stderr.txt", "a")
        self.process = subprocess.Popen(
            [program, "serve", "--host", "127.0.0.1", "--port", "0", "--workers", "2", "--database",
             self.database, "--max-request-rate", "1000000"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True)
        # A program that neither listens nor ends is ended, which ends its output too.
        guard = threading.Timer(60, self.process.kill)
        guard.start()
        line = self.process.stdout.readline()
        guard.cancel()
        if not line.startswith(READY):
            self.kill()
            raise DoesNotStart(pathlib.Path(self.log.name).read_text()[-500:])
        self.place = line[len(READY):].strip().removeprefix("http://")

    def kill(self):
        """Ends it as a crash does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def client(self):
        return Client(self.place, self.key)

    def holds_lock(self):
        """Whether the system knows a read lock of the service on its database, as SQLite's is."""
        inode = str(os.stat(self.database).st_ino)
        for line in open("/proc/locks"):
            words = line.split()
            if words[1:4] == ["POSIX", "ADVISORY", "READ"] and words[4] == str(self.process.pid) \
                    and words[5].split(":")[2] == inode:
                return True
        return False

    def has_log(self):
        return os.path.exists(f"{self.database}-wal")


class Client:
    """One connection; each call is a request, answered with status and JSON, or None where the service
    died before it answered."""

    def __init__(self, place, key):
        self.connection = http.client.HTTPConnection(place, timeout=60)
        self.key = key

    def send(self, method, target, body=None, **fields):
        headers = {"Authorization": f"Bearer {self.key}"}
        headers.update({name.replace("_", "-"): value for name, value in fields.items()})
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            self.connection.request(method, target, body and json.dumps(body), headers)
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return None
        return response.status, json.loads(content) if content else None
