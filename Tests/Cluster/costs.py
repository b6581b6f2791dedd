"""What work costs a database in PostgreSQL: processor time, bytes of its log, and buffers looked at."""
import os
import pathlib
import time


def processor_seconds(postgres):
    """What all processes of the server, and those that have ended, have used."""
    ticks = 0
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            name = (entry / "comm").read_text().strip()
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if name == "postgres" and str(postgres.port) in arguments_of_group(entry):
            ticks += sum(map(int, fields[11:13]))
            if int(fields[1]) == postgres.process.pid:
                ticks += sum(map(int, fields[13:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def arguments_of_group(entry):
    """The command line of a server's process, or of the one that started it."""
    try:
        own = (entry / "cmdline").read_bytes().decode(errors="replace")
        if "port=" in own:
            return own
        parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
        return pathlib.Path(f"/proc/{parent}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


class Costs:
    """What `count`, a query for one number, went up by within a time, and what each of these cost."""

    def __init__(self, postgres, count):
        self.postgres, self.count = postgres, count
        self.begin = self.now()

    def now(self):
        """Counters of this moment. Statistics of a connection that works reach them after a second at most."""
        return (
            time.monotonic(), self.postgres.number(self.count), processor_seconds(self.postgres),
            self.postgres.number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"),
            self.postgres.number(
                "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = 'symbreak'"))

    def end(self):
        """Takes the second set of counters; the figures are those between the two."""
        span, self.done, processor, log, buffers = (
            later - earlier for earlier, later in zip(self.begin, self.now()))
        self.rate = self.done / span
        each = max(self.done, 1)
        self.milliseconds, self.bytes, self.buffers = 1e3 * processor / each, log / each, buffers / each
        return self

    def __str__(self):
        return (f"database {self.milliseconds:.2f} ms of processor, {self.bytes:,.0f} bytes of log and"
                f" {self.buffers:.0f} buffers each")
