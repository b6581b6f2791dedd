"""Names that would be markup, a page without its charts, and what the policy stops."""
from fixtures import CLONES, job, sweep

MARKUP = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>"\'>${7*7}{{7*7}}'
RUNS = "javascript:window.hit=1"


def names_and_labels_are_text(browser):
    id = job(browser, {**CLONES, "name": MARKUP[:200], "labels": {"team": MARKUP[:200], "link": RUNS}})
    other = job(browser, {**CLONES, "init": "normal", "name": RUNS, "labels": {"team": "</td></table><style>*{display:none}</style>"}})
    group = sweep(browser, {"name": MARKUP[:100], "spec": {"architecture": [2, 2, 1], "training": {"steps": 10}},
                            "grid": {"alpha": [1, 2], "name": [MARKUP[:60], "plain"]}})
    for address, text in (("#jobs", MARKUP[:40]), (f"#job/{id}", MARKUP[:40]), (f"#job/{id}?part=spec", "onerror"),
                          (f"#compare?jobs={id},{other}", MARKUP[:40]), ("#compare", MARKUP[:40]), ("#sweep", MARKUP[:40]),
                          (f"#sweep/{group}", MARKUP[:40]), (f"#jobs?label=team:{MARKUP[:30]}", "Jobs"),
                          ("#train?spec=" + '{"architecture":"<b onclick=x>","init":"<i>"}', "<b onclick=x>"),
                          ("#<img src=x onerror=alert(1)>", "Why do weights start at random?"),
                          ("#job/<script>alert(1)<%2Fscript>", "nothing here"), ("#lesson?data=<b>&alpha=x", "Why do")):
        browser.open(address)
        browser.reads(text)
        assert not browser.run("return window.hit"), address
        assert not browser.all("main img, main script, main style, main b, main i, main iframe"), address
        for link in browser.all("a[href]"):
            assert not link.get_attribute("href").startswith("javascript:"), address
        # Calls that such names make are refused: that is meant.
        faults = browser.faults(400, 404, 422)
        assert not faults, (address, faults)


def the_policy_stops_what_would_run(browser):
    browser.open()
    browser.reads("Random")
    stopped = browser.run("""
        const stopped = {};
        const tried = (name, call) => { try { call(); stopped[name] = false; } catch { stopped[name] = true; } };
        tried('markup', () => { document.createElement('div').innerHTML = '<b>x</b>'; });
        tried('write', () => document.write('<b>x</b>'));
        tried('policy', () => trustedTypes.createPolicy('mine', {createHTML: (text) => text}));
        return stopped""")
    assert stopped == {"markup": True, "write": True, "policy": True}, stopped
    browser.run("""
        const script = document.createElement('script');
        script.append('window.ran = true');
        document.body.append(script);
        const image = new Image();
        image.src = 'https://elsewhere.example/x.png';
        document.body.append(image);""")
    found = browser.until(lambda: browser.run("return window.violations.length > 3 ? window.violations : null"),
                          "the policy forbade too little")
    assert not browser.run("return window.ran") and any("img-src" in one for one in found), found
    browser.open()
    browser.driver.get_log("browser")
    browser.run("window.violations = []")


def without_its_charts_the_page_says_what_to_run(browser):
    browser.command("Network.enable")
    browser.command("Network.setBlockedURLs", urls=["*uplot.iife.min.js"])
    try:
        browser.open("#lesson?trained=1")
        browser.reads("make binary", "1 of 10 neurons is distinct")
    finally:
        browser.command("Network.setBlockedURLs", urls=[])
    # The file that was held back is in the console, and nothing else.
    faults = [fault for fault in browser.faults() if "uplot" not in fault]
    assert not faults, faults


CHECKS = [names_and_labels_are_text, the_policy_stops_what_would_run, without_its_charts_the_page_says_what_to_run]
