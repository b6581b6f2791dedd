"""Jobs and sweeps that the checks look at, made by calls and not by the page."""

CLONES = {"architecture": [2, 8, 1], "init": "constant", "alpha": 0.5, "seed": 1, "dataset": "circle", "name": "clones",
          "training": {"steps": 300, "learning_rate": 0.3}}
WITHOUT_ALPHA = {name: value for name, value in CLONES.items() if name != "alpha"}


def job(browser, spec):
    """The id of a finished job."""
    answer = browser.service.send("POST", "/v1/jobs", spec, {"Prefer": "wait=60"})
    assert answer.status == 200, answer.body
    return answer.json["id"]


def sweep(browser, request):
    """The id of a finished sweep."""
    answer = browser.service.send("POST", "/v1/sweeps", request, {"Prefer": "wait=60"})
    assert answer.status == 200, answer.body
    return answer.json["id"]
