"""The built program as a service on a free port of the loopback interface, and a client of it."""
import dataclasses
import gzip
import http.client
import json
import pathlib
import signal
import subprocess
import tempfile
import threading

READY = "listening on "


@dataclasses.dataclass
class Answer:
    """A response as it came."""

    status: int
    headers: dict  # by lower-case name
    body: bytes

    @property
    def media_type(self):
        """The media type without parameters; None where there is no content."""
        kind = self.headers.get("content-type")
        return kind and kind.split(";")[0].strip().lower()

    @property
    def json(self):
        coded = self.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(self.body) if coded else self.body)


class Service:
    """Starts the program at `with` and stops it at its end, by its own process id."""

    def __init__(self, program, workers, *options, database=None):
        self.database = database
        self.command = [str(program), "serve", "--host", "127.0.0.1", "--port", "0", "--workers", str(workers),
                        # Where no messages arrive: what is sent fails.
                        "--webhook-hosts", "hooks.example", *options]

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="symbreak-contract-")
        folder = pathlib.Path(self.folder.name)
        self.database = str(self.database or folder / "jobs.sqlite")
        self.log = open(folder / "stderr.txt", "w+")
        self.process = subprocess.Popen(
            self.command + ["--database", self.database],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True)
        # A program that neither listens nor ends is ended, which ends its output too.
        guard = threading.Timer(60, self.process.kill)
        guard.start()
        line = self.process.stdout.readline()
        guard.cancel()
        if not line.startswith(READY):
            errors = self.errors
            self.__exit__()
            raise SystemExit(f"The service did not start; it wrote {line!r} and\n{errors}")
        self.url = line[len(READY):].strip()
        host = self.url.removeprefix("http://")
        self.connection = http.client.HTTPConnection(host, timeout=90)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()
        self.folder.cleanup()

    @property
    def errors(self):
        """What the program wrote to standard error so far."""
        self.log.seek(0)
        return self.log.read()

    def send(self, method, target, body=None, headers=None):
        """The answer to a request; a body that is no bytes is sent as JSON."""
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        self.connection.request(method, target, body, headers)
        response = self.connection.getresponse()
        return Answer(
            response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
