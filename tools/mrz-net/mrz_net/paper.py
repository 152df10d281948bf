"""What the ink lies on, and what was printed or stamped over it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .fonts import FontSet
from .printed_line import PrintedLine

Grey = NDArray[np.float32]


def lay_on_paper(rng: np.random.Generator, fonts: FontSet, line: PrintedLine, hard: float) -> Grey:
    """The printed line as a grey picture, 0 black to 255 white, lit evenly."""
    shape = line.ink.shape
    tone = float(rng.uniform(90, 255) if rng.random() < 0.45 else rng.uniform(180, 255))
    paper = np.full(shape, tone, np.float32)
    if rng.random() < 0.6:
        paper -= _guilloche(rng, shape, hard)
    if rng.random() < 0.2 + 0.5 * hard:
        paper *= soft_field(rng, shape, int(rng.integers(6, 40)), 1 - float(rng.uniform(0.05, 0.1 + 0.3 * hard)), 1.05)
    if rng.random() < 0.2 * hard:
        paper *= _overprint(rng, fonts, line)
    ink = line.ink
    if rng.random() < 0.3 * hard:
        ink = ink * np.clip(soft_field(rng, shape, int(rng.integers(20, 120)), 0.3, 1.3), 0, 1)
    black = tone * float(rng.uniform(0.05, 0.35 + 0.37 * hard))
    picture = paper + (np.minimum(black, paper) - paper) * ink
    if rng.random() < 0.1 * hard:
        _perforate(rng, picture, line.cap)
    if rng.random() < 0.35 * hard:
        _edges(rng, picture, line)
    return picture


def soft_field(rng: np.random.Generator, shape: tuple[int, int], cells: int, low: float, high: float) -> Grey:
    """A field that varies slowly between `low` and `high`: a coarse random grid, enlarged; `cells` lie along the line."""
    height, width = shape
    rows = max(2, int(cells * height / width) + 2)
    grid = rng.random((rows, cells + 2), dtype=np.float32) * (high - low) + low
    return cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)


def _guilloche(rng: np.random.Generator, shape: tuple[int, int], hard: float) -> Grey:
    """Darkness of fine waves, or of a fine grid, printed under the line."""
    height, width = shape
    waves = np.zeros(shape, np.uint8)
    x = np.arange(-8, width + 16, 8)
    for _ in range(int(rng.integers(3, 18))):
        swing, turns, phase = rng.uniform(2, height * 0.5), rng.uniform(0.5, 16), rng.uniform(0, 6.3)
        tilt = rng.uniform(-0.15, 0.15) * rng.random()
        y = height * rng.random() + swing * np.sin(turns * x / width * 2 * np.pi + phase) + tilt * (x - width / 2)
        points = np.stack([x, y], 1).astype(np.int32)
        depth = int(rng.uniform(6, 40 + 35 * hard))
        cv2.polylines(waves, [points], False, depth, int(rng.integers(1, 3)), cv2.LINE_AA)
    return waves.astype(np.float32)


def _overprint(rng: np.random.Generator, fonts: FontSet, line: PrintedLine) -> Grey:
    """A factor for what lies over the line: a large word in tint, strokes of a pen, or the rim of a stamp."""
    height, width = line.ink.shape
    mark = np.zeros((height, width), np.uint8)
    kind = rng.random()
    if kind < 0.5:
        path = fonts.letterings[rng.integers(0, len(fonts.letterings))]
        size = int(line.pitch * rng.integers(2, 7))
        x, y = float(rng.uniform(-size, width * 0.5)), height * float(rng.uniform(0.5, 1.6))
        for character in ("SPECIMEN", "MUSTER", "VOID", "SAMPLE")[rng.integers(0, 4)]:
            glyph = fonts.glyph(path, size, character)
            _blend(mark, glyph.ink, round(x), round(y + glyph.dy))
            x += glyph.ink.shape[1] * 1.15
    elif kind < 0.8:
        for _ in range(int(rng.integers(1, 4))):
            ends = [(int(rng.uniform(0, width)), int(rng.uniform(0, height))) for _ in range(2)]
            cv2.line(mark, ends[0], ends[1], 255, int(rng.integers(1, 3)), cv2.LINE_AA)
    else:
        centre = (int(rng.uniform(0, width)), int(rng.uniform(-height, 2 * height)))
        cv2.circle(mark, centre, int(rng.uniform(height * 0.7, height * 2.5)), 255, int(rng.integers(1, 4)), cv2.LINE_AA)
    return 1 - mark.astype(np.float32) * (float(rng.uniform(0.1, 0.45)) / 255)


def _blend(mark: NDArray[np.uint8], ink: NDArray[np.uint8], left: int, top: int) -> None:
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(mark.shape[1], left + ink.shape[1]), min(mark.shape[0], top + ink.shape[0])
    if x0 < x1 and y0 < y1:
        part = mark[y0:y1, x0:x1]
        np.maximum(part, ink[y0 - top : y1 - top, x0 - left : x1 - left], out=part)


def _perforate(rng: np.random.Generator, picture: Grey, cap: float) -> None:
    """Small holes in a row, as cancelled documents and laser-punched numbers show."""
    height, width = picture.shape
    radius = max(1, round(cap * float(rng.uniform(0.06, 0.14))))
    x, y = float(rng.uniform(0, width * 0.7)), float(rng.uniform(0, height))
    shade = float(rng.uniform(30, 255))
    for step in range(int(rng.integers(3, 14))):
        centre = (round(x + step * radius * 4), round(y + rng.normal(0, radius)))
        cv2.circle(picture, centre, radius, shade, -1, cv2.LINE_AA)


def _edges(rng: np.random.Generator, picture: Grey, line: PrintedLine) -> None:
    """The document ends, a band begins: beside the line, or above and below it."""
    height, width = picture.shape
    shade = float(rng.uniform(10, 255))
    gap = int(line.margin - line.pitch * 0.3)
    kind = rng.random()
    if kind < 0.3 and gap > 2:
        picture[:, : int(rng.uniform(0, gap))] = shade
    elif kind < 0.6 and gap > 2:
        picture[:, width - int(rng.uniform(1, gap)) :] = shade
    else:
        reach = int(height / 2 - line.cap * float(rng.uniform(0.68, 1.1)))
        rows = slice(0, max(0, reach)) if rng.random() < 0.4 else slice(height - max(1, reach), height)
        picture[rows] = picture[rows] * float(rng.uniform(0.6, 1.2)) if kind < 0.8 else shade
