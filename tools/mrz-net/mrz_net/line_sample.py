"""One line to learn from: what is printed, and how the net sees it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .camera import Picture, photograph
from .fonts import FontSet
from .normalisation import normalise
from .paper import lay_on_paper
from .printed_line import print_line


@dataclass(frozen=True)
class LineSample:
    """`ink` is the net's input [32, w]; `text` is what it should read."""

    ink: NDArray[np.float32]
    text: str


def draw_crop(rng: np.random.Generator, fonts: FontSet, hard: float) -> tuple[Picture, str]:
    """A grey crop of one line and its text; `hard` from 0 to 1 widens every disturbance."""
    line = print_line(rng, fonts, hard)
    return photograph(rng, lay_on_paper(rng, fonts, line, hard), line, hard), line.text


def draw_sample(rng: np.random.Generator, fonts: FontSet, hard: float) -> LineSample:
    """The same crop as the net sees it. All chance comes from `rng`: the same state gives the same line."""
    crop, text = draw_crop(rng, fonts, hard)
    return LineSample(normalise(crop), text)
