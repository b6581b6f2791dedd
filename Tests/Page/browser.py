"""A headless Chromium that drives the page, and hears of all that goes wrong in it."""
import base64
import importlib.util
import pathlib
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service as DriverService

AXE = pathlib.Path(importlib.util.find_spec("axe_playwright_python").submodule_search_locations[0]) / "axe.min.js"
# Counts what the policy forbade before anything of the page runs: a console alone may miss what it reports.
WATCH = """
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
        window.violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
    window.addEventListener('error', (event) => window.violations.push(`error: ${event.message}`));
    window.addEventListener('unhandledrejection', (event) => window.violations.push(`rejected: ${event.reason}`));
"""


class Missing(Exception):
    """Something that the page should show is not there."""


class Browser:
    """One window, from `with` to its end."""

    def __init__(self, base, width=1280, height=900):
        self.base, self.size = base, (width, height)

    def __enter__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        # Without a sandbox, which root has none of; what is opened is the project's own page alone.
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--hide-scrollbars"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=DriverService("/usr/bin/chromedriver"))
        self.driver.set_script_timeout(60)
        self.resize(*self.size)
        self.command("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def command(self, name, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def resize(self, width, height=900):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                     mobile=False)

    def prefer(self, scheme):
        """Light or dark colours."""
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, address=""):
        """The page anew, at an address such as `#lesson`."""
        self.driver.get("about:blank")
        self.driver.get(f"{self.base}/{address}")

    def go(self, address):
        """Another address within the page, as a link would."""
        self.run("location.hash = arguments[0]", address)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    @property
    def text(self):
        """All that is written on the page."""
        return self.run("return document.body.innerText")

    @property
    def address(self):
        return self.run("return location.hash")

    def until(self, condition, what, seconds=60):
        """Waits until `condition` holds; what it comes to."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := condition():
                return value
            time.sleep(0.05)
        raise Missing(f"{what}; the page says:\n{self.text[:1500]}")

    def reads(self, *texts, seconds=60):
        """Waits until all `texts` are on the page."""
        for text in texts:
            self.until(lambda text=text: text in self.text, f"no “{text}”", seconds)

    def all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def one(self, selector):
        return self.until(lambda: next(iter(self.all(selector)), None), f"no {selector}")

    def press(self, text, within="main"):
        """The button or link of this text, pressed."""
        def find():
            return self.run("""
                const [text, within] = arguments;
                return [...document.querySelectorAll(`${within} button, ${within} a, ${within} summary`)].find(
                    (one) => one.textContent.trim() === text && one.offsetParent && !one.disabled)""", text, within)
        element = self.until(find, f"no button “{text}” in {within}")
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def control(self, label):
        """The control that a label belongs to."""
        return self.until(lambda: self.run("""
            return [...document.querySelectorAll('label')].find(
                (one) => one.textContent.trim() === arguments[0] && one.control)?.control""", label),
            f"no control “{label}”")

    def set(self, label, value):
        """A control's value, as its user would change it."""
        self.run("""
            const [control, value] = arguments;
            control.value = value;
            control.dispatchEvent(new Event('input', {bubbles: true}));
            control.dispatchEvent(new Event('change', {bubbles: true}));""", self.control(label), str(value))

    def colours(self, selector):
        """How many different colours a canvas shows."""
        return self.run("""
            const canvas = document.querySelector(arguments[0]);
            const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return new Set(new Uint32Array(data.buffer)).size""", selector)

    def faults(self, *statuses):
        """What went wrong since the last question: errors in the console, and what the policy forbade.

        The console has each refused call: those answered with one of `statuses` were meant. It also advises on
        reading canvases, which the checks do and not the page."""
        found = [f"console: {entry['message']}" for entry in self.driver.get_log("browser")
                 if entry["level"] in ("SEVERE", "WARNING") and "willReadFrequently" not in entry["message"]
                 and not any(f"status of {status} " in entry["message"] for status in statuses)]
        return found + self.run("const found = window.violations ?? []; window.violations = []; return found")

    def overflow(self):
        """How many pixels the page is wider than its window."""
        return self.run("return document.documentElement.scrollWidth - innerWidth")

    def axe(self):
        """What axe-core finds wrong, each with the elements that it concerns."""
        # Run apart from the page, whose policy forbids what is not its own.
        frame = self.command("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = self.command("Page.createIsolatedWorld", frameId=frame)["executionContextId"]
        self.command("Runtime.evaluate", expression=AXE.read_text(), contextId=world)
        answer = self.command(
            "Runtime.evaluate", contextId=world, awaitPromise=True, returnByValue=True,
            expression="axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations.map("
                       "(one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html).slice(0, 3).join(' | ')}`))")
        if "exceptionDetails" in answer:
            raise Missing(f"axe-core did not run: {answer['exceptionDetails']}")
        return answer["result"]["value"]

    def picture(self, path):
        """A picture of the whole page."""
        size = self.command("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": self.run("return innerWidth"), "height": min(size["height"], 4000), "scale": 1}
        data = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))
