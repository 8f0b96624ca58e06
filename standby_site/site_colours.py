"""The organisation's colour, made readable: darker or lighter until it stands out from what it stands on.

Contrast is that of WCAG 2.2 (relative luminance of sRGB; success criteria 1.4.3, 1.4.6 and 1.4.11). Runs in Pelican's
process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping

TEXT, MARK = 7.0, 3.0
"""What text (AAA) and bars (non-text contrast) need."""
LIGHT = {"paper": "#ffffff", "tint": "#eef4f6"}
DARK = {"paper": "#10181d", "tint": "#182730"}
"""What text and bars stand on, in both schemes."""
_STEPS = 500


def scheme(colour: str, grounds: Mapping[str, str]) -> dict[str, str]:
    """`accent` (bars and edges) and `link` (text), each on every one of these grounds."""
    return {"accent": readable(colour, grounds, MARK), "link": readable(colour, grounds, TEXT)}


def readable(colour: str, grounds: Mapping[str, str], ratio: float) -> str:
    """`#rrggbb`, moved in lightness (HSL) as little as that contrast to each ground asks; hue and saturation stay.

    The grounds are all light or all dark, so that one end of the scale (white or black) always has it.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    end = 0.0 if luminance(next(iter(grounds.values()))) > 0.18 else 1.0
    for step in range(_STEPS + 1):
        moved = lightness + (end - lightness) * step / _STEPS
        found = _hex(colorsys.hls_to_rgb(hue, moved, saturation)) if step else colour
        if all(contrast(found, ground) >= ratio for ground in grounds.values()):
            return found
    raise ValueError(f"no colour stands out from {grounds} by {ratio}")


def on(colour: str) -> str:
    """White or near-black, whichever reads better on that colour; at least 4.5 to 1 with any."""
    return max("#ffffff", "#000000", key=lambda text: contrast(text, colour))


def contrast(one: str, other: str) -> float:
    """1 to 21: (lighter + 0.05) / (darker + 0.05)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """0 (black) to 1 (white)."""
    red, green, blue = map(_linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in channels)
