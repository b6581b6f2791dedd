"""Who gets the page: tags and codings, programs, keys, and services that have none."""
import gzip
import json
import subprocess

from browser import Browser
from service import Service

POLICY = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'",
          "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'")


def files_have_policy_tag_and_coding(browser):
    service = browser.service
    for target, accept in (("/", "text/html,*/*;q=0.8"), ("/page/main.js", "*/*"), ("/page/base.css", "text/css,*/*;q=0.1")):
        plain = service.send("GET", target, None, {"Accept": accept})
        assert plain.status == 200, target
        policy = plain.headers["content-security-policy"].split("; ")
        assert all(rule in policy for rule in POLICY), policy
        assert not any("unsafe" in rule for rule in policy)
        tag = plain.headers["etag"]
        kept = service.send("GET", target, None, {"Accept": accept, "If-None-Match": tag})
        assert kept.status == 304 and not kept.body
        coded = service.send("GET", target, None, {"Accept": accept, "Accept-Encoding": "gzip"})
        assert coded.headers["content-encoding"] == "gzip" and gzip.decompress(coded.body) == plain.body
        assert "Accept-Encoding" in coded.headers["vary"]
    page = service.send("GET", "/", None, {"Accept": "text/html"}).body.decode()
    assert "<style" not in page and "style=" not in page and "onclick" not in page
    assert service.send("GET", "/page/nothing.js").status == 404
    assert service.send("GET", "/page/..%2FPackage.swift").status == 404
    assert b"MIT License" in service.send("GET", "/page/uplot-licence.txt").body


def programs_get_an_index(browser):
    answer = browser.service.send("GET", "/", None, {"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/json", answer.headers
    assert answer.json["links"]["jobs"] == "/v1/jobs"
    for name, link in answer.json["links"].items():
        # The stream of events would not end by itself.
        query = "?seconds=1" if name == "events" else ""
        assert browser.service.send("GET", link + query).status == 200, link


def without_the_page(browser):
    with Service(browser.program, 1, "--page", "off") as service:
        answer = service.send("GET", "/", None, {"Accept": "text/html,*/*;q=0.8"})
        assert answer.status == 200 and answer.json["service"] == "symbreak"
        assert service.send("GET", "/page/main.js").status == 404


def a_key_is_asked_for_and_kept_for_the_tab(browser):
    with Service(browser.program, 2) as service:
        made = subprocess.run(
            [browser.program, "key", "create", "--owner", "ada", "--database", service.database],
            capture_output=True, text=True, check=True)
        key = next(word for word in made.stdout.split() if word.startswith("sbk_"))
        with Browser(service.url) as window:
            window.until(lambda: service.send("GET", "/v1/jobs").status == 401, "the key is not known yet")
            window.open()
            window.reads("This service needs a key", "Version")
            window.set("Key", "sbk_0000000000_wrong")
            window.press("Use this key", "dialog")
            window.reads("There is no such key.")
            window.set("Key", key)
            window.press("Use this key", "dialog")
            window.reads("1 of 10 neurons will be distinct", "Forget key")
            window.press("Train the three networks")
            window.reads("1 of 10 neurons is distinct")
            # Kept for the tab: not asked for again, not in the address, not in what outlives the tab.
            window.driver.refresh()
            window.reads("1 of 10 neurons is distinct")
            assert key not in window.driver.current_url
            assert window.run("return localStorage.length") == 0 and not window.driver.get_cookies()
            assert window.run("return Object.values(sessionStorage)") == [key]
            # Refused calls are in the console as the network's; nothing else is.
            faults = window.faults(401)
            assert not faults, faults
            window.press("Forget key", "header")
            window.reads("This service needs a key")


CHECKS = [files_have_policy_tag_and_coding, programs_get_an_index, without_the_page,
          a_key_is_asked_for_and_kept_for_the_tab]
