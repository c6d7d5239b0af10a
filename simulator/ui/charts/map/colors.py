"""The ramp of the map: from a tint just off the card through the hue to its darkest, in equal steps of lightness.

Lightness alone tells the figures apart, so the map reads the same in black and white and to every eye.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simulator.ui.charts.causes import blend
from simulator.ui.charts.ramp import STEPS, Colors, lightness, ramp
from simulator.ui.theme import Theme

_DEEPER = 0.5
"""On light ground, how far the ramp goes on from the hue towards ink."""


@lru_cache(maxsize=16)
def deep_ramp(look: Theme, hue: str) -> Colors:
    """256 opaque colors, 0xffRRGGBB, for the lowest to the highest figure."""
    full = getattr(look, hue)
    if look.is_dark:
        return ramp(look.field, full)
    darkest = blend(look.color("ink"), look.color(hue), _DEEPER).name()
    both = np.concatenate([ramp(look.field, full), ramp(full, darkest)[1:]])
    depth = -lightness(both)
    even = np.interp(np.linspace(depth[0], depth[-1], STEPS), depth, np.arange(len(both)))
    made: Colors = both[np.round(even).astype(int)]
    made.setflags(write=False)
    return made
