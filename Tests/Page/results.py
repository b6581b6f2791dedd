"""What came of jobs: each part of a job, comparisons, sweeps, the reference."""
from fixtures import CLONES, WITHOUT_ALPHA, job


def a_job_is_judged_and_mended(browser):
    id = job(browser, CLONES)
    browser.open(f"#job/{id}")
    browser.reads("Layer 1: 1 of 8 neurons is distinct", "Unbroken symmetry, layer 1", "Train with the fix")
    browser.until(lambda: browser.all("svg.network"), "no drawing")
    browser.press("Train with the fix")
    browser.reads("How alike they answer", "clones, mended", "8 of 8", "1 of 8", seconds=60)


def similarity_goes_through_the_steps(browser):
    id = job(browser, {**WITHOUT_ALPHA, "init": {"scheme": "constant", "alpha": 0.5, "perturbation": 0.001}, "name": "nudged"})
    browser.open(f"#job/{id}?part=neurons&step=0")
    browser.reads("Neuron by neuron", "step 0", "Neurons of one letter are equal bit for bit.", "At the end")
    browser.until(lambda: browser.all(".matrix canvas"), "no matrix")
    alike = browser.colours(".matrix canvas")
    browser.run("document.querySelector('.matrix canvas').focus()")
    keys(browser, ".matrix canvas", "ArrowRight", "ArrowDown")
    browser.reads("neurons 2 and 2: 1")
    browser.set("Step of the training", 9)
    browser.until(lambda: browser.colours(".matrix canvas") > alike, "the matrix does not change")
    browser.set("Of", "activation")
    browser.reads("Similarity of activations")
    assert "of=activation" in browser.address and "step=" in browser.address, browser.address
    browser.press("Play")
    browser.reads("step 0")
    browser.until(lambda: browser.all(".u-wrap"), "no charts")


def answers_are_pictures(browser):
    id = job(browser, {**CLONES, "init": "xavier_uniform", "name": "pictures"})
    browser.open(f"#job/{id}?part=answers")
    browser.reads("What it answers", "What each neuron sees", "neuron 8", "On the training rows", "answered 1")
    browser.until(lambda: len(browser.all(".gallery canvas")) == 8, "no pictures of the neurons")
    assert browser.colours(".boundary canvas") > 100
    keys(browser, ".boundary canvas", "ArrowDown")
    browser.until(lambda: browser.one(".boundary output").text.strip(), "no value is read")


def layers_and_claims_are_told(browser):
    id = job(browser, CLONES)
    browser.open(f"#job/{id}?part=layers")
    browser.reads("Layer by layer", "At step 300", "Errors sent back", "Largest eigenvalue of the Hessian")
    browser.set("Measure", "dead_fraction")
    assert "measure=dead_fraction" in browser.address
    browser.go(f"#job/{id}?part=claims")
    browser.reads("With all weights at any one constant, they do too", "C2", "does not apply", "Measured")
    browser.go(f"#job/{id}?part=spec")
    browser.reads("The spec, with every default", "Weights as JSON", "curl '")


def jobs_are_compared(browser):
    recorded = {**CLONES, "record": {"curvature": 10}}
    ids = [job(browser, recorded), job(browser, {**recorded, "init": "xavier_uniform", "name": "random"})]
    browser.open(f"#compare?jobs={','.join(ids)}&log=1")
    browser.reads("Compare", "clones", "random", "How alike they answer", "Linear CKA")
    browser.until(lambda: browser.all(".u-wrap"), "no chart")
    assert browser.one(".segments button[aria-pressed=true]").text == "log"
    measures = [option.text for option in browser.control("Measure").find_elements("css selector", "option")]
    for measure in ("train loss", "train accuracy", "gradient norm", "sharpness", "distinct neurons, layer 1", "effective rank, layer 1"):
        assert measure in measures, measures
    browser.set("Measure", "distinct_neurons/1")
    browser.set("Along", "epoch")
    browser.reads("Distinct neurons, layer 1")
    assert "metric=distinct_neurons" in browser.address and "x=epoch" in browser.address
    # The values at the cursor, by keys.
    browser.until(lambda: browser.all(".u-wrap"), "no chart")
    keys(browser, ".plot", "ArrowRight", "ArrowRight")
    browser.until(lambda: "–" not in browser.one(".u-legend").text, "no values at the cursor")
    browser.set("Measure", "train_loss")
    saved = browser.run("""
        const texts = [];
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { texts.push(blob); return make(blob); };
        [...document.querySelectorAll('button')].find((one) => one.textContent === 'CSV').click();
        URL.createObjectURL = make;
        return texts[0].text()""")
    assert saved.startswith("epoch,clones,random\r\n0,"), saved[:100]
    browser.open("#compare")
    browser.reads("Choose the jobs", "clones")


def a_sweep_is_a_table_a_map_and_a_plot(browser):
    browser.open("#sweep")
    browser.reads("A new sweep")
    browser.run("""
        const area = document.querySelector('textarea');
        area.value = JSON.stringify({name: 'page sweep', spec: {architecture: [2, 4, 1], training: {steps: 200}, record: {points: 5}},
            grid: {init: ['constant', 'normal'], alpha: [0.01, 0.1, 1, 10], sead: [1, 2]}});
        area.dispatchEvent(new Event('input', {bubbles: true}))""")
    browser.press("Start the sweep")
    browser.reads("A spec has no `sead`. Did you mean `seed`?")
    browser.faults(422)
    browser.run("""
        const area = document.querySelector('textarea');
        area.value = area.value.replace('sead', 'seed');
        area.dispatchEvent(new Event('input', {bubbles: true}))""")
    browser.press("Start the sweep")
    browser.reads("page sweep", "16 of 16 jobs ended", "Mean of up to 2 jobs at each place",
                  "Final train loss against alpha", "Final train loss over alpha and init", seconds=60)
    assert len(browser.all(".table tbody tr")) == 16
    browser.press("loss", "thead")
    losses = [float(row.find_elements("css selector", "td")[5].text) for row in browser.all(".table tbody tr")]
    assert losses == sorted(losses), losses
    assert browser.one("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    browser.set("Measure", "distinct_neurons/0")
    browser.reads("Distinct neurons, layer 1 against alpha")
    keys(browser, ".grid-map canvas", "ArrowDown")
    browser.reads("alpha 0.01, init normal: 4")
    address = browser.address
    browser.open(address)
    browser.reads("Distinct neurons, layer 1 against alpha")


def the_reference_lists_and_tries_calls(browser):
    browser.open("#api")
    browser.reads("/v1/jobs/{id}/curves", "Train a network", "Problems")
    calls = sum(len([method for method in item if method in ("get", "post", "delete", "patch")])
                for item in browser.service.send("GET", "/openapi.json").json["paths"].values())
    assert len(browser.all("details.call")) == calls
    browser.set("Find a call", "healthz")
    browser.until(lambda: len([one for one in browser.all("details.call") if one.is_displayed()]) == 1, "no search")
    browser.run("document.querySelector('details.call:not([hidden])').open = true")
    browser.reads("curl 'http://")
    browser.press("Send")
    browser.reads('"status": "ok"')


def classes_are_pictures_too(browser):
    id = job(browser, {
        "architecture": [2, 6, 3], "training": {"steps": 200, "learning_rate": 0.5}, "seed": 2, "name": "three",
        "dataset": {"inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [0, 1, 1, 2]}})
    browser.open(f"#job/{id}?part=answers")
    browser.reads("What it answers", "answered 2")
    browser.until(lambda: browser.all(".boundary canvas"), "no picture")
    # One colour a class, and little more of the rows.
    share = browser.run("""
        const canvas = document.querySelector('.boundary canvas');
        const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
        const counts = new Map();
        for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
        return [...counts.values()].sort((a, b) => b - a).slice(0, 3).reduce((sum, count) => sum + count) / pixels.length""")
    assert share > 0.97, share
    keys(browser, ".boundary canvas", "ArrowDown")
    browser.reads("class ")


def what_is_not_there_is_told(browser):
    id = job(browser, {**CLONES, "record": {"similarity": False}, "name": "quiet"})
    browser.open(f"#job/{id}?part=layers")
    browser.reads("quiet", "Overview", "similarity")
    browser.service.send("DELETE", f"/v1/jobs/{id}")
    browser.press("Delete")
    browser.reads("There is no job")
    browser.open("#job/job_00000000000000000000000000")
    browser.reads("There is nothing here")
    browser.go("#compare?jobs=job_00000000000000000000000000")
    browser.reads("There is nothing here")
    browser.open("#nowhere")
    browser.reads("Why do weights start at random?")
    browser.faults(404)


def keys(browser, selector, *names):
    """Keys pressed on an element."""
    for name in names:
        browser.run("""
            const element = document.querySelector(arguments[0]);
            element.focus();
            element.dispatchEvent(new KeyboardEvent('keydown', {key: arguments[1], bubbles: true, cancelable: true}))""",
                    selector, name)


CHECKS = [a_job_is_judged_and_mended, similarity_goes_through_the_steps, answers_are_pictures,
          classes_are_pictures_too, layers_and_claims_are_told, what_is_not_there_is_told, jobs_are_compared,
          a_sweep_is_a_table_a_map_and_a_plot, the_reference_lists_and_tries_calls]
