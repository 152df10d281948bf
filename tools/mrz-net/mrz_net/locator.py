"""Finds the lines of a zone in a picture, well enough to judge nets with; the product has a locator of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Point = NDArray[np.float64]

PITCH = 64
_WIDTHS = (1000, 700, 1400)
_REACHES = (21, 31)
_MOST_STRIPS = 4
_AIR = 0.55
_OVERHANG = 0.025


@dataclass(frozen=True)
class _Bar:
    """A line of print as a thin bar: its ends, its middle and its mean thickness, in pixels of the search picture."""

    start: Point
    end: Point
    thickness: float

    @property
    def middle(self) -> Point:
        return (self.start + self.end) / 2

    @property
    def length(self) -> float:
        return float(np.hypot(*(self.end - self.start)))


@dataclass(frozen=True)
class Strip:
    """A straightened zone of `lines` lines, `PITCH` pixels apart, the first one `_AIR` of that below the top."""

    picture: Grey
    lines: int

    def crops(self, line: int, share: float) -> Grey:
        """One line, `share` of the line pitch high."""
        middle = (_AIR + line) * PITCH
        top, bottom = middle - share * PITCH / 2, middle + share * PITCH / 2
        return self.picture[int(max(0, top)) : int(min(self.picture.shape[0], bottom))]


def find_strips(grey: Grey) -> Iterator[Strip]:
    """Strips that may be a zone, the upright ones first; nothing is decided here."""
    for turns in (0, 2, 1, 3):
        turned = np.ascontiguousarray(np.rot90(grey, -turns))
        for width in _WIDTHS:
            scale = width / turned.shape[1]
            how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
            small = cv2.resize(turned, (width, max(16, round(turned.shape[0] * scale))), interpolation=how)
            for bars in _stacks(small)[:_MOST_STRIPS]:
                strip = _straighten(turned, bars, scale)
                if strip is not None:
                    yield strip


def _stacks(small: Grey) -> list[list[_Bar]]:
    """Two or three bars of one length under each other, long and low ones first."""
    found: list[list[_Bar]] = []
    ink = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, np.ones((9, 9), np.uint8))
    ink = np.minimum(255, ink.astype(np.uint16) * 2).astype(np.uint8)
    level, _ = cv2.threshold(ink, 0, 255, cv2.THRESH_OTSU)
    _, print_mask = cv2.threshold(ink, max(24, level), 255, cv2.THRESH_BINARY)
    for reach in _REACHES:
        mask = cv2.morphologyEx(print_mask, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 1), np.uint8))
        bars = _bars(mask)
        below = {i: [j for j, lower in enumerate(bars) if _lies_under(bar, lower)] for i, bar in enumerate(bars)}
        followers = {j for under in below.values() for j in under}
        for i, under in below.items():
            for j in under:
                third = [[bars[i], bars[j], bars[k]] for k in below[j] if _even(bars[i], bars[j], bars[k])]
                found += third or ([[bars[i], bars[j]]] if i not in followers else [])
    return sorted(found, key=lambda stack: -np.mean([bar.length + bar.middle[1] / 2 for bar in stack]))


def _bars(mask: Grey) -> list[_Bar]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    bars = []
    for label in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[label])
        if width < mask.shape[1] * 0.3 or area < 80:
            continue
        rows, columns = np.nonzero(labels[top : top + height, left : left + width] == label)
        points = np.stack([columns + left, rows + top], 1).astype(np.float64)
        middle = points.mean(0)
        along = np.linalg.eigh(np.cov((points - middle).T))[1][:, 1]
        along = along if along[0] > 0 else -along
        reach = (points - middle) @ along
        length = float(reach.max() - reach.min())
        thickness = area / (length + 1)
        if length > 0.33 * mask.shape[1] and length > 9 * thickness and abs(along[1]) < 0.35:
            bars.append(_Bar(middle + along * reach.min(), middle + along * reach.max(), thickness))
    return bars


def _lies_under(upper: _Bar, lower: _Bar) -> bool:
    along = (upper.end - upper.start) / upper.length
    across = np.array([-along[1], along[0]])
    shift = lower.middle - upper.middle
    slope = (lower.end - lower.start) / lower.length
    return bool(
        1.1 * upper.thickness < shift @ across < 4.5 * upper.thickness
        and abs(shift @ along) < 0.08 * upper.length
        and abs(slope @ across) < 0.06
        and 0.85 < lower.length / upper.length < 1.18
        and 0.55 < lower.thickness / upper.thickness < 1.8
    )


def _even(first: _Bar, second: _Bar, third: _Bar) -> bool:
    upper, lower = second.middle - first.middle, third.middle - second.middle
    return bool(abs(np.hypot(*upper) - np.hypot(*lower)) < 0.35 * np.hypot(*upper))


def _straighten(grey: Grey, bars: list[_Bar], scale: float) -> Strip | None:
    first, last, count = bars[0], bars[-1], len(bars)
    out = (first.end - first.start) * _OVERHANG
    left, right = (last.start - first.start) / (count - 1), (last.end - first.end) / (count - 1)
    corners = [
        first.start - out - left * _AIR,
        first.end + out - right * _AIR,
        last.end + out + right * _AIR,
        last.start - out + left * _AIR,
    ]
    gap = float(np.hypot(*left) + np.hypot(*right)) / 2
    width = round(first.length * (1 + 2 * _OVERHANG) / gap * PITCH)
    if not 300 < width < 4000:
        return None
    height = round((count - 1 + 2 * _AIR) * PITCH)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform((np.array(corners) / scale).astype(np.float32), target)
    picture = cv2.warpPerspective(grey, view, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Strip(picture, count)
