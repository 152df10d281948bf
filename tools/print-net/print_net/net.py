"""Convolutions without padding along the line: a strip of any width gives a column for every fourth pixel."""

from torch import nn

from .alphabet import CLASSES


def print_net() -> nn.Sequential:
    """Input [n, 1, 40, w], output [n, classes, 1, (w - 38) / 4 + 1]: logits, column by column."""
    return nn.Sequential(
        *_block(1, 16, (2, 2)),
        *_block(16, 32, (2, 2)),
        *_block(32, 64, (2, 1)),
        nn.Conv2d(64, 128, (5, 6), bias=False),
        nn.BatchNorm2d(128),
        nn.ReLU(),
        nn.Dropout(0.1),
        nn.Conv2d(128, CLASSES, 1),
    )


def _block(inside: int, outside: int, pool: tuple[int, int]):
    # What is pooled first is normalised on fewer pixels.
    return (
        nn.Conv2d(inside, outside, 3, padding=(1, 0), bias=False),
        nn.MaxPool2d(pool),
        nn.BatchNorm2d(outside),
        nn.ReLU(),
    )
