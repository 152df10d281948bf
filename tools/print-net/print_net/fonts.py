"""Faces to draw with: Debian's, and any folder of @fontsource packages (each in two files, Latin and extended)."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

DEBIAN = Path("/usr/share/fonts/truetype")
SIZE = 64


class Face:
    """One face in one or more files, each with some of the letters."""

    def __init__(self, files: list[Path]):
        self.fonts = [ImageFont.truetype(str(file), SIZE) for file in files]
        self.unknown = [_pixels(font, "\uffff") for font in self.fonts]

    @lru_cache(maxsize=None)
    def font_of(self, letter: str) -> ImageFont.FreeTypeFont | None:
        for font, unknown in zip(self.fonts, self.unknown):
            if _pixels(font, letter) != unknown:
                return font
        return None

    def has(self, text: str) -> bool:
        return all(self.font_of(letter) for letter in text)


def _pixels(font: ImageFont.FreeTypeFont, letter: str) -> bytes:
    mask = font.getmask(letter)
    return bytes(mask) + bytes(str(mask.size), "ascii")


def faces(folder: str | None = None) -> list[Face]:
    """Debian's faces but the slanted ones, and those of a folder `node_modules/@fontsource`."""
    found = [Face([file]) for file in sorted(DEBIAN.rglob("*.ttf")) if not _is_other(file.name)]
    for package in sorted(Path(folder).iterdir()) if folder else []:
        for weight in (400, 500, 700):
            parts = [package / "files" / f"{package.name}-{part}-{weight}-normal.woff" for part in ("latin", "latin-ext")]
            if all(part.exists() for part in parts):
                found.append(Face(parts))
    if not found:
        raise FileNotFoundError(f"There are no fonts in {DEBIAN}.")
    return found


def _is_other(name: str) -> bool:
    return any(word in name for word in ("Oblique", "Italic", "Math", "ExtraLight"))
