"""`python -m mrz_net.evaluation MODEL.onnx FOLDER`: reads the pictures of a folder that has a truth.json and scores it.

`truth.json` is a list of `{file, mrz: [lines], check_digits_valid_in_print}`; pictures lie in FOLDER or FOLDER/images.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime

from .check_digits import checks_pass
from .decoding import LAYOUTS, Reading, Scores, read_layout, read_length
from .export import INPUT, OUTPUT
from .locator import Strip, find_strips
from .normalisation import normalise

Reader = Callable[[Any], Scores]

_CROPS = (0.72, 0.62, 0.85)
_GOOD_ENOUGH = -0.05
_BREAKS_THE_STANDARD = 0.1
"""Log-probability a character that the standard's alphabet may cost before the eye is believed instead."""


@dataclass(frozen=True)
class ZoneReading:
    lines: list[str]
    score: float
    """Log-probability a character."""
    passes: bool


def open_net(model: Path) -> Reader:
    """The ONNX net on one thread; gives [38, t] for one normalised line."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    return lambda ink: session.run([OUTPUT], {INPUT: ink[None, None]})[0][0]


def read_picture(net: Reader, path: Path) -> ZoneReading | None:
    """The first strip that is read surely, else the best one."""
    grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError(f"{path.name} is no picture")
    best: ZoneReading | None = None
    for strip in find_strips(grey):
        found = _read_strip(net, strip)
        if found and (best is None or (found.passes, found.score) > (best.passes, best.score)):
            best = found
        if best and best.passes and best.score > _GOOD_ENOUGH:
            break
    return best


def _read_strip(net: Reader, strip: Strip) -> ZoneReading | None:
    """All formats of as many lines, on all crops; readings that pass their check digits come first."""
    scores = [[net(normalise(strip.crops(i, share))) for share in _CROPS] for i in range(strip.lines)]
    found: list[ZoneReading] = []
    for name, layouts in LAYOUTS.items():
        if len(layouts) != strip.lines:
            continue
        choices = [_readings(crops, layout) for crops, layout in zip(scores, layouts, strict=True)]
        if all(choices):
            found += [zone for zone in _zones(choices) if _fits(name, zone.lines[0])]
    return max(found, key=lambda zone: (zone.passes, zone.score), default=None)


def _readings(crops: list[Scores], layout: str) -> list[Reading]:
    readings = []
    for scores in crops:
        bound, free = read_layout(scores, layout), read_length(scores, len(layout))
        if free and (not bound or free.score - bound.score > _BREAKS_THE_STANDARD * len(layout)):
            readings.append(free)
        elif bound:
            readings.append(bound)
    return sorted(readings, key=lambda reading: -reading.score)


def _zones(choices: list[list[Reading]]) -> list[ZoneReading]:
    """The best reading of each line, and those where one line is replaced by its second or third."""
    picks = [[0] * len(choices)]
    for line, readings in enumerate(choices):
        picks += [[k if i == line else 0 for i in range(len(choices))] for k in range(1, len(readings))]
    zones = []
    for pick in picks:
        chosen = [readings[k] for readings, k in zip(choices, pick, strict=True)]
        lines = [reading.text for reading in chosen]
        score = sum(reading.score for reading in chosen) / sum(map(len, lines))
        zones.append(ZoneReading(lines, score, checks_pass(lines)))
    return zones


def _fits(name: str, first: str) -> bool:
    french = first.startswith("IDFRA")
    return {"FRA": french, "TD2": not french and first[0] != "V", "TD3": first[0] != "V"}.get(name, True)


def distance(read: str, true: str) -> int:
    """Levenshtein's."""
    row = list(range(len(true) + 1))
    for i, a in enumerate(read, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(true, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]


def evaluate(net: Reader, folder: Path, rows: bool) -> dict[str, float]:
    truths = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    pictures = folder / "images" if (folder / "images").is_dir() else folder
    exact = checked = provable = wrong = 0
    errors: list[float] = []
    started = time.process_time()
    for truth in truths:
        found = read_picture(net, pictures / truth["file"])
        lines = found.lines if found else []
        right, passes = lines == truth["mrz"], bool(found and found.passes)
        exact += right
        provable += truth["check_digits_valid_in_print"]
        checked += truth["check_digits_valid_in_print"] and passes
        wrong += passes and not right
        true = "".join(truth["mrz"])
        errors.append(min(1.0, distance("".join(lines), true) / len(true)))
        if rows:
            score = f"{found.score:.3f}" if found else "none"
            print(f"{'E' if right else '-'}{'C' if passes else '-'} {errors[-1]:.3f} {score:>7} {truth['file']}")
            if not right:
                print("\n".join(f"    read {a}\n    true {b}" for a, b in zip(lines, truth["mrz"], strict=False) if a != b))
    return {
        "pictures": len(truths),
        "exact": exact,
        "checks pass": checked,
        "of those that can": provable,
        "pass but wrong": wrong,
        "character errors": round(float(np.mean(errors)), 4),
        "processor seconds": round(time.process_time() - started, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="ONNX file")
    parser.add_argument("folder", type=Path, nargs="+", help="folder with truth.json and pictures")
    parser.add_argument("--rows", action="store_true", help="one row a picture, with what was misread")
    options = parser.parse_args()
    net = open_net(options.model)
    for folder in options.folder:
        print(json.dumps(evaluate(net, folder, options.rows)))


if __name__ == "__main__":
    main()
