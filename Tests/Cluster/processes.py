"""The processes of a cluster: a PostgreSQL, nodes, workers, and a proxy before the nodes.

All of them listen on loopback or on sockets in the folder of the run, and are ended by their own ids.
"""
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

TESTS = pathlib.Path(__file__).resolve().parent.parent


class Failure(Exception):
    """What makes the run pointless."""


class NotTried(Failure):
    """What this machine does not allow."""


GIVEN = set()


def free_port():
    """A port that nobody had a moment ago, below the range from which the system gives ports to clients."""
    for attempt in range(1000):
        port = 20000 + (os.getpid() * 7 + attempt * 13) % 10000
        with socket.socket() as probe:
            if port in GIVEN or probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
        GIVEN.add(port)
        return port
    raise Failure("no free port")


def wait_until(what, seconds, ready):
    """Waits for `ready` to give something, and gives that."""
    end = time.monotonic() + seconds
    while True:
        value = ready()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"{what} did not come within {seconds} s")
        time.sleep(0.1)


class Server:
    """A PostgreSQL that listens on loopback."""

    PASSWORD = "a word"

    def __init__(self, port):
        self.port = port
        self.psql = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/psql"))[-1]

    def session(self, *arguments, database="symbreak", **options):
        """A psql that is connected, as a process."""
        return subprocess.Popen(
            [self.psql, "--no-psqlrc", "--tuples-only", "--no-align", "--field-separator=\t",
             "--host=127.0.0.1", f"--port={self.port}", "--username=symbreak",
             f"--dbname={database}", *arguments],
            env={**os.environ, "PGPASSWORD": self.PASSWORD}, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, **options)

    def query(self, sql, database="symbreak"):
        """The rows that a statement gives, as texts."""
        run = self.session("--command", sql, database=database, stdin=subprocess.DEVNULL)
        try:
            output, errors = run.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            run.kill()
            run.communicate()
            raise Failure(f"{sql}: no answer") from None
        if run.returncode != 0:
            raise Failure(f"{sql}: {errors}")
        return [line.split("\t") for line in output.splitlines() if line]

    def number(self, sql):
        return float(self.query(sql)[0][0] or 0)

    @contextlib.contextmanager
    def transaction(self, sql):
        """A transaction that has run a statement and stays open."""
        session = self.session("--quiet", stdin=subprocess.PIPE)
        try:
            session.stdin.write(f"BEGIN ISOLATION LEVEL REPEATABLE READ;\n{sql};\n\\echo open\n")
            session.stdin.flush()
            while (line := session.stdout.readline()) != "open\n":
                if not line:
                    raise Failure(f"{sql}: {session.stderr.read()}")
            yield
        finally:
            session.kill()
            session.communicate()

    def set(self, name, value):
        """Gives all its connections another setting; they take it within moments."""
        self.query(f"ALTER SYSTEM SET {name} = '{value}'")
        self.query("SELECT pg_reload_conf()")


class Postgres(Server):
    """A server of its own (Tests/PostgreSQLStoreTests/serve.sh), which ends with its input.

    `variables` are those that the script knows."""

    def __init__(self, folder, **variables):
        self.process = subprocess.Popen(
            ["sh", str(TESTS / "PostgreSQLStoreTests/serve.sh")], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env={**os.environ, **variables})
        words = self.process.stdout.readline().split()
        if not words or words[0] != "ready":
            raise Failure("no PostgreSQL: install Debian's package postgresql")
        super().__init__(words[1])
        self.folder = pathlib.Path(words[2])
        self.password_file = folder / "password"
        self.password_file.write_text(self.PASSWORD)
        self.query("CREATE DATABASE symbreak", database="postgres")
        self.address = f"postgres://symbreak@127.0.0.1:{self.port}/symbreak"

    def tell(self, word):
        """Has it stop, start or restart, at once."""
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        if self.process.stdout.readline() != "done\n":
            raise Failure(f"PostgreSQL did not {word}")

    def processes(self):
        return family(int((self.folder / "data/postmaster.pid").read_text().split()[0]))

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


class Node:
    """A `symbreak serve`; by default it trains nothing.

    `prefix` is a command that runs another one in its place."""

    def __init__(self, program, folder, name, arguments, workers=0, prefix=(), **variables):
        self.log = folder / f"{name}.log"
        self.process = subprocess.Popen(
            [*prefix, program, "serve", "--host", "127.0.0.1", "--port", "0", "--workers", str(workers)]
            + arguments, stdout=subprocess.PIPE, stderr=self.log.open("w"), text=True,
            env=clean_environment(**variables))
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise Failure(f"{name} does not listen:\n{self.log.read_text()}")
        self.origin = line.split()[-1]

    def end(self):
        end_process(self.process)


class Worker:
    """A `symbreak worker` of some places, told all else by variables. What it logs is added to `log`.

    `prefix` is a command that runs another one in its place."""

    def __init__(self, program, log, variables, prefix=(), places=1):
        self.log = log
        with log.open("a") as output:
            self.process = subprocess.Popen(
                [*prefix, program, "worker", "--workers", str(places)], stdout=output, stderr=output,
                stdin=subprocess.DEVNULL, env=clean_environment(**variables))

    def end(self):
        end_process(self.process)


class Proxy:
    """nginx before the nodes, as docker/cluster/nginx.conf has it."""

    def __init__(self, folder, nodes):
        port = free_port()
        text = (TESTS.parent / "docker/cluster/nginx.conf").read_text()
        for number, node in enumerate(nodes, 1):
            text = text.replace(f"api-{number}:8080", node.origin.removeprefix("http://"))
        text = text.replace("listen 8080;", f"listen 127.0.0.1:{port};")
        temporary = "".join(
            f"  {kind}_temp_path {folder}/{kind};\n"
            for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        configuration = folder / "nginx.conf"
        configuration.write_text(
            f"pid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\nworker_processes 1;\n"
            f"events {{}}\nhttp {{\n  access_log off;\n{temporary}{text}}}\n")
        self.process = subprocess.Popen(
            ["nginx", "-e", str(folder / "nginx.log"), "-c", str(configuration), "-g",
             "daemon off;"])
        self.origin = f"http://127.0.0.1:{port}"
        wait_until("the proxy", 30, lambda: self.is_open(port))

    def is_open(self, port):
        if self.process.poll() is not None:
            raise Failure("nginx has ended")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def end(self):
        end_process(self.process, signal.SIGQUIT)


def clean_up_when_told():
    """Lets SIGTERM end this script as an error does, so that what it started is ended too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def clean_environment(**more):
    """This process's variables without those of the program, and these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SYMBREAK_")}
    return {**kept, **more}


def family(process):
    """The id of a process and those of its children."""
    children = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == process:
            children.append(int(entry.name))
    return [process, *children]


def send_signal(processes, number):
    """Sends a signal to those of some processes that are there."""
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass


def end_process(process, number=signal.SIGTERM):
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def runs(log):
    """The workers that a log tells of, one after the other: their process ids, which their names hold, and
    the jobs whose results they have stored. The lines are JSON, at the level debug."""
    found = []
    for text in log.read_text(errors="replace").splitlines():
        if not text.startswith("{"):
            continue
        line = json.loads(text)
        name = re.search(r"-(\d+)-[0-9a-z]+-[0-9a-z]+$", line.get("name", ""))
        if line["message"] == "started" and name:
            found.append((int(name[1]), []))
        elif line["message"] == "job left its worker" and line["state"] == "succeeded":
            found[-1][1].append(line["job"])
    return found
