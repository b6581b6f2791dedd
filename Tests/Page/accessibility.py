"""Every view by axe-core, in light and in dark, at 1280 and at 375 pixels; and by keyboard alone."""
import os

from selenium.webdriver.common.keys import Keys

from fixtures import CLONES, job, sweep


def views(browser):
    """(name, address, text that it shows when it is complete) of every view."""
    id = job(browser, CLONES)
    random = job(browser, {**CLONES, "init": "xavier_uniform", "name": "random"})
    group = sweep(browser, {"name": "scales", "spec": {"architecture": [2, 6, 1], "dataset": "circle",
                                                       "training": {"steps": 300, "learning_rate": 0.3}, "record": {"points": 5}},
                            "grid": {"init": ["constant", "normal"], "alpha": [0.01, 0.1, 1, 3], "seed": [1, 2, 3]}})
    return [
        ("lesson", "#lesson", "All 10 neurons will be distinct"),
        ("lesson-trained", "#lesson?trained=1", "It solved the task."),
        ("train", "#train", "Layer 1: 1 of 10"),
        ("train-faults", '#train?spec={"architecture":[2,4,3],"alpah":1,"dataset":"circle"}', "Use alpha"),
        ("jobs", "#jobs", "clones"),
        ("job", f"#job/{id}", "Unbroken symmetry"),
        ("job-neurons", f"#job/{random}?part=neurons", "Turned since the start"),
        ("job-answers", f"#job/{random}?part=answers", "answered 1"),
        ("job-layers", f"#job/{id}?part=layers", "Largest eigenvalue"),
        ("job-claims", f"#job/{id}?part=claims", "C10"),
        ("job-spec", f"#job/{id}?part=spec", "To take away"),
        ("compare", f"#compare?jobs={id},{random}", "Linear CKA"),
        ("compare-choose", "#compare", "Choose the jobs"),
        ("sweeps", "#sweep", "scales"),
        ("sweep", f"#sweep/{group}", "24 of 24 jobs ended"),
        ("api", "#api?find=curves", "/v1/jobs/{id}/curves"),
    ]


def every_view_passes_axe_in_both_schemes_and_sizes(browser):
    pictures = os.environ.get("PAGE_PICTURES")
    found = []
    all_views = views(browser)
    try:
        for width, scheme in ((1280, "light"), (375, "dark")):
            browser.resize(width)
            browser.prefer(scheme)
            for name, address, text in all_views:
                browser.open(address)
                browser.reads(text)
                browser.until(lambda: "Loading …" not in browser.text and "is examined …" not in browser.text, "it loads for ever")
                found += [f"{name}, {width}, {scheme}: {fault}" for fault in browser.axe()]
                if (over := browser.overflow()) > 0:
                    found.append(f"{name}: {over} pixels wider than {width}")
                if pictures:
                    browser.picture(f"{pictures}/{name}-{width}-{scheme}.png")
                found += [f"{name}: {fault}" for fault in browser.faults(422)]
    finally:
        browser.resize(1280)
        browser.prefer("light")
    assert not found, "\n".join(found)


def the_lesson_goes_by_keyboard(browser):
    browser.open()
    browser.reads("All 10 neurons will be distinct")

    def focus():
        return browser.run("const one = document.activeElement; return one.id || one.textContent.trim() || one.localName")

    def press(*keys):
        for key in keys:
            browser.driver.switch_to.active_element.send_keys(key)

    press(Keys.TAB)
    assert focus() == "skip", focus()
    press(Keys.ENTER)
    assert focus() == "main" and browser.address in ("", "#lesson"), (focus(), browser.address)
    press(Keys.TAB)
    # The first control is α: arrows move it, and theory answers.
    press(Keys.ARROW_RIGHT)
    browser.reads("All 0.55")
    for _ in range(20):
        if focus() == "lesson-train":
            break
        press(Keys.TAB)
    press(Keys.ENTER)
    browser.reads("1 of 10 neurons is distinct")
    announced = browser.until(lambda: browser.run("return document.getElementById('announcer').textContent"), "nothing is announced")
    assert "All zeros: 1 of 10 neurons is distinct" in announced, announced


CHECKS = [every_view_passes_axe_in_both_schemes_and_sizes, the_lesson_goes_by_keyboard]
