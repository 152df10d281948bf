"""Draws one word as a photograph shows it, in the shape that the net reads."""

import io
import unicodedata
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .alphabet import CLASS_OF
from .fonts import Face

# The strip is 40 pixels high, the box of the word 26 of them; see src/vision/word-strip.ts.
HEIGHT = 40
BOX = 26
# A column of the net's output sees 38 pixels, and stands 4 from the next.
FIELD = 38
STEP = 4
UNKNOWN = -1
MARGIN = 60


def draw(text: str, face: Face, random: Random) -> tuple[np.ndarray, np.ndarray]:
    """The strip (ink from 0 to 1, 40 rows) and the class of each column of the net's output; -1 is not judged."""
    picture, places, box = _print(text, face, random)
    scale = BOX / (box[3] - box[1])
    strip, shift = _cut(picture, box, scale, random)
    return _photograph(strip, random), _targets(text, places, scale, shift, strip.size[0])


def _print(text: str, face: Face, random: Random):
    tracking = random.uniform(-0.5, 5)
    x = MARGIN
    places = []
    width = sum(int(face.font_of(letter).getlength(letter) + 6) for letter in text) + 2 * MARGIN
    picture = Image.new("L", (width, 220), 0)
    pen = ImageDraw.Draw(picture)
    for letter in text:
        font = face.font_of(letter)
        pen.text((x, 150), letter, font=font, fill=255, anchor="ls")
        advance = font.getlength(letter)
        places.append((x, x + advance))
        x += advance + tracking
    box = picture.getbbox()
    if random.random() < 0.25:
        # Text engines leave the marks out of some boxes.
        plain = unicodedata.normalize("NFD", text)[0]
        top = 150 + face.font_of(text[0]).getbbox(plain, anchor="ls")[1]
        box = (box[0], min(max(box[1], top), box[3] - 20), box[2], box[3])
    _neighbours(picture, face, box, random)
    return picture, places, box


def _neighbours(picture: Image.Image, face: Face, box, random: Random) -> None:
    """The label above and what stands below reach into the strip."""
    pen = ImageDraw.Draw(picture)
    for at, anchor, near in ((box[1], "ls", -1), (box[3], "lt", 1)):
        if random.random() > 0.35:
            continue
        away = near * random.uniform(6, 26)
        other = "".join(random.choice("Snamegvburtdof ") for _ in range(40))
        font = face.fonts[0].font_variant(size=random.randint(28, 44))
        pen.text((box[0] - random.randint(0, 40), at + away), other, font=font, fill=random.randint(90, 230), anchor=anchor)


def _cut(picture: Image.Image, box, scale: float, random: Random):
    """Boxes of a text engine are a little off, and lines are not quite level."""
    scale *= random.uniform(0.86, 1.1)
    off_y = random.uniform(-1.6, 1.6)
    left = box[0] - FIELD / 2 / scale
    width = int((box[2] - box[0]) * scale + FIELD + STEP)
    slant = random.gauss(0, 0.012)
    middle = (box[1] + box[3]) / 2
    stretch = random.uniform(0.9, 1.12)
    matrix = (
        1 / (scale * stretch), random.gauss(0, 0.02) / scale, left,
        slant / scale, 1 / scale, middle - (HEIGHT / 2 + off_y) / scale - slant / scale * width / 2,
    )
    width = int(width * stretch)
    soft = picture.filter(ImageFilter.GaussianBlur(0.35 / scale))
    strip = soft.transform((width, HEIGHT), Image.AFFINE, matrix, Image.BICUBIC)
    return strip, (scale * stretch, left)


def _targets(text: str, places, scale: float, shift, width: int) -> np.ndarray:
    across, left = shift
    columns = (width - FIELD) // STEP + 1
    targets = np.full(columns, UNKNOWN, np.int64)
    middles = np.arange(columns) * STEP + FIELD / 2
    edges = [((start - left) * across, (end - left) * across) for start, end in places]
    for letter, (start, end) in zip(text, edges):
        reach = max(2.1, 0.27 * (end - start))
        targets[np.abs(middles - (start + end) / 2) < reach] = CLASS_OF[letter]
    for edge in [edges[0][0], *(end for _, end in edges)]:
        targets[(np.abs(middles - edge) < 2.1) & (targets == UNKNOWN)] = 0
    targets[(middles < edges[0][0] - 2) | (middles > edges[-1][1] + 2)] = 0
    return targets


def _photograph(strip: Image.Image, random: Random) -> np.ndarray:
    chance = np.random.default_rng(random.getrandbits(32))
    blur = random.choice([random.uniform(0, 0.9), random.uniform(0.8, 1.9)])
    ink = np.asarray(strip.filter(ImageFilter.GaussianBlur(blur)), np.float32) / 255
    ink *= random.uniform(0.55, 1)
    if random.random() < 0.15:
        # A lamp takes more of the ink at one end.
        faded = np.linspace(random.uniform(0.25, 1), 1, ink.shape[1])
        ink *= random.choice([faded, faded[::-1]])
    rows, columns = np.mgrid[0:HEIGHT, 0 : ink.shape[1]]
    for _ in range(random.choice([0, 0, 1, 3])):
        wave = rows - HEIGHT * random.random() - random.uniform(1, 8) * np.sin(columns / random.uniform(8, 60) + random.uniform(0, 6))
        ink = np.maximum(ink, random.uniform(0.05, 0.22) * (np.abs(wave) < random.uniform(0.5, 1.2)))
    ink += random.uniform(-0.12, 0.12) * (columns / ink.shape[1] - 0.5) * 2
    noise = chance.normal(0, random.uniform(0.005, 0.1), ink.shape)
    if random.random() < 0.6:
        noise = 0.5 * (noise + np.roll(noise, 1, 0) + np.roll(noise, 1, 1) + np.roll(noise, (1, 1), (0, 1)))
    grey = 1 - np.clip(ink + noise, 0, 1.1)
    return normalised(_saved(grey, random) if random.random() < 0.4 else grey)


def _saved(grey: np.ndarray, random: Random) -> np.ndarray:
    """As it comes back from a JPEG file."""
    file = io.BytesIO()
    levels = Image.fromarray((np.clip(grey, 0, 1) * 255).astype(np.uint8))
    levels.save(file, "JPEG", quality=random.randint(35, 90))
    return np.asarray(Image.open(file), np.float32) / 255


def normalised(grey: np.ndarray) -> np.ndarray:
    """Ink from 0 (as light as the paper) to 1 (as dark as the darkest print)."""
    dark, light = np.percentile(grey, [2, 85])
    return np.clip((light - grey) / max(light - dark, 1e-3), 0, 1).astype(np.float32)
