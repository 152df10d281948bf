"""The network: convolutions down to one row a quarter as wide, dilated context along the line, CTC classes."""

import torch
from torch import Tensor, nn

from .alphabet import CLASSES

CHANNELS = (24, 48, 56, 96, 112)
WIDTH = 128
DILATIONS = (1, 2, 4)


class Context(nn.Module):
    """Lets each place of the line see its neighbours, `dilation` steps apart."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.steps = nn.Sequential(
            nn.Conv1d(channels, channels, 3, padding=dilation, dilation=dilation, bias=False),
            nn.BatchNorm1d(channels),
            nn.ReLU(inplace=True),
            nn.Conv1d(channels, channels, 1, bias=False),
            nn.BatchNorm1d(channels),
        )

    def forward(self, line: Tensor) -> Tensor:
        return torch.relu(line + self.steps(line))


class LineNet(nn.Module):
    """[n, 1, 32, w] ink -> [n, 38, w / 4] log-probabilities, class 0 the CTC blank."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third, fourth, fifth = CHANNELS
        halve, flatten = nn.MaxPool2d(2), nn.MaxPool2d((2, 1))
        self.picture = nn.Sequential(
            *_convolution(1, first, halve),
            *_convolution(first, second),
            *_convolution(second, third, halve),
            *_convolution(third, fourth, flatten),
            *_convolution(fourth, fifth, flatten),
            *_convolution(fifth, WIDTH, rows=2),
        )
        self.line = nn.Sequential(*(Context(WIDTH, dilation) for dilation in DILATIONS))
        self.classes = nn.Conv1d(WIDTH, CLASSES, 1)

    def forward(self, ink: Tensor) -> Tensor:
        line = self.picture(ink).squeeze(2)
        return torch.log_softmax(self.classes(self.line(line)).float(), 1)


def _convolution(inputs: int, outputs: int, pool: nn.Module | None = None, rows: int = 3) -> tuple[nn.Module, ...]:
    """3 x 3 of the same size, or `rows` = 2 x 1 that joins the last two rows. Pools at once: the rest is cheaper then."""
    kernel, padding = ((3, 3), (1, 1)) if rows == 3 else ((rows, 1), (0, 0))
    return (
        nn.Conv2d(inputs, outputs, kernel, padding=padding, bias=False),
        *([pool] if pool else []),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )
