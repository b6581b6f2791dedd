"""What a program does with the generated client, against a running service.

    python usage.py URL

Ends with an error at the first answer that is not as it should be. `check_generated_client.py` generates
the client, checks the types of this file against it, and runs it.
"""
import math
import sys
from typing import TypeVar

import httpx

from symbreak_client import Client
from symbreak_client.api.catalogues import list_datasets, list_schemes
from symbreak_client.api.jobs import create_job, delete_job, get_job, list_jobs
from symbreak_client.api.results import get_curves, get_similarity, get_weights
from symbreak_client.api.sweeps import create_sweep, get_sweep, get_sweep_results
from symbreak_client.api.theory import predict
from symbreak_client.models import (
    SGD,
    Adam,
    Curves,
    DatasetList,
    Job,
    JobList,
    Prediction,
    Problem,
    SchemeList,
    SchemeName,
    SchemeObject,
    Similarity,
    Spec,
    State,
    Sweep,
    SweepRequest,
    SweepRequestGrid,
    SweepRequestSpec,
    SweepResults,
    SweepState,
    Training,
    Weights,
)

T = TypeVar("T")


def of(kind: type[T], answer: object) -> T:
    """The answer, which must be of this kind."""
    if not isinstance(answer, kind):
        sys.exit(f"{kind.__name__} was expected, not {answer!r}")
    return answer


def expect(condition: bool, what: str) -> None:
    if not condition:
        sys.exit(f"It does not hold that {what}.")


def finished(client: Client, job: Job) -> Job:
    """The job once it has ended: each answer is held until something changes."""
    while job.state in (State.QUEUED, State.RUNNING):
        job = of(Job, get_job.sync(job.id, client=client, wait=30))
    return job


def train(client: Client) -> None:
    spec = Spec(architecture=[2, 2, 1], init=SchemeName.CONSTANT, alpha=0.5, seed=1)
    created = of(Job, create_job.sync(client=client, body=spec, idempotency_key="generated-client"))
    again = of(Job, create_job.sync(client=client, body=spec, idempotency_key="generated-client"))
    expect(created.id == again.id, "one Idempotency-Key is one job")
    job = finished(client, created)
    expect(job.state is State.SUCCEEDED, "the job succeeds")
    if job.result is None:
        sys.exit("A job that succeeded has a result.")
    expect(job.result.symmetry.layers[0].distinct_neurons == 1, "clones stay clones")
    loss = job.result.final.train_loss
    expect(loss is not None and math.isfinite(loss), "the loss is a number")
    expect(job.created_at.utcoffset() is not None, "times have a zone")
    expect(isinstance(job.spec.training.optimizer, SGD), "an optimiser is known by its name")
    first = job.spec.architecture.layers[0].init
    expect(isinstance(first, SchemeObject) and first.alpha == 0.5, "a scheme has its parameters")

    curves = of(Curves, get_curves.sync(job.id, client=client, metrics=["train_loss"], points=6))
    losses = curves.columns.train_loss
    expect(isinstance(losses, list) and len(losses) == 6 and losses[-1] == loss, "curves end where the result does")
    similarity = of(Similarity, get_similarity.sync(job.id, client=client))
    expect(set(similarity.layers[0].distinct_neurons) == {1}, "there is one kind of neuron at each step")
    weights = of(Weights, get_weights.sync(job.id, client=client))
    expect([len(layer.weights) for layer in weights.layers] == [2, 1], "weights are out x in")
    # What an answer carries can be sent again.
    replay = of(Job, create_job.sync(client=client, body=Spec.from_dict(job.spec.to_dict()), prefer="wait=60"))
    expect(replay.spec_digest == job.spec_digest, "the normalised spec is the same experiment")
    expect(replay.result is not None and replay.result.digest == job.result.digest, "a spec has one result")
    expect(delete_job.sync_detailed(replay.id, client=client).status_code == 204, "a finished job can be deleted")
    missing = of(Problem, get_job.sync(replay.id, client=client))
    expect(missing.type_ == "/problems/job_not_found", "a problem has its type")


def refuse(client: Client) -> None:
    problem = of(Problem, create_job.sync(client=client, body=Spec(architecture=[2, 2, 3])))
    expect((problem.status, len(problem.errors)) == (422, 1), "an unfit spec is refused with its faults")
    expect(problem.errors[0].pointer == "/architecture/2", "a fault has its place")


def sweep(client: Client) -> None:
    request = SweepRequest(
        spec=SweepRequestSpec.from_dict({"architecture": [2, 4, 1], "training": {"optimizer": "adam", "steps": 200}}),
        grid=SweepRequestGrid.from_dict({"seed": [1, 2, 3], "init": ["constant", "xavier_normal"], "alpha": [0.5]}))
    made = of(Sweep, create_sweep.sync(client=client, body=request))
    expect(made.jobs.total == 6, "a grid is a product")
    while made.state is SweepState.RUNNING:
        for item in of(JobList, list_jobs.sync(client=client, sweep=made.id)).items:
            finished(client, item)
        made = of(Sweep, get_sweep.sync(made.id, client=client))
    results = of(SweepResults, get_sweep_results.sync(made.id, client=client))
    distinct = {row.values["/init"]: row.distinct_neurons for row in results.rows}
    expect(distinct == {"constant": [1], "xavier_normal": [4]}, "only random weights break the symmetry")
    jobs = of(JobList, list_jobs.sync(client=client, sweep=made.id, state=[State.SUCCEEDED]))
    expect(len(jobs.items) == 6, "a list has the jobs of a sweep")
    expect(all(isinstance(job.spec.training.optimizer, Adam) for job in jobs.items), "they are trained by Adam")


def pages(client: Client) -> None:
    """Goes through all jobs by their cursors."""
    seen: list[str] = []
    page = of(JobList, list_jobs.sync(client=client, limit=3))
    while True:
        seen += [job.id for job in page.items]
        if page.next_ is None:
            break
        page = of(JobList, list_jobs.sync(client=client, limit=3, cursor=page.next_))
    expect(len(seen) == len(set(seen)) == 7, "each job is on one page")


def look_up(client: Client) -> None:
    schemes = of(SchemeList, list_schemes.sync(client=client))
    expect("constant" in {scheme.name for scheme in schemes.items}, "schemes are listed")
    datasets = of(DatasetList, list_datasets.sync(client=client))
    expect(len(datasets.items) >= 8, "data sets are listed")
    spec = Spec(architecture=[2, 3, 1], init=SchemeName.ZEROS, training=Training(steps=10))
    prediction = of(Prediction, predict.sync(client=client, body=spec))
    expect(bool(prediction.orbits), "theory knows the layers")


def main() -> None:
    with Client(base_url=sys.argv[1], timeout=httpx.Timeout(90)) as client:
        train(client)
        refuse(client)
        sweep(client)
        pages(client)
        look_up(client)


if __name__ == "__main__":
    main()
