"""From a spec to a job: the form and its faults, the live job, the list."""
import time

ENDLESS = {"architecture": [2, 16, 16, 1], "dataset": "circles", "training": {"steps": 5_000_000},
           "record": {"points": 1000, "similarity": False}}


def form_and_json_follow_each_other(browser):
    browser.open("#train")
    browser.reads("Train a network", "Layer 1: 1 of 10 neurons will be distinct.")
    browser.set("Layers", "2, 6, 1")
    browser.set("Scheme", "he_normal")
    browser.set("Nudge ε", "")
    browser.set("Learning rate", "0.05")
    spec = browser.run("return JSON.parse(document.querySelector('textarea').value)")
    assert spec["architecture"] == [2, 6, 1] and spec["init"] == "he_normal", spec
    assert spec["training"]["learning_rate"] == 0.05, spec
    browser.reads("Layer 1: 6 of 6 neurons will be distinct.")
    browser.run("""
        const area = document.querySelector('textarea');
        area.value = '{"architecture": [2, 3, 1], "init": {"scheme": "constant", "alpha": 0.25}, "seed": "18446744073709551615"}';
        area.dispatchEvent(new Event('input', {bubbles: true}))""")
    assert browser.control("Layers").get_attribute("value") == "2, 3, 1"
    assert browser.control("Scheme").get_attribute("value") == "constant"
    # No seed is rounded on its way.
    assert browser.control("Seed").get_attribute("value") == "18446744073709551615"
    browser.reads("Layer 1: 1 of 3 neurons will be distinct.")
    # The address is the spec.
    address = browser.address
    browser.open(address)
    browser.reads("Layer 1: 1 of 3 neurons will be distinct.")
    assert "curl 'http://" in browser.text and "18446744073709551615" in browser.text


def the_start_keeps_its_parts_together(browser):
    browser.open('#train?spec={"architecture":[2,6,1],"init":"constant","alpha":0.5,"dataset":"circle"}')
    browser.reads("Layer 1: 1 of 6 neurons will be distinct.")
    spec = lambda: browser.run("return JSON.parse(document.querySelector('textarea').value)")
    browser.set("Nudge ε", "0.001")
    browser.reads("Layer 1: 6 of 6 neurons will be distinct.")
    assert spec()["init"] == {"scheme": "constant", "alpha": 0.5, "perturbation": 0.001} and "alpha" not in spec(), spec()
    assert browser.control("Alpha α").get_attribute("value") == "0.5"
    browser.set("Nudge ε", "")
    browser.reads("Layer 1: 1 of 6 neurons will be distinct.")
    assert (spec()["init"], spec()["alpha"]) == ("constant", 0.5), spec()
    browser.set("Scheme", "zeros")
    browser.reads("The loss stays at 0.6931, the entropy of the labels.")
    assert spec()["init"] == "zeros" and "alpha" not in spec(), spec()


def a_job_is_changed_from_its_short_form(browser):
    first = browser.service.send("POST", "/v1/jobs", {
        "architecture": [2, 5, 3, 1], "activation": "relu", "seed": 4, "dataset": {"name": "moons", "samples": 50},
        "init": {"scheme": "he_normal", "flavor": "keras", "perturbation": 0.01}, "training": {"steps": 20, "optimizer": "adam"}},
        {"Prefer": "wait=20"}).json
    browser.open(f"#job/{first['id']}?part=spec")
    browser.reads("To take away")
    browser.press("Change and train")
    browser.reads("Layer 1: 5 of 5 neurons will be distinct.")
    assert browser.control("Layers").get_attribute("value") == "2, 5, 3, 1"
    assert browser.control("Scheme").get_attribute("value") == "he_normal"
    browser.press("Train")
    browser.reads("Diagnosis")
    again = browser.service.send("GET", "/v1/jobs/" + browser.address.removeprefix("#job/")).json
    assert again["id"] != first["id"] and again["spec_digest"] == first["spec_digest"], (first["spec"], again["spec"])
    # Layers that differ have no short form: the form leaves them alone.
    other = browser.service.send("POST", "/v1/jobs", {
        "architecture": {"inputs": 2, "layers": [{"units": 3, "init": "zeros"}, {"units": 1, "init": "normal"}]},
        "training": {"steps": 5}}, {"Prefer": "wait=20"}).json
    browser.open(f"#job/{other['id']}?part=spec")
    browser.press("Change and train")
    browser.reads("What theory says")
    assert not browser.control("Layers").is_enabled() and not browser.control("Scheme").is_enabled()
    assert browser.control("Seed").is_enabled()


def faults_stand_at_their_fields(browser):
    browser.open('#train?spec={"architecture":[2,4,3],"alpah":0.5,"init":"xavier_unform","dataset":"circle"}')
    browser.reads("A spec has no `alpah`. Did you mean `alpha`?", "Did you mean `xavier_uniform`?",
                  "The data set circle has 2 classes: the network's outputs must be 1 or 2, not 3.")
    for label in ("Layers", "Scheme"):
        control = browser.control(label)
        assert control.get_attribute("aria-invalid") == "true", label
        described = browser.run("""
            return arguments[0].getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent)""",
                                control)
        assert any("xavier_unform" in text or "classes" in text for text in described), (label, described)
    browser.press("Use alpha")
    browser.press("Use xavier_uniform")
    browser.set("Layers", "2, 4, 1")
    browser.reads("Layer 1: 4 of 4 neurons will be distinct.")
    spec = browser.run("return JSON.parse(document.querySelector('textarea').value)")
    assert spec == {"architecture": [2, 4, 1], "alpha": 0.5, "init": "xavier_uniform", "dataset": "circle"}, spec
    assert not browser.all("[aria-invalid]")
    browser.faults(422)


def examples_fill_the_form(browser):
    browser.open("#train")
    browser.reads("Layer 1: 1 of 10 neurons will be distinct.")
    browser.run("""
        const list = document.querySelector('.examples');
        list.value = 'he_circles';
        list.dispatchEvent(new Event('change', {bubbles: true}))""")
    browser.until(lambda: browser.control("Layers").get_attribute("value") == "2, 10, 5, 1", "the form is not filled")
    assert browser.control("Precision").get_attribute("value") == "float64"


def a_job_is_followed_and_cancelled(browser):
    browser.open("#jobs")
    id = browser.service.send("POST", "/v1/jobs", ENDLESS).json["id"]
    browser.go(f"#job/{id}")
    browser.reads("running", "at step")
    step = lambda: float(browser.run("return document.querySelector('main progress').value"))
    first = step()
    browser.until(lambda: step() > first, "no progress")
    assert browser.all(".u-wrap")
    browser.press("Cancel")
    browser.reads("cancelled", "Delete")
    browser.press("Delete")
    browser.until(lambda: browser.address == "#jobs", "not back at the list")
    assert browser.service.send("GET", f"/v1/jobs/{id}").status == 404


def a_job_trains_from_the_form(browser):
    browser.open('#train?spec={"architecture":[2,4,1],"training":{"steps":300},"name":"from the form"}')
    browser.reads("Layer 1: 4 of 4 neurons will be distinct.")
    browser.press("Train")
    browser.reads("from the form", "Layer 1: all 4 neurons are distinct", "Diagnosis", "Evidence")
    assert browser.address.startswith("#job/job_")


def the_list_is_live_and_filtered(browser):
    browser.open("#jobs?label=list:live")
    browser.reads("No job fits.")
    ids = [browser.service.send("POST", "/v1/jobs", {
        "architecture": [2, 2, 1], "init": init, "alpha": 0.5, "labels": {"list": "live"}, "name": f"row {init}"}).json["id"]
        for init in ("constant", "normal")]
    browser.reads("row constant", "row normal", "1 of 2", "2 of 2")
    browser.set("Scheme", "constant")
    browser.until(lambda: "row normal" not in browser.text, "the filter does nothing")
    assert "scheme=constant" in browser.address
    browser.set("Scheme", "")
    browser.reads("row normal")
    for box in browser.all("tbody input[type=checkbox]"):
        box.click()
    browser.reads("2 jobs chosen")
    browser.press("Compare")
    browser.until(lambda: browser.address.startswith("#compare?jobs=") and all(id in browser.address for id in ids),
                  "no comparison")
    browser.go("#jobs?label=list:live")
    browser.reads("row constant")
    for box in browser.all("tbody input[type=checkbox]"):
        box.click()
    browser.press("Delete chosen")
    browser.reads("No job fits.")
    time.sleep(0.2)
    assert all(browser.service.send("GET", f"/v1/jobs/{id}").status == 404 for id in ids)


CHECKS = [form_and_json_follow_each_other, the_start_keeps_its_parts_together,
          a_job_is_changed_from_its_short_form, faults_stand_at_their_fields, examples_fill_the_form,
          a_job_is_followed_and_cancelled, a_job_trains_from_the_form, the_list_is_live_and_filtered]
