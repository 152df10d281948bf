"""Ink on a sheet: a line at a fixed pitch with its neighbours, heavier or lighter, even or not."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from .fonts import FontSet, Glyph
from .text_lines import draw_zone

Ink = NDArray[np.float32]

CAP_PER_EM = 0.69
_ADVANCE_PER_EM = 0.6
_SHEET_PITCHES = 3.9


@dataclass(frozen=True)
class PrintedLine:
    """`ink` covers a sheet of 0 (paper) to 1 (full ink); the line lies at its middle, `margin` from left and right."""

    ink: Ink
    text: str
    pitch: float
    cap: float
    margin: float


def print_line(rng: np.random.Generator, fonts: FontSet, hard: float) -> PrintedLine:
    """Draws one line of a zone with the lines above and below it, as far as the sheet reaches.

    Args:
        hard: 0 to 1, how far each disturbance may go.
    """
    zone = draw_zone(rng)
    chosen = int(rng.integers(0, len(zone)))
    text = zone[chosen]
    path = fonts.lines[rng.choice(len(fonts.lines), p=fonts.shares)]
    pitch = float(rng.uniform(15, 23))
    size = round(pitch / _ADVANCE_PER_EM * rng.uniform(0.88, 1.14))
    cap = size * CAP_PER_EM
    margin = pitch * float(rng.uniform(0.3, 4))
    sheet = np.zeros((round(pitch * _SHEET_PITCHES), round(pitch * len(text) + 2 * margin)), np.uint8)
    baseline = (sheet.shape[0] + cap) / 2
    start = margin + pitch * rng.uniform(-0.15, 0.15)
    loose = float(rng.uniform(0, 0.035)) * pitch if rng.random() < 0.4 else 0.0
    lead = pitch * float(rng.uniform(2.2, 2.75) if rng.random() < 0.7 else rng.uniform(1.5, 2.3))
    stamp = _Stamp(rng, fonts, sheet)
    for step in (-1, 1):
        if 0 <= chosen + step < len(zone):
            stamp.line(zone[chosen + step], path, size, pitch, start, baseline + step * lead, loose)
        elif rng.random() < 0.45:
            stamp.lettering(size, baseline + step * lead * rng.uniform(0.75, 1.1))
    stamp.line(text, path, size, pitch, start, baseline, loose)
    return PrintedLine(_weigh(rng, sheet, cap, hard), text, pitch, cap, margin)


@dataclass
class _Stamp:
    rng: np.random.Generator
    fonts: FontSet
    sheet: NDArray[np.uint8]

    def line(self, text: str, path: Path, size: int, pitch: float, x: float, y: float, loose: float) -> None:
        jitter = self.rng.normal(0, loose, (len(text), 2)) if loose else np.zeros((len(text), 2))
        faint = self.rng.random(len(text)) < (0.1 if self.rng.random() < 0.5 else 0)
        for i, character in enumerate(text):
            glyph = self.fonts.glyph(path, size, character)
            strength = float(self.rng.uniform(0.55, 1)) if faint[i] else 1.0
            self._put(glyph, round(x + i * pitch + jitter[i, 0]), round(y + jitter[i, 1]), strength)

    def lettering(self, size: int, y: float) -> None:
        """Other print above or below the zone: a label, a signature line, a rule."""
        if self.rng.random() < 0.25:
            self.sheet[max(0, int(y) - 1) : max(0, int(y) + int(self.rng.integers(0, 3))), :] = 255
            return
        path = self.fonts.letterings[self.rng.integers(0, len(self.fonts.letterings))]
        small = max(8, int(size * self.rng.uniform(0.4, 1.1)))
        x = float(self.rng.uniform(0, self.sheet.shape[1] / 2))
        for character in draw_zone(self.rng)[-1].replace("<", " ").title():
            glyph = self.fonts.glyph(path, small, character)
            self._put(glyph, round(x), round(y), 1.0)
            x += small * 0.62

    def _put(self, glyph: Glyph, x: int, y: int, strength: float) -> None:
        left, top = x + glyph.dx, y + glyph.dy
        height, width = glyph.ink.shape
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(self.sheet.shape[1], left + width), min(self.sheet.shape[0], top + height)
        if x0 >= x1 or y0 >= y1:
            return
        ink = glyph.ink[y0 - top : y1 - top, x0 - left : x1 - left]
        if strength < 1:
            ink = (ink * strength).astype(np.uint8)
        part = self.sheet[y0:y1, x0:x1]
        np.maximum(part, ink, out=part)


def _weigh(rng: np.random.Generator, sheet: NDArray[np.uint8], cap: float, hard: float) -> Ink:
    """Spreads or starves the ink: blurred and cut again below half it grows bold, above half it grows thin."""
    ink = sheet.astype(np.float32) / 255
    kind = rng.random()
    if kind < 0.5:
        spread = cap * float(rng.uniform(0.03, 0.075))
        level = float(rng.uniform(0.16, 0.5) if kind < 0.36 else rng.uniform(0.5, 0.66))
        soft = cv2.GaussianBlur(ink, (0, 0), max(0.4, spread))
        ink = np.clip((soft - level) * float(rng.uniform(2, 6)) + 0.5, 0, 1)
    if rng.random() < 0.1 * hard:
        ink = _dot_matrix(rng, ink)
    return ink


def _dot_matrix(rng: np.random.Generator, ink: Ink) -> Ink:
    """Print of visible dots, as needle and thermal printers leave it."""
    step = float(rng.uniform(2.2, 3.6))
    y, x = np.ogrid[: ink.shape[0], : ink.shape[1]]
    dots = 0.5 + 0.25 * (np.cos(x * (2 * np.pi / step)) + np.cos(y * (2 * np.pi / step)))
    return (ink * (1 - float(rng.uniform(0.3, 0.8)) * (1 - dots))).astype(np.float32)
