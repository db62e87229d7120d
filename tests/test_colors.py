"""The stylesheet's palette: legible, with violet distinct from the tiers for everyone.

Contrast as WCAG 2.2 has it (1.4.3: 4.5 for text). Color vision deficiencies are simulated by the
matrices of Machado, Oliveira & Fernandes, "A Physiologically-based Model for Simulation of Color
Vision Deficiency", 2009, at full severity; distances are of CIELAB (CIE 1976), where about 2 can
just be told apart.
"""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parent.parent / "static/css/talentnet.css"
THEMES = ("light", "dark")
TIERS = ("great", "good", "exploring")
FAR_ENOUGH = 20

type Color = list[float]
type Matrix = list[list[float]]

VISION: dict[str, Matrix] = {
    "ordinary": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ: Matrix = [
    [0.4124, 0.3576, 0.1805],
    [0.2126, 0.7152, 0.0722],
    [0.0193, 0.1192, 0.9505],
]
WHITE = (0.95047, 1.0, 1.08883)

# Pairs of text color and background.
TEXT_ON = [
    *product(("ink", "ink-soft", "brand"), ("paper", "surface")),
    *((tier, f"{tier}-wash") for tier in TIERS),
    *product(("ink", "ink-soft", "violet"), ("violet-wash", "surface")),
    ("ink-soft", "sunken"),
    ("brand", "brand-wash"),
    ("ink", "good-wash"),
    ("ink", "danger-wash"),
    ("danger", "surface"),
    ("danger", "paper"),
    ("danger", "danger-wash"),
    ("great", "surface"),
    ("great", "paper"),
    ("good", "surface"),
    ("brand-ink", "brand"),
    ("violet-ink", "violet"),
]


def palette(theme: str) -> dict[str, Color]:
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", CSS.read_text())
    return {name: linear((light, dark)[THEMES.index(theme)]) for name, light, dark in found}


def linear(color: str) -> Color:
    parts = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def times(matrix: Matrix, color: Color) -> Color:
    return [sum(m * c for m, c in zip(row, color, strict=True)) for row in matrix]


def lab(color: Color) -> Color:
    def curve(part: float) -> float:
        return part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116

    x, y, z = (curve(c / w) for c, w in zip(times(TO_XYZ, color), WHITE, strict=True))
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


def distance(one: Color, other: Color, vision: Matrix) -> float:
    seen = [lab([min(max(c, 0), 1) for c in times(vision, color)]) for color in (one, other)]
    return float(sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5)


def contrast(one: Color, other: Color) -> float:
    light, dark = sorted((times(TO_XYZ, color)[1] for color in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_has_enough_contrast(theme: str) -> None:
    colors = palette(theme)
    faint = {
        f"{text} on {ground}": round(contrast(colors[text], colors[ground]), 2)
        for text, ground in TEXT_ON
        if contrast(colors[text], colors[ground]) < 4.5
    }
    assert faint == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISION)
def test_tiers_never_use_violet(theme: str, vision: str) -> None:
    colors = palette(theme)
    near = {
        tier: round(found)
        for tier in TIERS
        if (found := distance(colors["violet"], colors[tier], VISION[vision])) < FAR_ENOUGH
    }
    assert near == {}
