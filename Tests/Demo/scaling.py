"""Measures how the time of a training step grows, and draws it.

    python3 Tests/Demo/scaling.py .build/release/symbreak > docs/scaling.svg

Four families of networks, in each of which one thing grows: width, depth, batch, replicas. Each is
timed by `symbreak bench` on one thread. The picture goes to standard output, the figures as a
Markdown table to standard error.
"""

import json
import math
import subprocess
import sys
import tempfile


def shape(name, architecture, batch=64, steps=50, replicas=1):
    return {"name": name, "architecture": architecture, "activation": "relu", "samples": 1024,
            "batch": batch, "steps": steps, "replicas": replicas}


FAMILIES = [
    ("width", "64-W-W-10, batch 64",
     [(w, shape(f"width {w}", [64, w, w, 10], steps=max(5, 40000 // w // 8)))
      for w in (8, 16, 32, 64, 128, 256, 512, 1024, 2048)]),
    ("depth", "L hidden layers of 64, batch 64",
     [(d, shape(f"depth {d}", [64] + [64] * d + [10], steps=max(20, 2000 // d)))
      for d in (1, 2, 4, 8, 16, 32)]),
    ("batch", "64-128-128-10, batch B",
     [(b, shape(f"batch {b}", [64, 128, 128, 10], batch=b, steps=max(20, 20000 // b)))
      for b in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)]),
    ("replicas", "2-8-8-1, batch 10, R networks",
     [(r, shape(f"replicas {r}", [2, 8, 8, 1], batch=10, steps=2000, replicas=r))
      for r in (1, 2, 4, 8, 16, 32, 64, 128, 256)]),
]


def measure(program):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([s for _, _, points in FAMILIES for _, s in points], file)
        file.flush()
        out = subprocess.run([program, "bench", "--threads", "1", "--format", "json", "--shapes", file.name],
                             capture_output=True, text=True, check=True).stdout
    return {row["name"]: row for row in map(json.loads, out.splitlines())}


def microseconds(row, replicas):
    """A step of all replicas together."""
    return 1e6 * replicas / row["net_steps_per_second"]


def panel(index, title, caption, points, colour="#2b6cb0"):
    left, top, width, height = 60 + (index % 2) * 400, 50 + (index // 2) * 270, 310, 180
    xs, ys = [math.log2(x) for x, _ in points], [math.log10(y) for _, y in points]
    x0, x1, y0, y1 = min(xs), max(xs), math.floor(min(ys)), math.ceil(max(ys))
    place = [(left + (x - x0) / (x1 - x0) * width, top + height - (y - y0) / (y1 - y0) * height)
             for x, y in zip(xs, ys)]
    parts = [f'<text x="{left}" y="{top - 14}" font-weight="bold">{title}: {caption}</text>',
             f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" stroke="#999"/>']
    for power in range(y0, y1 + 1):
        y = top + height - (power - y0) / (y1 - y0) * height
        label = {0: "1 µs", 1: "10 µs", 2: "100 µs", 3: "1 ms", 4: "10 ms", 5: "100 ms", -1: "0.1 µs"}.get(power, f"1e{power}")
        parts += [f'<line x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>',
                  f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>']
    for (value, _), (x, _) in zip(points, place):
        parts.append(f'<text x="{x:.1f}" y="{top + height + 16}" text-anchor="middle">{value}</text>')
    parts.append('<polyline fill="none" stroke="%s" stroke-width="2" points="%s"/>'
                 % (colour, " ".join(f"{x:.1f},{y:.1f}" for x, y in place)))
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in place]
    return "\n".join(parts)


def main():
    rows = measure(sys.argv[1])
    panels = []
    for index, (title, caption, points) in enumerate(FAMILIES):
        times = [(x, microseconds(rows[s["name"]], s["replicas"])) for x, s in points]
        panels.append(panel(index, title, caption, times))
        print(f"\n| {title} ({caption}) | µs a step | GFLOP/s | of peak |\n|---|---|---|---|", file=sys.stderr)
        for (x, s), (_, time) in zip(points, times):
            row = rows[s["name"]]
            print(f"| {x} | {time:.2f} | {row['gflops']:.1f} | {100 * row['share_of_peak']:.0f} % |", file=sys.stderr)
    print('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 580" font-family="sans-serif" font-size="12">'
          '<rect width="800" height="580" fill="white"/>'
          '<text x="20" y="22" font-size="14">Time of one training step on one thread, both axes logarithmic</text>')
    print("\n".join(panels))
    print("</svg>")


if __name__ == "__main__":
    main()
