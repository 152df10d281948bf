"""`python -m print_net.export WEIGHTS.pt OUT.onnx`: writes the net for onnxruntime and compares what both compute."""

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from .drawing import HEIGHT
from .net import print_net

MOST_DIFFERENCE = 1e-3


class WithProbabilities(torch.nn.Module):
    """`strip` [n, 1, 40, w] to `logp` [n, classes, (w - 38) / 4 + 1]."""

    def __init__(self, net: torch.nn.Module):
        super().__init__()
        self.net = net

    def forward(self, strip: torch.Tensor) -> torch.Tensor:
        return self.net(strip).squeeze(2).log_softmax(1)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("weights", type=Path)
    options.add_argument("out", type=Path)
    given = options.parse_args()
    net = print_net()
    net.load_state_dict(torch.load(given.weights, weights_only=True))
    whole = WithProbabilities(net).eval()
    torch.onnx.export(
        whole,
        (torch.zeros(1, 1, HEIGHT, 240),),
        str(given.out),
        input_names=["strip"],
        output_names=["logp"],
        dynamic_axes={"strip": {0: "n", 3: "w"}, "logp": {0: "n", 2: "columns"}},
        opset_version=17,
        dynamo=False,
    )
    session = onnxruntime.InferenceSession(str(given.out), providers=["CPUExecutionProvider"])
    worst = 0.0
    for width in (38, 250, 401):
        strip = np.random.default_rng(1).random((1, 1, HEIGHT, width), dtype=np.float32)
        with torch.no_grad():
            wanted = whole(torch.from_numpy(strip)).numpy()
        worst = max(worst, float(np.abs(wanted - session.run(None, {"strip": strip})[0]).max()))
    print(f"{given.out}: {given.out.stat().st_size} bytes, largest difference to torch {worst:.2g}")
    if worst > MOST_DIFFERENCE:
        raise SystemExit("The exported net computes something else.")


if __name__ == "__main__":
    main()
