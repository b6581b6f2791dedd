"""Draws `symmetry.svg`, the picture of the README, from the answers of a running service.

The same network learns the same data from three starts. Above, what each has learned in the plane
of its two inputs; below, the loss and the distinct neurons over the steps. The service's results
are the same to the byte everywhere, and so is the picture.

    picture.py path/to/symbreak
"""

import itertools
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from demo import claim, curl, service

HERE = Path(__file__).parent
ROWS = HERE.parent / "Fixtures" / "circles.json"
PICTURE = HERE / "symmetry.svg"

SPEC = {
    "architecture": [2, 10, 5, 1],
    "activation": "relu",
    "seed": 1,
    "dataset": "circles",
    "training": {"steps": 15000, "learning_rate": 0.01},
    "record": {"points": 301},
}


@dataclass
class Start:
    """One way to choose the initial weights, and how it is drawn."""

    hue: str
    title: str
    fields: dict
    # Where the curve's label stands: a step, and a loss for its base line.
    label: str
    label_at: tuple[float, float]


STARTS = [
    Start("zeros", "All weights 0", {"init": "zeros"}, "all 0: stays at ln 2", (10_900, 0.715)),
    Start("equal", "All weights 0.5", {"init": "constant", "alpha": 0.5}, "all 0.5",
          (12_900, 0.59)),
    Start("random", "Random weights (He)", {"init": "he_normal"}, "random", (8_900, 0.27)),
]


@dataclass
class Run:
    """What the service answered about one start."""

    start: Start
    result: dict
    curves: dict
    similarity: dict
    layers: list[dict]

    @property
    def distinct(self) -> list[int]:
        """Distinct neurons of the first hidden layer at each step of `similarity`."""
        return self.similarity["layers"][0]["distinct_neurons"]


def train(base: str, start: Start) -> Run:
    def read(path: str) -> dict:
        return json.loads(curl(base + path))

    job = json.loads(curl(
        f"{base}/v1/jobs", "--header", "Content-Type: application/json",
        "--header", "Prefer: wait=60", "--data", json.dumps(SPEC | start.fields)))
    claim(job["state"] == "succeeded", f"the job is {job['state']}: {job['error']}")
    links = job["links"]
    return Run(start, job["result"], read(links["curves"] + "?metrics=train_loss")["columns"],
               read(links["similarity"]), read(links["weights"])["layers"])


# The trained network


def logit(layers: list[dict], point: list[float]) -> float:
    """The network's output before the sigmoid: above 0, the inner ring."""
    values = point
    for number, layer in enumerate(layers):
        values = [sum(w * x for w, x in zip(row, values)) + bias
                  for row, bias in zip(layer["weights"], layer["biases"])]
        if number < len(layers) - 1:
            values = [max(0.0, value) for value in values]
    return values[0]


# Drawing


STYLE = """
text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif }
text, tspan { fill: currentColor }
.title { font-weight: 600; font-size: 15px }
.line { fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linejoin: round }
.hinge { stroke-width: 1.6 }
.region { fill: currentColor; fill-opacity: .2 }
.dots { fill: none; stroke: currentColor; stroke-width: 4.2; stroke-linecap: round }
.frame { fill: none; stroke: #8b949e }
.grid { stroke: #8b949e; stroke-opacity: .28 }
.paper { fill: currentColor }
"""

# One colour a start, and those of the rest: on a light ground and on a dark one.
COLOURS = {
    "svg": ("#1f2328", "#e6edf3"),
    ".paper": ("#ffffff", "#0d1117"),
    ".quiet": ("#59636e", "#9da7b1"),
    ".outer": ("#9aa4ae", "#6e7681"),
    ".zeros": ("#7d3fc4", "#c297ff"),
    ".equal": ("#c2410c", "#ff9a57"),
    ".random": ("#0f766e", "#4fd1bd"),
}


def style() -> str:
    light = "\n".join(f"{name} {{ color: {colours[0]} }}" for name, colours in COLOURS.items())
    dark = "\n".join(f"{name} {{ color: {colours[1]} }}" for name, colours in COLOURS.items())
    return f"<style>{STYLE}{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n</style>"


WIDTH, HEIGHT = 860, 640


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def text(x: float, y: float, content: str, names: str = "", anchor: str = "start") -> str:
    styled = f' class="{names}"' if names else ""
    return (f'<text x="{number(x)}" y="{number(y)}"{styled} text-anchor="{anchor}">'
            f"{content}</text>")


@dataclass
class Panel:
    """A rectangle of the picture, and the ranges of the values that it shows."""

    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x(self, value: float) -> float:
        low, high = self.x_range
        return self.left + (value - low) / (high - low) * self.width

    def y(self, value: float) -> float:
        low, high = self.y_range
        return self.top + (high - value) / (high - low) * self.height

    def path(self, xs: list[float], ys: list[float]) -> str:
        points = (f"{number(self.x(x))} {number(self.y(y))}" for x, y in zip(xs, ys))
        return "M" + "L".join(points)

    @property
    def box(self) -> str:
        return (f'x="{number(self.left)}" y="{number(self.top)}" width="{number(self.width)}" '
                f'height="{number(self.height)}"')


def plane(place: int) -> Panel:
    """The inputs' plane of one start, a square."""
    return Panel(left=30 + place * 277, top=64, width=246, height=246,
                 x_range=(-1.3, 1.3), y_range=(-1.3, 1.3))


def dots(panel: Panel, rows: list[list[float]]) -> str:
    """A dot a row, as one path of strokes without length."""
    return "".join(f"M{number(panel.x(x))} {number(panel.y(y))}h0" for x, y in rows)


def inner_edges(layers: list[dict], xs: list[float], y: float) -> list[float]:
    """Where on the line at height `y` the network begins and ends to say "inner ring"."""
    logits = [logit(layers, [x, y]) for x in xs]
    edges = [xs[0]] if logits[0] > 0 else []
    for left, right, a, b in zip(xs, xs[1:], logits, logits[1:]):
        if (a > 0) != (b > 0):
            edges.append(left + (right - left) * a / (a - b))
    return edges + [xs[-1]] if logits[-1] > 0 else edges


def inner_region(panel: Panel, layers: list[dict]) -> str:
    """Where the network says "inner ring", one polygon for heights with as many edges."""
    grid = [-1.3 + 2.6 * step / 120 for step in range(121)]
    rows = [(y, inner_edges(layers, grid, y)) for y in grid]
    path = ""
    for count, group in itertools.groupby(rows, key=lambda row: len(row[1])):
        group = list(group)
        for start in range(0, count, 2):
            ends = [(edges[start], y) for y, edges in group]
            ends += [(edges[start + 1], y) for y, edges in reversed(group)]
            path += panel.path([x for x, _ in ends], [y for _, y in ends]) + "z"
    return path


def hinges(panel: Panel, layer: dict) -> list[str]:
    """The line on which each neuron switches on, w·x + b = 0; none where w is zero."""
    lines = []
    for (across, up), bias in zip(layer["weights"], layer["biases"]):
        squared = across * across + up * up
        if squared == 0:
            continue
        # The line's point nearest the origin, and both ways from there well past the frame.
        x, y = -bias * across / squared, -bias * up / squared
        along = 4 / squared**0.5
        ends = [(x - up * along, y + across * along), (x + up * along, y - across * along)]
        line = panel.path([end[0] for end in ends], [end[1] for end in ends])
        # Clones draw the same line, which is drawn once.
        if line not in lines:
            lines.append(line)
    return lines


def draw_plane(place: int, run: Run, rows: dict) -> list[str]:
    panel, hue = plane(place), run.start.hue
    units = len(run.layers[0]["weights"])
    final = run.result["final"]
    distinct = f"{run.distinct[-1]} distinct neuron{'s' * (run.distinct[-1] > 1)}"
    parts = [
        text(panel.left, 34, run.start.title, f"title {hue}"),
        text(panel.left, 54, f"{distinct} of {units}, {final['train_accuracy']:.0%} right"),
        f'<clipPath id="clip{place}"><rect {panel.box}/></clipPath>',
        f'<g clip-path="url(#clip{place})">',
    ]
    region = inner_region(panel, run.layers)
    if region:
        parts.append(f'<path class="region {hue}" d="{region}"/>')
    for target, ring in ((0, "outer"), (1, "inner")):
        points = [row for row, t in zip(rows["inputs"], rows["targets"]) if t == target]
        parts.append(f'<path class="dots {ring}" d="{dots(panel, points)}"/>')
    parts += [f'<path class="line hinge {hue}" d="{line}"/>'
              for line in hinges(panel, run.layers[0])]
    parts += ["</g>", f'<rect class="frame" {panel.box}/>']
    return parts


def draw_axes(panel: Panel, title: str, y_ticks: list[float]) -> list[str]:
    parts = [text(panel.left, panel.top - 14, title, "title")]
    bottom = panel.top + panel.height
    for value in y_ticks:
        y = number(panel.y(value))
        parts.append(f'<path class="grid" d="M{number(panel.left)} {y}h{number(panel.width)}"/>')
        parts.append(text(panel.left - 8, panel.y(value) + 4.5, f"{value:g}", "quiet", "end"))
    for value in (0, 5_000, 10_000, 15_000):
        anchor = "start" if value == 0 else "end" if value == 15_000 else "middle"
        parts.append(text(panel.x(value), bottom + 20, f"{value:,}", "quiet", anchor))
    parts.append(text(panel.x(7_500), bottom + 38, "training step", "quiet", "middle"))
    return parts


def draw_losses(runs: list[Run]) -> list[str]:
    panel = Panel(left=58, top=402, width=430, height=180, x_range=(0, 15_000), y_range=(0, 1))
    parts = draw_axes(panel, "Training loss", [0, 0.25, 0.5, 0.75, 1])
    parts.append(f'<clipPath id="losses"><rect {panel.box}/></clipPath>')
    for run in runs:
        line = panel.path(run.curves["step"], run.curves["train_loss"])
        parts.append(f'<path class="line {run.start.hue}" clip-path="url(#losses)" d="{line}"/>')
        step, loss = run.start.label_at
        parts.append(text(panel.x(step), panel.y(loss), run.start.label, run.start.hue))
        first = run.curves["train_loss"][0]
        if first > panel.y_range[1]:
            parts.append(text(panel.x(250), panel.y(0.9), f"from {first:.2f}", run.start.hue))
    return parts


def draw_distinct(runs: list[Run]) -> list[str]:
    panel = Panel(left=574, top=402, width=256, height=180, x_range=(0, 15_000), y_range=(0, 11))
    parts = draw_axes(panel, "Distinct neurons, first layer", [0, 1, 5, 10])
    for run in runs:
        line = panel.path(run.similarity["steps"], run.distinct)
        # The two starts from equal weights draw one line: the second in dashes upon the first.
        dashes = ' stroke-dasharray="9 9"' if run.start.hue == "equal" else ""
        parts.append(f'<path class="line {run.start.hue}"{dashes} d="{line}"/>')
    alike = " and ".join(f'<tspan class="{hue}">{name}</tspan>'
                         for hue, name in (("zeros", "all 0"), ("equal", "all 0.5")))
    parts.append(text(panel.x(300), panel.y(9.1), "random", "random"))
    parts.append(text(panel.x(300), panel.y(1.5), alike, "quiet"))
    return parts


def draw(runs: list[Run], rows: dict) -> str:
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="title">',
        '<title id="title">From equal weights ten neurons act as one; from random weights as ten'
        "</title>",
        style(),
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="8"/>',
    ]
    for place, run in enumerate(runs):
        parts += draw_plane(place, run, rows)
    caption = ("Dots: the two rings to be told apart. Lines: where a first-layer neuron switches "
               "on. Shaded: taken for the inner ring.")
    parts.append(text(plane(0).left, 333, caption, "quiet"))
    parts += draw_losses(runs) + draw_distinct(runs)
    return "\n".join(parts) + "\n</svg>\n"


def main() -> None:
    rows = json.loads(ROWS.read_text())["train"]
    with tempfile.TemporaryDirectory(prefix="symbreak-picture-") as directory:
        with service(sys.argv[1], Path(directory)) as base:
            runs = [train(base, start) for start in STARTS]
    PICTURE.write_text(draw(runs, rows))


if __name__ == "__main__":
    main()
