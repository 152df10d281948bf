"""What a camera, a screen, laminate and a careless crop make of a printed line."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .paper import Grey, soft_field
from .printed_line import PrintedLine

Picture = NDArray[np.uint8]

cv2.setNumThreads(1)


def photograph(rng: np.random.Generator, sheet: Grey, line: PrintedLine, hard: float) -> Picture:
    """A grey crop of about one line, as a locator would hand it over from a photograph."""
    picture = _bend(rng, sheet, hard)
    picture = _crop(rng, picture, line, hard)
    picture = _light(rng, picture, hard)
    if rng.random() < 0.15 * hard:
        picture = _laminate(rng, picture)
    np.clip(picture, 0, 255, out=picture)
    return _record(rng, picture, line.cap, hard)


def _bend(rng: np.random.Generator, sheet: Grey, hard: float) -> Grey:
    """Slant, skew, a vanishing point, a bowed page and uneven advance, in one resampling."""
    height, width = sheet.shape
    slant, skew = float(rng.normal(0, 0.05 + 0.05 * hard)), float(rng.normal(0, 0.002 + 0.004 * hard))
    taper, bow = float(rng.normal(0, 0.03 + 0.04 * hard)), float(rng.normal(0, height * (0.004 + 0.012 * hard)))
    drift = float(rng.uniform(-0.008, 0.008)) * hard * width
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    across = x * (2 / width) - 1
    rise = (y - height / 2) * (1 + taper * across)
    from_y = height / 2 + rise + (skew * (x - width / 2) + bow * (across * across - 0.4))
    from_x = x + drift * (across * across - 1) + slant * rise
    return cv2.remap(
        sheet, from_x.astype(np.float32), from_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def _crop(rng: np.random.Generator, picture: Grey, line: PrintedLine, hard: float) -> Grey:
    height, width = picture.shape
    tall = line.pitch * float(rng.uniform(1.35, 2.4))
    middle = height / 2 + line.pitch * float(rng.normal(0, 0.08 + 0.05 * hard))
    top, bottom = int(max(0, middle - tall / 2)), int(min(height, middle + tall / 2))
    spare = max(1.0, line.margin - line.pitch * 0.2)
    left, right = int(rng.uniform(0, spare)), int(width - rng.uniform(0, spare))
    return picture[top:bottom, left:right].copy()


def _light(rng: np.random.Generator, picture: Grey, hard: float) -> Grey:
    if rng.random() < 0.6:
        picture *= soft_field(rng, picture.shape, int(rng.integers(2, 6)), 0.95 - 0.5 * hard * float(rng.random()), 1.05)
    if rng.random() < 0.12 * hard:
        at = int(rng.uniform(0, picture.shape[1]))
        picture[:, at:] *= float(rng.uniform(0.45, 0.9))
    if rng.random() < 0.15 * hard:
        picture += _glare(rng, picture.shape, float(rng.uniform(40, 160)))
    return picture


def _glare(rng: np.random.Generator, shape: tuple[int, int], strength: float) -> Grey:
    height, width = shape
    x = (np.arange(width, dtype=np.float32) - rng.uniform(0, width)) / rng.uniform(20, 200)
    y = (np.arange(height, dtype=np.float32) - rng.uniform(0, height)) / rng.uniform(10, 80)
    return (strength * np.exp(-(y * y))[:, None] * np.exp(-(x * x))[None, :]).astype(np.float32)


def _laminate(rng: np.random.Generator, picture: Grey) -> Grey:
    """The hologram and the small creases of a foil: bright bands of fine stripes and bright specks."""
    height, width = picture.shape
    y, x = np.ogrid[:height, :width]
    tilt, step = rng.uniform(-1, 1), rng.uniform(3, 14)
    stripes = 0.5 + 0.5 * np.sin((x + tilt * y) * (2 * np.pi / step), dtype=np.float32)
    where = np.clip(soft_field(rng, picture.shape, int(rng.integers(3, 9)), -1.2, 1), 0, 1)
    picture = picture + stripes * where * float(rng.uniform(20, 90))
    for _ in range(int(rng.integers(0, 6))):
        ends = [(int(rng.uniform(0, width)), int(rng.uniform(0, height))) for _ in range(2)]
        ends[1] = (ends[0][0] + int(rng.normal(0, 30)), ends[1][1])
        cv2.line(picture, ends[0], ends[1], float(rng.uniform(150, 255)), 1, cv2.LINE_AA)
    return picture


def _record(rng: np.random.Generator, picture: Grey, cap: float, hard: float) -> Picture:
    """Optics, sensor, compression and a second resampling; capitals end between 5.5 and 24 pixels high."""
    small = rng.random() < 0.25 + 0.3 * hard
    scale = min(1.0, float(rng.uniform(5.5, 12) if small else rng.uniform(11, 26)) / cap)
    picture = _blur(rng, picture, cap, hard)
    size = (max(16, round(picture.shape[1] * scale)), max(8, round(picture.shape[0] * scale)))
    picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if rng.random() < 0.6 else cv2.INTER_LINEAR)
    if rng.random() < 0.1 * hard:
        picture = _screen(rng, picture)
    if rng.random() < 0.75:
        noise = rng.standard_normal(picture.shape, dtype=np.float32)
        picture += noise * float(rng.uniform(0, 4 + 9 * hard))
    if rng.random() < 0.3:
        picture += float(rng.uniform(0.3, 1.3)) * (picture - cv2.GaussianBlur(picture, (0, 0), 1.2))
    grey = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < 0.65:
        quality = int(rng.integers(22 if hard > 0.5 else 50, 96))
        grey = cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
    return _resample(rng, grey, enlarge=scale < 0.7)


def _blur(rng: np.random.Generator, picture: Grey, cap: float, hard: float) -> Grey:
    sigma = float(rng.uniform(0, (0.05 + 0.06 * hard) * cap))
    if sigma > 0.35:
        picture = cv2.GaussianBlur(picture, (0, 0), sigma)
    if rng.random() < 0.12 * hard:
        picture = cv2.filter2D(picture, -1, _shake(rng, max(3.0, float(rng.uniform(0.1, 0.35)) * cap)))
    return picture


def _shake(rng: np.random.Generator, length: float) -> Grey:
    side = max(3, int(length) | 1)
    kernel = np.zeros((side, side), np.float32)
    angle, middle = rng.uniform(0, np.pi), side // 2
    reach = np.array([np.cos(angle), np.sin(angle)]) * middle
    start = (round(middle - reach[0]), round(middle - reach[1]))
    end = (round(middle + reach[0]), round(middle + reach[1]))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA)
    return kernel / kernel.sum()


def _screen(rng: np.random.Generator, picture: Grey) -> Grey:
    """The grid of a display and the moire that a camera makes of it."""
    y, x = np.ogrid[: picture.shape[0], : picture.shape[1]]
    fine, wide = rng.uniform(2, 4.5), rng.uniform(15, 70)
    tilt = rng.uniform(-0.5, 0.5)
    grid = np.cos((x + tilt * y) * (2 * np.pi / fine)) + np.cos((y - tilt * x) * (2 * np.pi / (fine * 1.1)))
    moire = np.sin((x + y * rng.uniform(-3, 3)) * (2 * np.pi / wide))
    factor = 1 + float(rng.uniform(0.02, 0.12)) * grid + float(rng.uniform(0, 0.12)) * moire
    return (picture * factor).astype(np.float32)


def _resample(rng: np.random.Generator, grey: Picture, enlarge: bool) -> Picture:
    """A locator straightens the line and so samples it again; some prints are wider or narrower than the standard."""
    if rng.random() < 0.25:
        return grey
    factor = float(rng.uniform(0.9, 2.2) if enlarge else rng.uniform(0.8, 1.3))
    how = cv2.INTER_LINEAR if rng.random() < 0.6 else cv2.INTER_CUBIC
    return cv2.resize(grey, None, fx=factor * float(rng.uniform(0.86, 1.16)), fy=factor, interpolation=how)
