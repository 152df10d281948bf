"""`python lines.py OUT COUNT`: writes OUT.tif, a page a line, and OUT.box, what is on each page."""

import argparse
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from line_crop import crop_to_ink, even_out
from mrz_net.fonts import find_fonts
from mrz_net.line_sample import draw_crop

_LINE_HIGH = (48, 96)


def draw_pages(count: int, seed: int, hard: float) -> list[tuple[Image.Image, str]]:
    """Lines as tesseract will be shown them, with their texts."""
    rng, fonts = np.random.default_rng(seed), find_fonts()
    pages = []
    while len(pages) < count:
        grey, text = draw_crop(rng, fonts, hard * float(rng.random()))
        high = int(rng.integers(*_LINE_HIGH))
        wide = round(grey.shape[1] * high / grey.shape[0])
        line = crop_to_ink(even_out(cv2.resize(grey, (wide, high), interpolation=cv2.INTER_CUBIC)))
        if line.shape[1] >= 6 * len(text):
            pages.append((Image.fromarray(line), text))
    return pages


def write_pages(out: Path, pages: list[tuple[Image.Image, str]]) -> None:
    """The box format for lines: each character with the box of the whole line, then a tab."""
    pictures = [picture for picture, _ in pages]
    pictures[0].save(out.with_suffix(".tif"), save_all=True, append_images=pictures[1:], compression="tiff_deflate")
    with out.with_suffix(".box").open("w", encoding="utf-8") as boxes:
        for page, (picture, text) in enumerate(pages):
            place = f"0 0 {picture.width} {picture.height} {page}\n"
            boxes.writelines(f"{character} {place}" for character in text)
            boxes.write(f"\t {place}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="path without ending")
    parser.add_argument("count", type=int, help="lines")
    parser.add_argument("--hard", type=float, default=0.7, help="0 (clean) to 1: the most that a line is disturbed")
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same lines")
    options = parser.parse_args()
    write_pages(options.out, draw_pages(options.count, options.seed, options.hard))


if __name__ == "__main__":
    main()
