"""`python -m mrz_net.sheet OUT.png`: a sheet of drawn lines, to see what the net is taught."""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np

from .fonts import find_fonts
from .line_sample import draw_sample


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="picture to write")
    parser.add_argument("--count", type=int, default=28, help="lines on the sheet")
    parser.add_argument("--hard", type=float, default=1.0, help="0 (clean) to 1 (all that training shows)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same sheet")
    options = parser.parse_args()
    rng, fonts = np.random.default_rng(options.seed), find_fonts()
    started = time.process_time()
    samples = [draw_sample(rng, fonts, options.hard) for _ in range(options.count)]
    print(f"{(time.process_time() - started) / options.count * 1000:.1f} ms of processor time a line")
    width = max(sample.ink.shape[1] for sample in samples)
    rows = [np.pad(sample.ink, ((3, 3), (0, width - sample.ink.shape[1]))) for sample in samples]
    cv2.imwrite(str(options.out), np.clip(255 - np.vstack(rows) * 230, 0, 255).astype(np.uint8))


if __name__ == "__main__":
    main()
