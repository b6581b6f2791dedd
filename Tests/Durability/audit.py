"""What is in a database after its service was killed, and after it was started again."""

import pathlib
import shutil
import sqlite3
import tempfile


def files_after_crash(database, history):
    """Holds the files that the crash left to what was acknowledged, without touching them."""
    with tempfile.TemporaryDirectory(prefix="symbreak-audit-") as folder:
        copy = pathlib.Path(folder) / "jobs.sqlite"
        for suffix in ("", "-wal"):
            if pathlib.Path(f"{database}{suffix}").exists():
                shutil.copyfile(f"{database}{suffix}", f"{copy}{suffix}")
        try:
            connection = sqlite3.connect(copy)
            verdict = connection.execute("pragma integrity_check(1)").fetchone()[0]
            dangling = connection.execute("pragma foreign_key_check").fetchall()
            keys = connection.execute(
                "select idempotency_key, count(*) from specs where idempotency_key is not null"
                " group by 1 having count(*) > 1").fetchall()
            stored = {row[0] for row in connection.execute("select id from jobs")}
            connection.close()
        except sqlite3.Error as error:
            history.violation("the database is damaged", str(error))
            return
    if verdict != "ok":
        history.violation("the database is damaged", verdict)
    if dangling:
        history.violation("rows belong to no job", str(dangling[:3]))
    for key, count in keys:
        history.violation("two jobs of one key", f"{key}: {count}")
    history.expect_stored(stored, "in the files after the crash")


def service_after_restart(service, history):
    """Holds what the service answers of all its jobs to what was acknowledged."""
    client, stored, cursor = service.client(), set(), ""
    while True:
        answer = client.send("GET", f"/v1/jobs?limit=200{cursor}")
        if answer is None or answer[0] != 200:
            history.violation("jobs cannot be listed", str(answer)[:300])
            return
        for job in answer[1]["items"]:
            stored.add(job["id"])
            history.seen(job)
        following = answer[1].get("next")
        if not following:
            break
        cursor = f"&cursor={following}"
    history.expect_stored(stored)
