"""A node on a database of its own, for programs that measure."""
import contextlib
import pathlib
import shutil
import tempfile

from check_cluster import LEASE
from costs import Costs
from processes import Node, Postgres, clean_up_when_told


class Measured:
    """The node's `origin`, its database, a folder for logs, and what workers are told by variables."""

    def __init__(self, program, *options):
        clean_up_when_told()
        self.program = str(pathlib.Path(program).resolve())
        with contextlib.ExitStack() as ending:
            self.folder = pathlib.Path(tempfile.mkdtemp(prefix="symbreak-measure-"))
            ending.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self.postgres = Postgres(self.folder)
            ending.callback(self.postgres.end)
            password = str(self.postgres.password_file)
            node = Node(self.program, self.folder, "node", [
                "--database", self.postgres.address, "--database-password-file", password,
                "--max-queued-jobs", "1000000", *options])
            ending.callback(node.end)
            self.origin = node.origin
            self.variables = {
                "SYMBREAK_DATABASE": self.postgres.address, "SYMBREAK_LEASE": LEASE,
                "SYMBREAK_DATABASE_PASSWORD_FILE": password}
            # All of it ends here where it did not begin, else with `end`.
            self.end = ending.pop_all().close

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def ended_jobs(self):
        """Begins to count jobs that end, and their costs."""
        return Costs(
            self.postgres, "SELECT count(*) FROM symbreak.jobs WHERE outcome IS NOT NULL")
