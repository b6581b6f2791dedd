#!/usr/bin/env python3
"""Drives the page of the built service in a headless Chromium.

    python check_page.py PROGRAM [NAME…]

Each check opens views as a person would and looks for what they must say. Whatever it does, nothing may be wrong in the
console, nothing may be forbidden by the page's own policy, and at 375 pixels nothing may be wider than the window.
Ends with 0 where all of this holds. With PAGE_PICTURES=FOLDER a picture of every view is kept there.
"""
import argparse
import pathlib
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Contract"))

import access
import accessibility
import lesson
import results
import safety
import training
from browser import Browser
from service import Service

CHECKS = [*lesson.CHECKS, *training.CHECKS, *results.CHECKS, *safety.CHECKS, *access.CHECKS, *accessibility.CHECKS]


def run(check, browser):
    """What is wrong with one check; None for nothing."""
    try:
        check(browser)
        if faults := browser.faults():
            return "\n".join(faults)
    except Exception:
        return traceback.format_exc() + "\n".join(browser.faults())
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    failed = passed = 0
    with Service(arguments.program, 2) as service, Browser(service.url) as browser:
        browser.service, browser.program = service, arguments.program
        for check in CHECKS:
            if arguments.names and check.__name__ not in arguments.names:
                continue
            start = time.monotonic()
            fault = run(check, browser)
            print(f"{'failed' if fault else 'passed'}  {check.__name__}  {time.monotonic() - start:.1f} s", flush=True)
            if fault:
                print(fault, flush=True)
            failed, passed = failed + bool(fault), passed + (not fault)
    print(f"page: {passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
