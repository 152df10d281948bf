"""The net's input. Reading must do exactly what is done here, or the net sees what it never learnt."""

import cv2
import numpy as np
from numpy.typing import NDArray

HEIGHT = 32
_MIN_WIDTH = 32
_PAPER_REACH = np.ones((9, 15), np.uint8)
_PAPER_BLUR = 12.0


def normalise(grey: NDArray[np.generic]) -> NDArray[np.float32]:
    """A grey crop of one line (0 black to 255 white, any size) as [32, w]: ink about 1, paper about 0.

    Resized by area averages when it shrinks, by cubic interpolation when it grows. Divided by its paper (the largest
    value within 9 x 15 pixels, blurred), which takes shadows out; then the 2nd percentile becomes 1, the 92nd 0.
    """
    height, width = grey.shape
    size = (max(_MIN_WIDTH, round(width * HEIGHT / height)), HEIGHT)
    how = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    line = cv2.resize(grey.astype(np.float32), size, interpolation=how)
    paper = cv2.GaussianBlur(cv2.dilate(line, _PAPER_REACH), (0, 0), _PAPER_BLUR, borderType=cv2.BORDER_REPLICATE)
    light = np.minimum(1.2, line / np.maximum(20, paper))
    dark, bright = np.percentile(light, [2, 92])
    ink = (bright - np.clip(light, dark - 0.1, bright + 0.1)) / max(0.08, bright - dark)
    return ink.astype(np.float32)
