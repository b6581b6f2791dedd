"""Trains where the system gives too few threads: the answer is the same, and it comes.

Usage: check_thread_limit.py PROGRAM

A limit on processes (`ulimit -u`, a container's pids limit) refuses threads in the middle of a
program. A training that wants more of them must then work with those that it has. Limits on
processes do not bind root, so that root tries this as the user `nobody`.
"""

import json
import os
import pwd
import resource
import shutil
import subprocess
import sys
import tempfile

# Wide enough for a team of threads.
SPEC = {
    "architecture": [64, 512, 512, 10],
    "dataset": {"name": "digits"},
    "training": {"steps": 50},
    "record": {"every": 25, "similarity": False},
}
# From one that Dispatch's own threads use up (with fewer it waits for more itself) to one that
# leaves room.
LIMITS = (4, 5, 6, 64)


def trained(program, spec, folder, limit):
    """The digest of the result, trained under a limit on processes; None for no limit."""

    def restrict():
        if limit is None:
            return
        resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit))
        if os.getuid() == 0:
            os.setgid(pwd.getpwnam("nobody").pw_gid)
            os.setuid(pwd.getpwnam("nobody").pw_uid)

    run = subprocess.run(
        [program, "run", "--format", "json", spec], cwd=folder, timeout=120, capture_output=True,
        check=True, preexec_fn=restrict)
    return json.loads(run.stdout)["result"]["digest"]


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        # Where nobody may read them too.
        os.chmod(folder, 0o755)
        copy = shutil.copy(program, os.path.join(folder, "symbreak"))
        spec = os.path.join(folder, "spec.json")
        with open(spec, "w", encoding="utf-8") as file:
            json.dump(SPEC, file)
        os.chmod(spec, 0o644)

        wanted = trained(copy, spec, folder, None)
        for limit in LIMITS:
            digest = trained(copy, spec, folder, limit)
            if digest != wanted:
                sys.exit(f"with at most {limit} threads: {digest}, without a limit: {wanted}")
            print(f"at most {limit} threads: the same digest")


if __name__ == "__main__":
    main(sys.argv[1])
