"""From log-probabilities to the likeliest text of a known length whose characters may stand where they stand."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .alphabet import ALPHABET, BLANK, DIGITS, FILLER, LETTERS

Scores = NDArray[np.float32]

_SETS = {
    "a": LETTERS + FILLER,
    "d": DIGITS + FILLER,
    "D": DIGITS,
    "s": "MFX" + FILLER,
    "x": ALPHABET,
    "V": "V",
    "P": "P",
    "I": "IACP",
}
_TWO_LINE_START = "aaaddddddDsddddddD"
LAYOUTS: dict[str, tuple[str, ...]] = {
    "TD1": ("Iaaaa" + "x" * 25, "ddddddDsddddddDaaa" + "x" * 11 + "D", "a" * 30),
    "TD2": ("I" + "a" * 35, "x" * 9 + "d" + _TWO_LINE_START + "x" * 7 + "D"),
    "FRA": ("I" + "a" * 29 + "x" * 6, "x" * 12 + "D" + "a" * 14 + "ddddddDsD"),
    "TD3": ("P" + "a" * 43, "x" * 9 + "d" + _TWO_LINE_START + "x" * 14 + "dD"),
    "MRV-A": ("V" + "a" * 43, "x" * 9 + "d" + _TWO_LINE_START + "x" * 16),
    "MRV-B": ("V" + "a" * 35, "x" * 9 + "d" + _TWO_LINE_START + "x" * 8),
}
"""What may stand at each place (ICAO Doc 9303 parts 4 to 7); FRA is the French card of before 2021."""


@dataclass(frozen=True)
class Reading:
    """A text and the log-probability of its best alignment."""

    text: str
    score: float


@cache
def _allowed(layout: str) -> Scores:
    """[places, 37]: 0 where a character may stand, minus infinity elsewhere."""
    rows = [[0.0 if character in _SETS[place] else -np.inf for character in ALPHABET] for place in layout]
    return np.array(rows, np.float32)


def read_layout(scores: Scores, layout: str) -> Reading | None:
    """The best text of exactly the places of `layout`; nothing where the line is too short for it."""
    return _best_path(scores, _allowed(layout))


def read_length(scores: Scores, length: int) -> Reading | None:
    """The best text of `length` characters, whatever they are."""
    return _best_path(scores, np.zeros((length, len(ALPHABET)), np.float32))


def _best_path(scores: Scores, allowed: Scores) -> Reading | None:
    """Viterbi over [38, t]. States: k characters written and resting on blank, or on the k-th character itself.

    A repeated character needs a blank between; so a step from the k-th to the next character takes the best of the
    others, which is the best or the second best of all.
    """
    places, steps = len(allowed), scores.shape[1]
    if steps < places:
        return None
    kinds = len(ALPHABET)
    blank = np.full(places + 1, -np.inf, np.float32)
    blank[0] = 0
    held = np.full((places + 1, kinds), -np.inf, np.float32)
    from_blank = np.zeros((steps, places + 1), np.int8)
    from_held = np.zeros((steps, places + 1, kinds), np.int8)
    everyone = np.arange(kinds)
    for step in range(steps):
        now = scores[:, step]
        order = np.argpartition(held, -2, axis=1)[:, -2:]
        pair = np.take_along_axis(held, order, 1)
        swap = pair[:, 0] > pair[:, 1]
        order[swap], pair[swap] = order[swap][:, ::-1], pair[swap][:, ::-1]
        repeats = everyone[None, :] == order[:-1, 1, None]
        moved = np.where(repeats, pair[:-1, 0, None], pair[:-1, 1, None])
        origin = np.where(repeats, order[:-1, 0, None], order[:-1, 1, None])
        ways = np.stack([held[1:], np.broadcast_to(blank[:-1, None], moved.shape), moved])
        way = ways.argmax(0)
        from_held[step, 1:] = np.where(way == 2, origin, way - 2)
        from_blank[step] = np.where(blank >= pair[:, 1], -1, order[:, 1])
        blank = np.maximum(blank, pair[:, 1]) + now[BLANK]
        held = np.full_like(held, -np.inf)
        held[1:] = ways.max(0) + now[None, 1:] + allowed
    return _trace(blank, held, from_blank, from_held)


def _trace(blank: Scores, held: Scores, from_blank: NDArray[np.int8], from_held: NDArray[np.int8]) -> Reading | None:
    """Walks back from the end; in `from_held` -2 is the same character, -1 a blank, else the character before."""
    place = len(blank) - 1
    last = int(held[place].argmax())
    score = float(max(blank[place], held[place, last]))
    if not np.isfinite(score):
        return None
    state = last if held[place, last] > blank[place] else -1
    written: list[str] = []
    for step in range(len(from_blank) - 1, -1, -1):
        if state == -1:
            state = int(from_blank[step, place])
            continue
        before = int(from_held[step, place, state])
        if before == -2:
            continue
        written.append(ALPHABET[state])
        place, state = place - 1, before
    return Reading("".join(reversed(written)), score)
