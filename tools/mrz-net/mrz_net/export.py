"""`python -m mrz_net.export CHECKPOINT.pt OUT.onnx`: writes the net for onnxruntime and compares what both compute."""

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .net import LineNet
from .normalisation import HEIGHT

INPUT, OUTPUT = "line", "logp"
_OPSET = 17
_MOST_DIFFERENCE = 1e-3
_PROBES = ((1, 612), (3, 905))


def load_net(checkpoint: Path) -> LineNet:
    """The net with the weights of a `step-NNNNN.pt`, ready to read."""
    net = LineNet()
    net.load_state_dict(torch.load(checkpoint, weights_only=True))
    return net.eval()


def export(net: LineNet, out: Path) -> None:
    """`line` [n, 1, 32, w] to `logp` [n, 38, t]; n and w are free, t is w / 4 rounded down."""
    torch.onnx.export(
        net,
        (torch.zeros(2, 1, HEIGHT, 800),),
        str(out),
        input_names=[INPUT],
        output_names=[OUTPUT],
        dynamic_axes={INPUT: {0: "n", 3: "w"}, OUTPUT: {0: "n", 2: "t"}},
        opset_version=_OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(onnx.load(str(out)))


def largest_difference(net: LineNet, out: Path) -> float:
    """Between torch and onnxruntime, over log-probabilities of random lines of two widths."""
    session = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    rng, worst = np.random.default_rng(1), 0.0
    for count, width in _PROBES:
        line = rng.random((count, 1, HEIGHT, width), dtype=np.float32)
        with torch.no_grad():
            wanted = net(torch.from_numpy(line)).numpy()
        worst = max(worst, float(np.abs(wanted - session.run([OUTPUT], {INPUT: line})[0]).max()))
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path, help="step-NNNNN.pt of the training")
    parser.add_argument("out", type=Path, help="ONNX file to write")
    options = parser.parse_args()
    net = load_net(options.checkpoint)
    export(net, options.out)
    difference = largest_difference(net, options.out)
    print(f"{options.out}: {options.out.stat().st_size} bytes, largest difference to torch {difference:.2g}")
    if difference > _MOST_DIFFERENCE:
        raise SystemExit("the exported net computes something else")


if __name__ == "__main__":
    main()
