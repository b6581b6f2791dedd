"""What the contract says of pictures, put to the test: each is XML, says what it shows, and has the numbers of the
JSON form where it draws them."""
import math
import re
import xml.etree.ElementTree as ElementTree

JOB = "/v1/jobs/{id}"
SVG = "{http://www.w3.org/2000/svg}"
#: What a picture may be made of: nothing that runs, and nothing from elsewhere.
ELEMENTS = {"svg", "title", "desc", "style", "rect", "text", "line", "path", "circle", "g"}
NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
#: Pixels are written to the hundredth; ticks that places are read back by are too.
PLACE = 0.02
SPEC = {"architecture": [2, 4, 1], "name": "<script>alert('&')</script>", "seed": 3, "dataset": "circles",
        "training": {"steps": 300, "learning_rate": 1}, "record": {"points": 60}}


def picture(check, path, id, query, accept=False):
    """A picture's root element; its faults are the check's."""
    if accept:
        answer = check.get(path, id, query, Accept="image/svg+xml")
    else:
        answer = check.get(path, id, f"{query}{'&' if query else '?'}format=svg")
    name = f"{path}{query}"
    if answer.media_type != "image/svg+xml":
        check.faults.append(f"{name}: a picture is {answer.media_type}")
        return ElementTree.Element("svg")
    root = ElementTree.fromstring(answer.body)
    found = {element.tag.removeprefix(SVG) for element in root.iter()}
    if not found <= ELEMENTS:
        check.faults.append(f"{name}: a picture has {sorted(found - ELEMENTS)}")
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if attribute.startswith("on") or "href" in attribute or "url(" in value:
                check.faults.append(f"{name}: a picture has {attribute}={value!r}")
    if root.tag != SVG + "svg" or not root.findtext(SVG + "title") or not root.findtext(SVG + "desc"):
        check.faults.append(f"{name}: a picture without title or description")
    return root


def scale(root, kind, log):
    """A function from pixels to values, by the ticks of an axis."""
    place = "x" if kind == "tick-x" else "y"
    # A label of the vertical axis stands four pixels below its tick.
    shift = 0 if place == "x" else 4
    ticks = [(float(text.get(place)) - shift, float(text.text)) for text in root.iter(SVG + "text")
             if kind in text.get("class", "").split()]
    (first, low), (last, high) = ticks[0], ticks[-1]
    if log:
        low, high = math.log10(low), math.log10(high)
    step = (high - low) / (last - first)

    def value(pixel):
        linear = low + (pixel - first) * step
        return 10 ** linear if log else linear

    return value, step


def check_points(check, id, metric, query="", log=False):
    """The points of a line are those of the JSON form."""
    root = picture(check, JOB + "/curves", id, f"?metrics={metric}{query}{'&scale=log' if log else ''}")
    columns = check.get(JOB + "/curves", id, f"?metrics={metric}&points=all&x=step").json["columns"]
    expected = [(step, value) for step, value in zip(columns["step"], columns[metric])
                if value is not None and (value > 0 or not log)]
    lines = [path for path in root.iter(SVG + "path") if "line" in path.get("class", "").split()]
    if len(lines) != 1:
        check.faults.append(f"{metric}: {len(lines)} lines in a picture of one")
        return
    drawn = re.findall(f"[ML]({NUMBER}) ({NUMBER})", lines[0].get("d"))
    if len(drawn) != len(expected):
        check.faults.append(f"{metric}: {len(drawn)} points drawn, {len(expected)} in JSON")
        return
    (x, x_step), (y, y_step) = scale(root, "tick-x", False), scale(root, "tick-y", log)
    for (left, top), (step, value) in zip(drawn, expected):
        found = y(float(top))
        distance = abs(math.log10(found / value) if log else found - value)
        if abs(x(float(left)) - step) > PLACE * abs(x_step) or distance > PLACE * abs(y_step):
            check.faults.append(f"{metric}: drawn at ({x(float(left))}, {found}), is ({step}, {value})")
            return


def check_pictures(check):
    """Every form of every picture; and what is refused."""
    id = check.call("POST", "/v1/jobs", 200, body=SPEC, Prefer="wait=60").json["id"]
    check_points(check, id, "train_loss")
    check_points(check, id, "train_loss", log=True)
    check_points(check, id, "gradient_norm", "&width=1500&height=900", log=True)
    for accept in (False, True):
        root = picture(check, JOB + "/curves", id, "", accept)
        if root.findtext(SVG + "title") != SPEC["name"]:
            check.faults.append(f"a picture's title is {root.findtext(SVG + 'title')!r}")
        picture(check, JOB + "/similarity/matrix", id, "?of=activation&width=300&height=300", accept)
        picture(check, JOB + "/outputs", id, "?grid=40", accept)
        picture(check, "/v1/curves", None, f"?jobs={id}&metrics=train_loss&x_scale=log", accept)
    picture(check, JOB + "/outputs", id, "?grid=40&layer=1&neuron=4&at=initial")
    sweep = {"spec": SPEC, "grid": {"alpha": [0.1, 1], "init": ["constant", "normal"], "seed": [1, 2, 3]}}
    sweep = check.call("POST", "/v1/sweeps", 200, body=sweep, Prefer="wait=60").json["id"]
    statistics = "/v1/sweeps/{id}/statistics"
    root = picture(check, statistics, sweep, "?over=/seed&x_scale=log", True)
    check_means(check, root, check.get(statistics, sweep, "?over=/seed", Accept="application/json").json["groups"])
    picture(check, statistics, sweep, "?by=/init&metric=distinct_neurons_1")
    for path, owner, query in (
            (JOB + "/curves", id, "?width=640"), (JOB + "/curves", id, "?format=svg&width=100"),
            (JOB + "/similarity/matrix", id, "?format=svg&height=3000"), (JOB + "/outputs", id, "?format=svg"),
            ("/v1/curves", None, f"?jobs={id}&format=svg&scale=cubic"),
            (statistics, sweep, "?format=svg&metric=los"), (statistics, sweep, "?format=svg&x=/init")):
        check.call("GET", path, 400, query, owner)
    check.call("GET", JOB + "/outputs", 422, "?format=svg&grid=4&layer=1&neuron=5", id)
    check.call("DELETE", "/v1/sweeps/{id}", 204, id=sweep)


def check_means(check, root, groups):
    """The marks of a sweep's lines are the means of the JSON form."""
    y, step = scale(root, "tick-y", False)
    drawn = sorted(y(float(mark.get("cy"))) for mark in root.iter(SVG + "circle"))
    expected = sorted(group["final_train_loss"]["mean"] for group in groups)
    if len(drawn) != len(expected) or any(
            abs(one - other) > PLACE * abs(step) for one, other in zip(drawn, expected)):
        check.faults.append(f"the marks of a sweep are {drawn}, its means {expected}")
