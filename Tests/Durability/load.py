"""Clients that do everything at once until their service dies: jobs, keys, cancels, deletes, sweeps."""

import random
import threading

# Few specs and many jobs: equal specs must give equal digests. The last ones train for a while, so
# that the service dies under them.
SPECS = [{"architecture": [2, 2, 1], "seed": seed, "training": {"steps": 40},
          "record": {"points": 4}} for seed in range(6)]
SPECS += [{"architecture": [2, 16, 16, 1], "seed": seed, "dataset": "circles",
           "training": {"steps": 6000, "batch_size": 32}, "record": {"points": 4}}
          for seed in range(2)]


class Load:
    """Threads that send until `stop`."""

    def __init__(self, service, history, seed, clients=5):
        self.history = history
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self.work, args=(service.client(), random.Random(f"{seed}-{number}")))
            for number in range(clients)]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def work(self, client, choice):
        mine = []
        while not self.stopping.is_set():
            action = choice.choices(
                [self.post, self.post_and_wait, self.post_with_key, self.cancel, self.delete,
                 self.look, self.sweep],
                [6, 2, 4, 2, 2, 3, 1])[0]
            if action(client, choice, mine) is False:
                # No answer: the service is dead, or about to be.
                self.stopping.wait(0.01)

    def post(self, client, choice, mine, key=None, **fields):
        number = choice.randrange(len(SPECS)) if key is None else key % len(SPECS)
        if key is not None:
            fields["Idempotency_Key"] = f"key-{key}"
        answer = client.send("POST", "/v1/jobs", SPECS[number], **fields)
        if answer is None:
            return False
        status, job = answer
        if status in (200, 202):
            self.history.accepted(job, number, fields.get("Idempotency_Key"))
            mine.append(job["id"])
        elif status not in (429, 503):
            self.history.violation("an unexpected answer", f"POST: {status} {job}")

    def post_and_wait(self, client, choice, mine):
        return self.post(client, choice, mine, Prefer="wait=2")

    def post_with_key(self, client, choice, mine):
        # From a small set, so that clients meet at a key, and one that was sent before the crash is
        # sent after it. None of these jobs is deleted, which would free the key.
        return self.post(client, choice, [], key=choice.randrange(200))

    def look(self, client, choice, mine):
        if mine:
            answer = client.send("GET", f"/v1/jobs/{choice.choice(mine)}")
            if answer is None:
                return False
            if answer[0] == 200:
                self.history.seen(answer[1])

    def cancel(self, client, choice, mine):
        if mine:
            answer = client.send("POST", f"/v1/jobs/{choice.choice(mine)}/cancel")
            if answer is None:
                return False
            if answer[0] == 200:
                self.history.seen(answer[1])

    def delete(self, client, choice, mine):
        if not mine:
            return
        id = choice.choice(mine)
        with self.history.lock:
            self.history.gone.add(id)
        answer = client.send("DELETE", f"/v1/jobs/{id}")
        with self.history.lock:
            if answer and answer[0] == 204:
                self.history.deleted.add(id)
            elif answer and answer[0] == 409:
                # Refused: it has not ended, and stays.
                self.history.gone.discard(id)
        if answer is None:
            return False
        if answer[0] in (204, 404):
            mine.remove(id)

    def sweep(self, client, choice, mine):
        seeds = choice.sample(range(6), 3)
        answer = client.send("POST", "/v1/sweeps", {"spec": SPECS[0], "grid": {"seed": seeds}})
        if answer is None:
            return False
        if answer[0] not in (200, 202):
            return
        listed = client.send("GET", f"/v1/jobs?sweep={answer[1]['id']}&limit=10")
        if listed is None or listed[0] != 200:
            return False if listed is None else None
        # Newest first; the sweep's own order is that of its grid.
        jobs = [job["id"] for job in reversed(listed[1]["items"])]
        if len(jobs) != len(seeds):
            self.history.violation("a sweep is in part", f"{answer[1]['id']}: {len(jobs)} jobs")
        self.history.accepted_sweep(jobs, seeds)
