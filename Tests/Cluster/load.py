"""Clients of several nodes, and what they were told."""
import collections
import http.client
import json
import random
import threading
import time
import urllib.parse

ENDED = {"succeeded", "failed", "cancelled"}

# Networks that train in milliseconds, and every tenth one that takes a second or more, so that
# something is under way whenever a fault comes.
SEEDS = 40


def spec(number):
    steps = 200_000 if number % 10 == 0 else 2000
    return {
        "architecture": [2, 8, 8, 1], "dataset": "circles", "seed": number % SEEDS,
        "training": {"steps": steps, "batch_size": 10},
        "record": {"points": 5, "similarity": False},
    }


def send(origin, method, target, body=None, timeout=60, **fields):
    """Status and JSON of an answer; None where the node, or the way to it, broke before there was one."""
    connection = http.client.HTTPConnection(
        urllib.parse.urlsplit(origin).netloc, timeout=timeout)
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    if body is not None:
        headers["Content-Type"] = "application/json"
    try:
        connection.request(method, target, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        content = response.read()
        return response.status, json.loads(content) if content else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class Ledger:
    """What nodes have promised, and what contradicts it; thread-safe."""

    def __init__(self):
        self.lock = threading.Lock()
        self.ids = {}  # of jobs, by key
        self.sweeps = {}  # id and number of jobs, by key
        self.gone = set()  # jobs whose deletion was asked for: there or not
        self.deleted = set()  # jobs whose deletion was answered
        self.cancelled = set()  # jobs whose cancelling was asked for
        self.acknowledged_at = []
        self.ends = {}  # by job: state and digest
        self.statuses = collections.Counter()
        self.unanswered = 0
        self.longest = 0.0
        self.contradictions = []

    def contradiction(self, text):
        with self.lock:
            self.contradictions.append(text)

    def answered(self, answer, seconds):
        """Any answer to a POST, or none."""
        with self.lock:
            self.longest = max(self.longest, seconds)
            if answer is None:
                self.unanswered += 1
            else:
                self.statuses[answer[0]] += 1

    def accepted(self, key, job):
        """A 200 or 202."""
        with self.lock:
            first = self.ids.setdefault(key, job["id"])
            self.acknowledged_at.append(time.monotonic())
        if first != job["id"]:
            self.contradiction(f"two jobs of the key {key}: {first}, {job['id']}")
        self.seen(job)

    def accepted_sweep(self, key, sweep):
        """A 200 or 202 to a sweep."""
        told = (sweep["id"], sweep["jobs"]["total"])
        with self.lock:
            first = self.sweeps.setdefault(key, told)
            self.acknowledged_at.append(time.monotonic())
        if first != told:
            self.contradiction(f"two sweeps of the key {key}: {first}, {told}")

    def acknowledged(self):
        """How many jobs were answered for."""
        return len(set(self.ids.values())) + sum(size for _, size in self.sweeps.values())

    def seen(self, job):
        """A job as an answer shows it."""
        if job["state"] not in ENDED:
            with self.lock:
                before = self.ends.get(job["id"])
            # An answer may have been on its way for long; only one asked for after the end tells.
            return before is None
        end = (job["state"], (job.get("result") or {}).get("digest"))
        with self.lock:
            before = self.ends.setdefault(job["id"], end)
        if before != end:
            self.contradiction(f"{job['id']} ended as {before}, then as {end}")
        return True


class Load:
    """Clients that hand in jobs and sweeps until `stop`, each under a key of its own, again and again until
    it is answered for, and each time by the next node; one that cancels and deletes, and one that looks at
    what was answered for.

    `origins` gives the addresses of the nodes that should be there now."""

    PATIENCE = 300

    def __init__(self, origins, clients=4, pause=0.08):
        self.origins = origins
        self.pause = pause
        self.ledger = Ledger()
        self.stopping = threading.Event()
        self.handed_in = 0
        self.threads = [
            threading.Thread(target=self.hand_in, args=(number,)) for number in range(clients)]
        for work in (self.hand_in_sweeps, self.change, self.look):
            self.threads.append(threading.Thread(target=work))
        for thread in self.threads:
            thread.start()

    def stop(self):
        """No new jobs; waits until those that were begun are answered for."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def hand_in(self, client):
        choice = random.Random(client)
        count = 0
        while not self.stopping.is_set():
            number = choice.randrange(1000)
            self.post(f"client-{client}-{count}", spec(number), turn=count)
            count += 1
            with self.ledger.lock:
                self.handed_in += 1
            self.stopping.wait(self.pause * choice.uniform(0.5, 1.5))

    def hand_in_sweeps(self):
        count = 0
        while not self.stopping.wait(1):
            self.post(f"sweep-{count}", {
                "spec": {"architecture": [2, 2, 1], "training": {"steps": 500},
                         "record": {"points": 2, "similarity": False}},
                "grid": {"seed": list(range(count % 5, count % 5 + 30))}}, count, "/v1/sweeps")
            count += 1

    def change(self):
        """Cancels what goes on and deletes what has ended, now and then."""
        choice, ledger = random.Random("change"), self.ledger
        while not self.stopping.wait(0.3):
            with ledger.lock:
                ended = set(ledger.ends) - ledger.gone
                others = set(ledger.ids.values()) - ended - ledger.gone - ledger.cancelled
            origin = choice.choice(self.origins())
            if ended and choice.random() < 0.5:
                id = choice.choice(sorted(ended))
                with ledger.lock:
                    ledger.gone.add(id)
                answer = send(origin, "DELETE", f"/v1/jobs/{id}")
                if answer and answer[0] == 204:
                    with ledger.lock:
                        ledger.deleted.add(id)
            elif others:
                id = choice.choice(sorted(others))
                with ledger.lock:
                    ledger.cancelled.add(id)
                answer = send(origin, "POST", f"/v1/jobs/{id}/cancel")
                if answer and answer[0] == 200:
                    ledger.seen(answer[1])
            else:
                continue
            if answer and answer[0] not in (200, 202, 204, 404, 409, 503):
                ledger.contradiction(f"a change of {id} was answered {answer[0]}: {answer[1]}")

    def post(self, key, body, turn=0, target="/v1/jobs"):
        """Hands a job or a sweep in until it is answered for; that."""
        end = time.monotonic() + self.PATIENCE
        while True:
            origins = self.origins()
            began = time.monotonic()
            answer = send(
                origins[turn % len(origins)], "POST", target, body, Idempotency_Key=key)
            self.ledger.answered(answer, time.monotonic() - began)
            if answer and answer[0] in (200, 202):
                if target == "/v1/jobs":
                    self.ledger.accepted(key, answer[1])
                else:
                    self.ledger.accepted_sweep(key, answer[1])
                return answer[1]
            if answer and answer[0] != 503:
                self.ledger.contradiction(f"POST was answered {answer[0]}: {str(answer[1])[:300]}")
                return None
            if time.monotonic() > end:
                self.ledger.contradiction(f"{key} is not taken in after {self.PATIENCE} s")
                return None
            turn += 1
            time.sleep(0.1)

    def look(self):
        """Any node knows what any node has answered for, and no end changes."""
        choice, ledger = random.Random("look"), self.ledger
        while not self.stopping.wait(0.02):
            with ledger.lock:
                ids = list(ledger.ids.values())
                ended = set(ledger.ends)
            if not ids:
                continue
            id = choice.choice(ids)
            answer = send(choice.choice(self.origins()), "GET", f"/v1/jobs/{id}")
            if answer is None or answer[0] == 503:
                continue
            with ledger.lock:
                if id in ledger.gone:
                    continue
            if answer[0] != 200:
                ledger.contradiction(f"GET of {id}, which was answered for: {answer[0]}")
            elif not ledger.seen(answer[1]) and id in ended:
                ledger.contradiction(f"{id} had ended, and is {answer[1]['state']}")
