"""Programs that open the database beside the service, one after the other, while it is under load."""

import os
import random
import sqlite3
import subprocess
import threading


class Visitors:
    """A thread that has one visitor after the other come until `stop`."""

    def __init__(self, program, service, history, folder, seed):
        self.program = program
        self.database = str(service.database)
        self.history = history
        self.folder = folder
        self.visits = 0
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.work, args=(random.Random(f"visitors-{seed}"),))
        self.thread.start()

    def stop(self):
        self.stopping.set()
        self.thread.join()

    def work(self, choice):
        kinds = [self.key_list, self.key_create_and_revoke, self.select, self.vacuum_into,
                 self.sqlite_backup, self.python]
        if b"backup" in subprocess.run([self.program, "help"], capture_output=True).stdout:
            kinds.append(self.own_backup)
        while not self.stopping.is_set():
            choice.choice(kinds)()
            self.visits += 1

    def run(self, *command):
        """Runs a visitor to its end. One that is turned away by a lock in use is no fault."""
        ended = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if ended.returncode and "locked" not in ended.stderr:
            self.history.violation("a visitor failed", f"{command[:3]}: {ended.stderr[-300:]}")
        return ended.stdout

    def key_list(self):
        self.run(self.program, "key", "list", "--database", self.database)

    def key_create_and_revoke(self):
        token = self.run(self.program, "key", "create", "--owner", "visitor", "--database", self.database)
        if token.startswith("sbk_"):
            self.run(self.program, "key", "revoke", token.split("_")[1], "--database", self.database)

    def select(self):
        self.run("sqlite3", self.database, "select count(*) from jobs")

    def python(self):
        try:
            connection = sqlite3.connect(self.database)
            connection.execute("select count(*) from specs").fetchone()
            connection.close()
        except sqlite3.Error as error:
            self.history.violation("a visitor failed", f"python: {error}")

    def sqlite_backup(self):
        self.copy(lambda file: self.run("sqlite3", self.database, f".timeout 5000", f".backup {file}"))

    def vacuum_into(self):
        self.copy(lambda file: self.run("sqlite3", self.database, f"vacuum into '{file}'"))

    def own_backup(self):
        self.copy(lambda file: self.run(self.program, "backup", file, "--database", self.database))

    def copy(self, make):
        """A copy is whole and has every job that was acknowledged before it began."""
        file = os.path.join(self.folder, "copy.sqlite")
        with self.history.lock:
            before = set(self.history.specs)
        make(file)
        if not os.path.exists(file):
            return
        try:
            connection = sqlite3.connect(file)
            verdict = connection.execute("pragma integrity_check(1)").fetchone()[0]
            stored = {row[0] for row in connection.execute("select id from jobs")}
            connection.close()
        except sqlite3.Error as error:
            verdict, stored = str(error), before
        os.remove(file)
        if verdict != "ok":
            self.history.violation("a copy is damaged", verdict)
        with self.history.lock:
            lost = before - stored - self.history.gone
        if lost:
            self.history.violation("a copy lacks acknowledged jobs", f"{len(lost)}")
