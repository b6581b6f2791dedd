#!/usr/bin/env python3
"""Has schemathesis make requests of its own from openapi.yaml and judge the answers, all checks on.

    check_schema_fuzz.py PROGRAM [CASES]

CASES is how many cases its fuzzing makes for each operation (10).
"""
import os
import pathlib
import subprocess
import sys
import tempfile

from service import Service

HERE = pathlib.Path(__file__).parent

# What a schema cannot say is refused with 422: an architecture against its data set, costs, the
# steps at which weights were kept. With 400: a cursor that was never given out, an id of an event
# of another job, a column that this job has not recorded, options of CSV beside another body, pages of
# rows beside a grid, a field that a sweep does not vary, what only pictures or rows take. With 412: a tag
# that what is to be changed does not have.
SETTINGS = """
[parameters]
"path.id" = "{id}"

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "412", "422", "429", "503"]
"""
KNOWS_MORE = """
[[operations]]
include-operation-id = "{operation}"
checks.positive_data_acceptance.expected-statuses = ["2xx", "304", "400", "404", "409", "422"]
"""
# The ids of sweeps are others than those of jobs.
OF_A_SWEEP = """
[[operations]]
include-operation-id = "{operation}"
parameters = {{ "path.id" = "{id}" }}
"""
OF_A_SWEEP_KNOWING_MORE = OF_A_SWEEP + KNOWS_MORE.splitlines()[-1] + "\n"
# What the parameters may be depends on the data set.
OF_A_DATASET = """
[[operations]]
include-operation-id = "getRows"
parameters = { "path.id" = "moons" }
checks.positive_data_acceptance.expected-statuses = ["2xx", "304", "400", "404", "422"]
"""
KNOWING_MORE = ("getOutputs", "listJobs", "listSweeps", "streamEvents", "getCurves", "getManyCurves", "getLayerHealth",
                "getSimilarityMatrix", "createDataset")
SWEEPS = ("getSweep", "patchSweep", "cancelSweep", "deleteSweep")
SWEEPS_KNOWING_MORE = ("getSweepResults", "getSweepStatistics", "getSweepCurves")


def main():
    program = pathlib.Path(sys.argv[1])
    cases = sys.argv[2] if len(sys.argv) > 2 else "10"
    with Service(program, workers=1) as service, tempfile.TemporaryDirectory() as folder:
        answer = service.send("POST", "/v1/jobs", {"architecture": [2, 3, 1], "training": {"steps": 20}},
                              {"Prefer": "wait=60"})
        sweep = service.send("POST", "/v1/sweeps", {"spec": answer.json["spec"], "grid": {"seed": [1, 2]}},
                             {"Prefer": "wait=60"})
        settings = pathlib.Path(folder) / "schemathesis.toml"
        settings.write_text(SETTINGS.format(id=answer.json["id"]) + OF_A_DATASET
                            + "".join(KNOWS_MORE.format(operation=name) for name in KNOWING_MORE)
                            + "".join(OF_A_SWEEP.format(operation=name, id=sweep.json["id"])
                                      for name in SWEEPS)
                            + "".join(OF_A_SWEEP_KNOWING_MORE.format(operation=name, id=sweep.json["id"])
                                      for name in SWEEPS_KNOWING_MORE))
        host = f"http://{service.connection.host}:{service.connection.port}"
        run = subprocess.run(
            [pathlib.Path(sys.executable).parent / "schemathesis", "--config-file", settings, "run",
             host + "/openapi.json", "--phases", "examples,coverage,fuzzing", "--checks", "all",
             "--max-examples", cases, "--seed", "1", "--continue-on-failure", "--no-color",
             "--warnings", "off", "--request-timeout", "60",
             # Trains for a minute: check_contract.py runs its examples.
             "--exclude-operation-id", "verify",
             # Ends when its client does.
             "--exclude-operation-id", "streamAllEvents"],
            cwd=folder, env=os.environ | {"SCHEMATHESIS_HOOKS": str(HERE / "schema_fuzz_hooks.py")})
        if service.process.poll() is not None:
            sys.exit("The service ended:\n" + service.errors)
    sys.exit(run.returncode)


if __name__ == "__main__":
    main()
