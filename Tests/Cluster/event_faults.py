"""What happens to clients that follow jobs, or are told of their ends, whose nodes die under them."""
import collections
import http.client
import json
import random
import subprocess
import sys
import threading
import time
import urllib.parse

from load import ENDED, Ledger, send
from processes import TESTS, Failure, end_process, wait_until


class Follower:
    """A client of a stream of events that goes on, elsewhere, where its node dies."""

    def __init__(self, origins, target):
        self.origins, self.target = origins, target
        self.events = []  # names and data, as they came
        self.connections = 0
        self.last = None
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.stopping.is_set():
            connection = http.client.HTTPConnection(
                urllib.parse.urlsplit(self.origins()[0]).netloc, timeout=2)
            try:
                fields = {"Last-Event-ID": self.last} if self.last else {}
                connection.request("GET", self.target, headers=fields)
                response = connection.getresponse()
                if response.status == 200:
                    self.connections += 1
                    self.read(response)
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            time.sleep(0.05)

    def read(self, response):
        event = {}
        while not self.stopping.is_set():
            line = response.readline()
            if not line:
                return
            line = line.decode().rstrip("\n")
            if line == "":
                if "data" in event:
                    self.events.append((event.get("event"), json.loads(event["data"])))
                self.last = event.get("id", self.last)
                event = {}
            elif not line.startswith(":"):
                name, _, value = line.partition(":")
                event[name] = value.removeprefix(" ")

    def told(self, name):
        """The data of the events of a name."""
        return [data for event, data in list(self.events) if event == name]

    def stop(self):
        self.stopping.set()
        self.thread.join()


def replace_first_node(scene, **variables):
    """A new node comes, and the one that is asked dies."""
    scene.node(**variables)
    next(node for node in scene.nodes if node.process.poll() is None).process.kill()


def all_jobs_followed(scene, outcome):
    """A client follows all jobs while the node that it asks dies, again and again."""
    scene.start(nodes=2, workers=2)
    follower = Follower(scene.origins, "/v1/events")
    try:
        wait_until("the stream", 60, lambda: follower.connections)
        with scene.load(outcome) as load:
            deaths = 2 if scene.share < 1 else 5
            for _ in range(deaths):
                time.sleep(2)
                replace_first_node(scene)
            time.sleep(2)
        time.sleep(4)
    finally:
        follower.stop()
    ends = collections.Counter(
        data["job"] for data in follower.told("state") if data["state"] in ENDED)
    untold = set(load.ledger.ids.values()) - load.ledger.gone - set(ends)
    if untold:
        outcome.wrong.append(f"the ends of {len(untold)} jobs were not told, such as {min(untold)}")
    outcome.text = (
        f"{deaths} nodes killed under a client of /v1/events, which connected {follower.connections}"
        f" times: {len(ends)} ends told, {sum(many > 1 for many in ends.values())} of them more than once,"
        f" {len(follower.told('reset'))} resets")


def job_followed(scene, outcome):
    """A client follows one job that a worker trains; its node dies while the job waits, while it runs and
    just before its end."""
    scene.start(nodes=2, workers=0)
    ledger = Ledger()
    answer = send(scene.origins()[0], "POST", "/v1/jobs", {
        "architecture": [2, 16, 16, 1], "dataset": "circles", "seed": 3,
        "training": {"steps": 200_000}, "record": {"points": 20, "similarity": False}})
    if answer is None or answer[0] != 202:
        raise Failure(f"a job: {answer}")
    ledger.accepted("followed", answer[1])
    id = answer[1]["id"]
    follower = Follower(scene.origins, f"/v1/jobs/{id}/events")
    try:
        wait_until("the stream", 60, lambda: follower.events)
        replace_first_node(scene)
        scene.worker()
        wait_until("progress", 60, lambda: follower.told("progress"))
        replace_first_node(scene)
        seen = len(follower.told("progress"))
        wait_until("more progress", 60, lambda: len(follower.told("progress")) > seen + 1)
        replace_first_node(scene)
        scene.judge(ledger, outcome)
        wait_until("the end", 60, lambda: any(
            data["state"] in ENDED for data in follower.told("state")))
        time.sleep(1)
    finally:
        follower.stop()
    steps = [step for data in follower.told("points") for step in data["columns"]["step"]]
    curves = send(scene.origins()[0], "GET", f"/v1/jobs/{id}/curves")[1]["columns"]["step"]
    if steps != curves:
        outcome.wrong.append(f"points were told of the steps {steps}, not {curves}")
    states = [data["state"] for data in follower.told("state")]
    if states[-1] != "succeeded" or "running" not in states:
        outcome.wrong.append(f"states were told as {states}")
    outcome.text = (
        f"3 nodes killed under a client of one job's events, which connected {follower.connections}"
        f" times: states {', '.join(states)}; {len(steps)} points, each once")


def messages_sent(scene, outcome):
    """Nodes die and the database restarts while messages of a webhook go out, to a receiver that refuses
    some."""
    folder, choice = scene.folder / "receiver", random.Random("messages")
    folder.mkdir()
    statuses = [str(choice.choice([200] * 9 + [503])) for _ in range(100)] + ["200"]
    receiver = subprocess.Popen([sys.executable, "-B", TESTS / "Receiver/receiver.py", folder, *statuses])
    try:
        wait_until("the receiver", 30, (folder / "port").exists)
        port = (folder / "port").read_text()
        variables = {"SYMBREAK_WEBHOOK_HOSTS": f"127.0.0.1:{port}", "SYMBREAK_WEBHOOK_RETRY": "1",
                     "SYMBREAK_WEBHOOK_PRIVATE_ADDRESSES": "true"}
        scene.node(**variables)
        scene.node(**variables)
        scene.worker()
        scene.worker()
        scene.wait_for_workers()
        answer = send(scene.origins()[0], "POST", "/v1/webhooks", {"url": f"http://127.0.0.1:{port}/"})
        if answer is None or answer[0] not in (200, 201):
            raise Failure(f"a webhook: {answer}")
        (folder / "secrets").write_text(answer[1]["secret"])
        with scene.load(outcome):
            deaths = 2 if scene.share < 1 else 4
            for _ in range(deaths):
                time.sleep(2)
                replace_first_node(scene, **variables)
            scene.database.tell("restart")
            time.sleep(2)
        ended = {row[0] for row in scene.database.query(
            "SELECT id FROM symbreak.jobs UNION ALL SELECT id FROM symbreak.sweeps")}

        def received():
            return [json.loads(line) for line in (folder / "received").read_text().splitlines()]

        def untold():
            return ended - {one["content"]["data"]["id"] for one in received()}
        # A webhook rests after a refusal, and for a minute where a node died with a message of it.
        end = time.monotonic() + 300
        while untold() and time.monotonic() < end:
            time.sleep(0.5)
        if left := untold():
            outcome.wrong.append(f"{len(left)} ends were not told, such as that of {min(left)}")
        messages = received()
    finally:
        end_process(receiver)
    ids = collections.defaultdict(set)
    for one in messages:
        ids[one["content"]["data"]["id"]].add(one["id"])
    if unsigned := sum(not one["is_signed"] for one in messages):
        outcome.wrong.append(f"{unsigned} messages are not signed by the secret")
    if many := [subject for subject, own in ids.items() if len(own) > 1]:
        outcome.wrong.append(f"{len(many)} ends were told in two messages, such as that of {many[0]}")
    outcome.text = (
        f"{deaths} nodes killed, the database restarted: {len(ids)} ends told by one message each, in"
        f" {len(messages)} requests, of which some were refused")
