"""What tesseract is shown, at training and at reading: one line, evened out, cut to its ink, 48 pixels high."""

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

HEIGHT = 48
MARGIN = 0.25
"""Paper above and below, in heights of the ink."""
_PAPER_BLUR = 24.0
_PAPER = 225.0
_INK = 60
_EDGE = 0.18


def even_out(grey: Grey) -> Grey:
    """Divides by the blurred surroundings, then stretches the 2nd percentile to black and the 92nd to white.

    The blur fits a line pitch of about 64 pixels.
    """
    paper = np.maximum(20, cv2.GaussianBlur(grey, (0, 0), _PAPER_BLUR, borderType=cv2.BORDER_REPLICATE))
    light = np.minimum(255, grey.astype(np.float32) * _PAPER / paper)
    dark, bright = np.percentile(light, [2, 92])
    return np.clip((light - dark) * (255 / max(1.0, bright - dark)), 0, 255).astype(np.uint8)


def crop_to_ink(even: Grey) -> Grey:
    """The rows of the line nearest the middle and a quarter of their height beyond; white where the picture ends."""
    height, width = even.shape
    darkness = 255 - even.astype(np.float32)
    rows = np.where(darkness > _INK, darkness, 0).sum(1)
    rows = np.convolve(np.pad(rows, 1, mode="edge"), np.ones(3) / 3, "valid")
    top, bottom = _ink_rows(rows)
    spare = MARGIN * max(6, bottom - top + 1)
    first, last = round(top - spare), round(bottom + spare)
    sheet = np.full((max(6, last - first + 1), width), 255, np.uint8)
    inside = slice(max(0, first), min(height, last + 1))
    sheet[inside.start - first : inside.stop - first] = even[inside]
    wide = max(20, round(width * HEIGHT / sheet.shape[0]))
    return cv2.resize(sheet, (wide, HEIGHT), interpolation=cv2.INTER_AREA if sheet.shape[0] > HEIGHT else cv2.INTER_CUBIC)


def _ink_rows(rows: NDArray[np.floating]) -> tuple[int, int]:
    """First and last row around the darkest one near the middle; one light row between dark ones does not end a line."""
    height, middle = len(rows), len(rows) / 2
    near = np.abs(np.arange(height) - middle)
    peak = int(np.where(near < height * 0.22, rows, -1).argmax())
    dark = rows > rows[near < height * 0.3].max() * _EDGE
    top = bottom = peak
    while top > 0 and (dark[top - 1] or (top > 1 and dark[top - 2])):
        top -= 1
    while bottom < height - 1 and (dark[bottom + 1] or (bottom < height - 2 and dark[bottom + 2])):
        bottom += 1
    return top, bottom
