"""Weights to go on from: of a training, or of an exported net with as many classes or fewer."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn


def go_on_from(net: nn.Sequential, file: Path, strips: torch.Tensor) -> None:
    """Fills `net`; `strips` [n, 1, 40, w] show the norms of an exported net what they are of, which it no longer holds."""
    if file.suffix == ".onnx":
        _from_onnx(net, file, strips)
    else:
        net.load_state_dict(torch.load(file, weights_only=True))


def _from_onnx(net: nn.Sequential, file: Path, strips: torch.Tensor) -> None:
    graph = onnx.load(file).graph
    values = {one.name: torch.from_numpy(np.copy(numpy_helper.to_array(one))) for one in graph.initializer}
    nodes = [[values[name] for name in node.input[1:]] for node in graph.node if node.op_type in ("Conv", "BatchNormalization")]
    here = strips
    with torch.no_grad():
        for at, layer in enumerate(net):
            if isinstance(layer, nn.Conv2d):
                weight, *bias = nodes.pop(0)
                layer.weight[: weight.shape[0]] = weight
                if layer.bias is not None:
                    layer.bias[: weight.shape[0]] = bias[0]
                    # A class that is new is unlikely until it is learnt.
                    layer.bias[weight.shape[0] :] = bias[0].min()
            elif isinstance(layer, nn.BatchNorm2d):
                # One that follows its convolution at once was made part of it.
                _fold_out(layer, here, bias[0]) if bias else _copy(layer, nodes.pop(0))
            here = layer.eval()(here)
    net.train()
    if nodes:
        raise ValueError(f"{file} holds another net.")


def _copy(norm: nn.BatchNorm2d, values: list[torch.Tensor]) -> None:
    for parameter, value in zip((norm.weight, norm.bias, norm.running_mean, norm.running_var), values):
        parameter.copy_(value)


def _fold_out(norm: nn.BatchNorm2d, before: torch.Tensor, bias: torch.Tensor) -> None:
    mean, variance = before.mean((0, 2, 3)), before.var((0, 2, 3))
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
    norm.weight.copy_((variance + norm.eps).sqrt())
    norm.bias.copy_(mean + bias)
