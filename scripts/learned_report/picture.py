"""Curves by round as a small SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#555555", "#999933", "#882255", "#44AA99",
          "#AA4499", "#117733")  # fmt: skip
DASHES = ("", "6 3", "2 3", "8 3 2 3")
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 640, 300, 40, 14, 190, 34


def picture(curves: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """Curves by their labels, each of several runs: the mean as a line, the least and the most as a band."""
    last = max(len(one[0]) for one in curves.values()) - 1
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def points(values: np.ndarray) -> list[str]:
        return [f"{LEFT + across * t / last:.0f},{TOP + down * (1 - v):.1f}" for t, v in enumerate(values)]

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="11">', f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]  # fmt: skip
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = TOP + down * (1 - share)
        parts.append(f'<path d="M{LEFT} {y:.0f}h{across}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.0f}" text-anchor="end">{share:g}</text>')
    for t in range(0, last + 1, 1 if last <= 12 else 2):
        x = LEFT + across * t / last
        parts.append(f'<text x="{x:.0f}" y="{TOP + down + 15}" text-anchor="middle">{t}</text>')
    parts.append(f'<text x="{LEFT + across / 2:.0f}" y="{HEIGHT - 4}" text-anchor="middle">round</text>')
    ends = []
    for number, (label, runs) in enumerate(curves.items()):
        color, dash = COLORS[number % len(COLORS)], DASHES[number // 3 % len(DASHES)]
        values = np.array(runs, float)
        band = points(values.max(axis=0)) + points(values.min(axis=0))[::-1]
        parts.append(f'<polygon points="{" ".join(band)}" fill="{color}" fill-opacity=".12"/>')
        parts.append(
            f'<polyline points="{" ".join(points(values.mean(axis=0)))}" fill="none" stroke="{color}" '
            f'stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        ends.append((float(values.mean(axis=0)[-1]), label, color, dash))
    for place, (_, label, color, dash) in enumerate(sorted(ends, key=lambda end: -end[0])):
        y = TOP + 8 + 16 * place
        x = LEFT + across + 12
        parts.append(f'<path d="M{x} {y}h18" stroke="{color}" stroke-width="2" stroke-dasharray="{dash}"/>')
        parts.append(f'<text x="{x + 24}" y="{y + 4}" fill="#222">{label}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
