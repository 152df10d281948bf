"""The fonts that lines are drawn in, and the outlines of their glyphs."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

REPOSITORY_FONTS = Path(__file__).resolve().parents[3] / "src" / "specimen" / "fonts"
SYSTEM_FONTS = Path("/usr/share/fonts")

_SHARES = {
    "OCRB.otf": 0.66,
    "OCRBS.otf": 0.22,
    "OCRBL.otf": 0.02,
    "DejaVuSansMono.ttf": 0.03,
    "LiberationMono-Regular.ttf": 0.04,
    "LiberationMono-Bold.ttf": 0.03,
}
_LETTERINGS = ("DejaVuSans-Bold.ttf", "LiberationSans-Regular.ttf", "LiberationSerif-Bold.ttf")


@dataclass(frozen=True)
class Glyph:
    """Ink of a character (uint8, 255 is full) and where its top left corner lies from the pen on the baseline."""

    ink: NDArray[np.uint8]
    dx: int
    dy: int


@dataclass
class FontSet:
    """Line fonts with the share of lines that each draws, and fonts of what is printed around."""

    lines: list[Path]
    shares: NDArray[np.float64]
    letterings: list[Path]
    _faces: dict[tuple[Path, int], ImageFont.FreeTypeFont] = field(default_factory=dict)
    _glyphs: dict[tuple[Path, int, str], Glyph] = field(default_factory=dict)

    def glyph(self, path: Path, size: int, character: str) -> Glyph:
        key = (path, size, character)
        found = self._glyphs.get(key)
        if found is None:
            found = self._glyphs[key] = _rasterise(self.face(path, size), character)
        return found

    def face(self, path: Path, size: int) -> ImageFont.FreeTypeFont:
        key = (path, size)
        if key not in self._faces:
            self._faces[key] = ImageFont.truetype(str(path), size)
        return self._faces[key]


def find_fonts(folders: tuple[Path, ...] = (REPOSITORY_FONTS, SYSTEM_FONTS)) -> FontSet:
    """Looks for the fonts by file name. Only `OCRB.otf`, which the repository holds, must be there."""
    places = {path.name: path for folder in reversed(folders) for path in sorted(folder.rglob("*.[ot]tf"))}
    if "OCRB.otf" not in places:
        raise FileNotFoundError(f"OCRB.otf is in none of {[str(folder) for folder in folders]}")
    names = [name for name in _SHARES if name in places]
    shares = np.array([_SHARES[name] for name in names])
    letterings = [places[name] for name in _LETTERINGS if name in places] or [places["OCRB.otf"]]
    return FontSet([places[name] for name in names], shares / shares.sum(), letterings)


def _rasterise(face: ImageFont.FreeTypeFont, character: str) -> Glyph:
    left, top, right, bottom = (int(v) for v in face.getbbox(character, anchor="ls"))
    picture = Image.new("L", (max(1, right - left + 2), max(1, bottom - top + 2)))
    ImageDraw.Draw(picture).text((1 - left, 1 - top), character, font=face, fill=255, anchor="ls")
    return Glyph(np.asarray(picture), left - 1, top - 1)
