"""What happens to nodes, and between them: killed before an answer arrives, asked the same thing at once,
cancelling what just ends."""
import collections
import concurrent.futures
import http.client
import json
import random
import select
import socket
import threading
import time
import urllib.parse

from load import ENDED, Ledger, send, spec


def hand_in_and_kill(node, target, body, key, delay):
    """POSTs a job or a sweep and kills the node when its answer has come to this machine, or `delay`
    seconds after the request where that is not None. The answer that had arrived, or None: nobody reads
    it."""
    text = json.dumps(body).encode()
    with socket.create_connection(
            (urllib.parse.urlsplit(node.origin).hostname, urllib.parse.urlsplit(node.origin).port),
            timeout=60) as connection:
        connection.sendall(
            b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Idempotency-Key: %s\r\nContent-Length: %d\r\n\r\n"
            % (target.encode(), key.encode(), len(text)) + text)
        if delay is None:
            select.select([connection], [], [], 60)
        else:
            time.sleep(delay)
        node.process.kill()
        node.process.wait()
        response = http.client.HTTPResponse(connection, method="POST")
        try:
            response.begin()
            return json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None


def nodes_killed(scene, outcome):
    """Nodes die with answers under way; clients ask again, elsewhere, with their Idempotency-Keys."""
    scene.start(nodes=2, workers=2)
    with scene.load(outcome, clients=2) as load:
        choice = random.Random("nodes")
        rounds, lost, found = (8 if scene.share < 1 else 24), 0, 0
        for number in range(rounds):
            victim = scene.node()
            key = f"killed-{number}"
            is_sweep = number % 4 > 1
            delay = None if number % 2 == 0 else choice.uniform(0, 0.1 if is_sweep else 0.03)
            table, body = ("sweeps", {"spec": spec(1), "grid": {"seed": list(range(100))}}) \
                if is_sweep else ("jobs", spec(number))
            swallowed = hand_in_and_kill(victim, f"/v1/{table}", body, key, delay)
            stored = scene.database.query(
                f"SELECT id FROM symbreak.{table} WHERE idempotency_key LIKE '%{key}'")
            lost += swallowed is None
            again = load.post(key, body, number, f"/v1/{table}")
            if swallowed and again["id"] != swallowed["id"]:
                outcome.wrong.append(f"{key} was answered for as {swallowed['id']}, then as {again['id']}")
            if stored and stored[0][0] != again["id"]:
                outcome.wrong.append(f"{key} was stored as {stored[0][0]}, then answered as {again['id']}")
            found += bool(stored)
    if found in (0, rounds):
        outcome.text = "(no node died before its commit, or none after it) "
    outcome.text += (
        f"{rounds} nodes killed over a job or a sweep of 100, {rounds - lost} with the answer sent and"
        f" unread; {found} had stored it, which the repeat found")


def same_keys(scene, outcome):
    """One hundred POSTs with one key, to two nodes at once."""
    scene.start(nodes=2, workers=1)
    ledger, statuses = Ledger(), collections.Counter()
    rounds = 2 if scene.share < 1 else 6
    for number in range(rounds):
        start = threading.Barrier(100)

        def post(client):
            start.wait()
            began = time.monotonic()
            answer = send(
                scene.origins()[client % 2], "POST", "/v1/jobs", spec(number),
                Idempotency_Key=f"same-{number}")
            ledger.answered(answer, time.monotonic() - began)
            if answer is None or answer[0] not in (200, 202):
                ledger.contradiction(f"a POST of a known key: {answer}")
            else:
                statuses[answer[0]] += 1
                ledger.accepted(f"same-{number}", answer[1])

        with concurrent.futures.ThreadPoolExecutor(100) as pool:
            list(pool.map(post, range(100)))
        other = send(scene.origins()[0], "POST", "/v1/jobs", spec(number + 1),
                     Idempotency_Key=f"same-{number}")
        if other is None or other[0] in (200, 202):
            outcome.wrong.append(f"another job under a key that is taken: {other}")
    scene.judge(ledger, outcome)
    if outcome.figures["jobs"] != rounds:
        outcome.wrong.append(f"{outcome.figures['jobs']:.0f} jobs of {rounds} keys")
    outcome.text = (f"{rounds} keys, 100 POSTs each: {statuses[202]} answered 202, {statuses[200]}"
                    " answered 200")


def cancelled_at_the_end(scene, outcome):
    """Jobs are cancelled on two nodes at once, about when they end."""
    scene.start(nodes=2, workers=2)
    ledger, answers = Ledger(), collections.Counter()
    count = int(1000 * scene.share)

    def cancel(origin, id):
        return send(origin, "POST", f"/v1/jobs/{id}/cancel")

    def try_one(number):
        choice = random.Random(number)
        body = {**spec(number), "training": {
            "steps": choice.choice([500, 5000, 50_000, 400_000]), "batch_size": 10}}
        nodes = scene.origins()
        job = None
        while job is None:
            began = time.monotonic()
            answer = send(nodes[number % 2], "POST", "/v1/jobs", body,
                          Idempotency_Key=f"cancel-{number}")
            ledger.answered(answer, time.monotonic() - began)
            if answer and answer[0] in (200, 202):
                job = answer[1]
        ledger.accepted(f"cancel-{number}", job)
        if number % 3 == 0:
            # Until it runs or has ended.
            send(nodes[0], "GET", f"/v1/jobs/{job['id']}", Prefer="wait=1",
                 If_None_Match='"none"')
        time.sleep(choice.uniform(0, 0.3))
        with ledger.lock:
            ledger.cancelled.add(job["id"])
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            both = list(pool.map(lambda origin: cancel(origin, job["id"]), nodes))
        for answer in both:
            if answer is None or answer[0] not in (200, 202, 409):
                ledger.contradiction(f"cancelling {job['id']}: {answer}")
                continue
            answers[answer[0]] += 1
            if answer[0] == 200 and answer[1]["state"] != "cancelled":
                ledger.contradiction(f"cancelled, but {answer[1]['state']}: {job['id']}")
            if answer[0] != 409:
                ledger.seen(answer[1])
        # And its end as both nodes see it.
        for origin in nodes:
            state = None
            for _ in range(60):
                answer = send(origin, "GET", f"/v1/jobs/{job['id']}?wait=30")
                state = answer and answer[0] == 200 and answer[1]["state"]
                if state in ENDED:
                    ledger.seen(answer[1])
                    break
            else:
                ledger.contradiction(f"{job['id']} does not end: {state}")

    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        list(pool.map(try_one, range(count)))
    scene.judge(ledger, outcome)
    ends = collections.Counter(state for state, _ in ledger.ends.values())
    if not (ends["succeeded"] and ends["cancelled"] and answers[202]):
        outcome.wrong.append(f"nothing was tried: all ended alike, {dict(ends)}, {dict(answers)}")
    outcome.text = (
        f"{ends['cancelled']} cancelled, {ends['succeeded']} succeeded; answers {answers[200]} × 200,"
        f" {answers[202]} × 202, {answers[409]} × 409")
