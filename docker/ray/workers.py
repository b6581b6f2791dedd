"""Workers on Ray: an actor a place, which holds one worker process and starts it anew when it ends.

    SYMBREAK_DATABASE=postgres://symbreak@db.example/symbreak python workers.py 16

The program has to be on every node of the cluster (SYMBREAK_PROGRAM, by default `symbreak`), and so has
the file of the password (SYMBREAK_DATABASE_PASSWORD_FILE). Jobs are in the database, not in Ray: a node
or a head that dies costs none. Ends with Ctrl-C, and the workers with it.
"""
import os
import subprocess
import sys
import time

import ray

FORWARDED = {name: value for name, value in os.environ.items() if name.startswith("SYMBREAK_")}


@ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=-1)
class Place:
    def work(self, environment):
        # Ends with this actor, as it looks whether its parent is there.
        program = environment.get("SYMBREAK_PROGRAM", "symbreak")
        while True:
            worker = subprocess.run(
                [program, "worker", "--workers", "1"], env={**os.environ, **environment})
            print(f"the worker has ended ({worker.returncode}); another one begins", flush=True)
            time.sleep(1)


if __name__ == "__main__":
    ray.init(address=os.environ.get("RAY_ADDRESS", "auto"))
    places = [Place.remote() for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1)]
    try:
        ray.get([place.work.remote(FORWARDED) for place in places])
    except KeyboardInterrupt:
        pass
