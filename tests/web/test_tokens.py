"""Colours that carry text or figures: axe cannot judge text on SVG, so their pairs are computed here."""

import re

import pytest
from django.conf import settings

TOKENS = settings.PACKAGE / "web" / "assets" / "look" / "_tokens.scss"
COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6});", TOKENS.read_text(encoding="utf-8")))
TEXT, CONTROL = 4.5, 3.0


def luminance(name):
    parts = [int(COLOURS[name][at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *(
            ("ink", ground)
            for ground in ("white", "paper", "stone-100", "gold-tint", "heat-0", "heat-1", "heat-2", "heat-3")
        ),
        *(("stone-600", ground) for ground in ("white", "paper", "stone-100", "gold-tint", "river-tint")),
        *(
            (tone, "white")
            for tone in ("lacquer", "jade", "amber", "crimson", "river", "stone-700", "gold-text")
        ),
        *((tone, f"{tone}-tint") for tone in ("jade", "amber", "crimson", "river")),
        ("gold-text", "gold-tint"),
        ("white", "lacquer"),
        ("white", "heat-4"),
        ("gold-light", "then"),
        ("on-then", "then"),
        ("on-then-2", "then-2"),
        ("on-lacquer", "lacquer"),
    ],
)
def test_it_can_be_read(text, ground):
    assert contrast(text, ground) >= TEXT


@pytest.mark.parametrize("mark", ["stone-400", "crimson", "stone-700", "jade", "river"])
def test_it_can_be_told_from_the_ground(mark):
    assert contrast(mark, "white") >= CONTROL


def test_it_darkens_steadily_from_cold_to_hot():
    scale = [luminance(f"heat-{step}") for step in range(5)]

    assert scale == sorted(scale, reverse=True)


def test_it_keeps_colours_out_of_every_other_style_sheet():
    others = [
        path for path in TOKENS.parent.glob("_*.scss") if path.name not in ("_tokens.scss", "_govuk.scss")
    ]

    assert {
        path.name for path in others if re.search(r"#[0-9A-Fa-f]{3,6}\b(?!\{)", path.read_text())
    } == set()
