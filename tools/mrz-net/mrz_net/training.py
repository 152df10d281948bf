"""`python -m mrz_net.training OUT_FOLDER`: teaches the net with lines that are drawn as it learns; none is stored."""

import argparse
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.distributed
import torch.multiprocessing
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from .alphabet import BLANK, CLASS_OF
from .fonts import find_fonts
from .line_sample import LineSample, draw_sample
from .net import LineNet
from .normalisation import HEIGHT

BATCH = 32
_BATCHES_A_POOL = 4
_WARM_UP = 200
_AVERAGE_OVER = 300
_START_HARD = 0.25
_CURRICULUM = 0.33


@dataclass(frozen=True)
class Batch:
    """`ink` [n, 1, 32, w]; the classes of all texts in a row; lengths of texts and of the net's output."""

    ink: Tensor
    classes: Tensor
    text_lengths: Tensor
    output_lengths: Tensor


@dataclass(frozen=True)
class Progress:
    """Which steps are to be drawn."""

    first: int
    last: int

    def hard_at(self, step: int) -> float:
        """Grows from a quarter to whole over the first third of the training."""
        done = step / max(1, self.last)
        return min(1.0, _START_HARD + (1 - _START_HARD) * done / _CURRICULUM)


class DrawnLines(IterableDataset[Batch]):
    """Batches of `size` lines of like width, without end; each worker of each process draws its own."""

    def __init__(self, seed: tuple[int, ...], size: int, progress: Progress) -> None:
        self._seed, self._size, self._progress = seed, size, progress

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        index, workers = (worker.id, worker.num_workers) if worker else (0, 1)
        rng, fonts = np.random.default_rng([*self._seed, index, self._progress.first]), find_fonts()
        step = self._progress.first
        while True:
            hard = self._progress.hard_at(step)
            count = self._size * _BATCHES_A_POOL
            pool = [draw_sample(rng, fonts, hard * float(rng.uniform(0.3, 1))) for _ in range(count)]
            pool.sort(key=lambda sample: sample.ink.shape[1])
            for start in rng.permutation(_BATCHES_A_POOL) * self._size:
                yield to_batch(pool[start : start + self._size])
            step += _BATCHES_A_POOL * workers


def to_batch(samples: list[LineSample]) -> Batch:
    """Pads with paper on the right to a common width, a multiple of 32: few widths, few kernels to prepare."""
    width = -(-max(sample.ink.shape[1] for sample in samples) // 32) * 32
    ink = np.zeros((len(samples), 1, HEIGHT, width), np.float32)
    for row, sample in zip(ink, samples, strict=True):
        row[0, :, : sample.ink.shape[1]] = sample.ink
    return Batch(
        torch.from_numpy(ink),
        torch.tensor([CLASS_OF[character] for sample in samples for character in sample.text]),
        torch.tensor([len(sample.text) for sample in samples]),
        torch.tensor([sample.ink.shape[1] // 4 for sample in samples]),
    )


class Average:
    """Running mean of the weights: steadier than the weights of any one step."""

    def __init__(self, net: nn.Module) -> None:
        self.state = {name: value.detach().clone() for name, value in net.state_dict().items()}

    def take(self, net: nn.Module, step: int) -> None:
        keep = min(1 - 1 / _AVERAGE_OVER, step / (step + 20))
        with torch.no_grad():
            for name, value in net.state_dict().items():
                if value.dtype.is_floating_point:
                    self.state[name].lerp_(value, 1 - keep)
                else:
                    self.state[name].copy_(value)


def rate_at(step: int, steps: int, peak: float) -> float:
    """Linear warm-up, then half a cosine down to a thousandth of the peak."""
    warm = min(1.0, (step + 1) / _WARM_UP)
    return peak * warm * (0.001 + 0.999 * (0.5 + 0.5 * math.cos(math.pi * min(1.0, step / steps))))


def train(rank: int, options: argparse.Namespace) -> None:
    """One of `options.processes` processes that learn in step; the first one writes log and checkpoints."""
    if options.processes > 1:
        store = torch.distributed.FileStore(str(options.out / "meeting"), options.processes)
        torch.distributed.init_process_group("gloo", store=store, rank=rank, world_size=options.processes)
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    net = LineNet().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), lr=options.rate, weight_decay=1e-2)
    average, first = Average(net), 0
    latest = options.out / "latest.pt"
    if options.resume and latest.exists():
        saved = torch.load(latest, weights_only=True)
        net.load_state_dict(saved["net"])
        optimiser.load_state_dict(saved["optimiser"])
        average.state, first = saved["average"], saved["step"]
    lines = DrawnLines((options.seed, rank), BATCH // options.processes, Progress(first, options.steps))
    batches = iter(DataLoader(lines, batch_size=None, num_workers=1, prefetch_factor=8))
    started = saved_at = time.monotonic()
    mean = math.nan
    for step in range(first, options.steps):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, options.steps, options.rate)
        loss = learn(net, optimiser, next(batches), options.processes)
        average.take(net, step)
        mean = loss if math.isnan(mean) else 0.98 * mean + 0.02 * loss
        now, done = time.monotonic(), step + 1
        if rank == 0 and done % 50 == 0:
            print(f"{now - started:6.0f} s  step {done}  lines {done * BATCH}  loss {mean:.4f}", flush=True)
        if rank == 0 and (now - saved_at > options.save_every or done == options.steps):
            saved_at = now
            torch.save(average.state, options.out / f"step-{done:05d}.pt")
            state = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "average": average.state}
            torch.save({**state, "step": done}, options.out / "latest.tmp")
            (options.out / "latest.tmp").replace(latest)


def learn(net: LineNet, optimiser: torch.optim.Optimizer, batch: Batch, processes: int) -> float:
    """One step; returns the loss a character of this process's lines."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = net(batch.ink.contiguous(memory_format=torch.channels_last))
    loss = nn.functional.ctc_loss(
        scores.float().permute(2, 0, 1),
        batch.classes,
        batch.output_lengths,
        batch.text_lengths,
        blank=BLANK,
        zero_infinity=True,
    )
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    if processes > 1:
        share_gradients(net, processes)
    nn.utils.clip_grad_norm_(net.parameters(), 2.0)
    optimiser.step()
    return float(loss.item())


def share_gradients(net: nn.Module, processes: int) -> None:
    """Gives every process the mean gradient, so that all keep the same weights."""
    gradients = [parameter.grad for parameter in net.parameters() if parameter.grad is not None]
    joined = torch.cat([gradient.reshape(-1) for gradient in gradients]) / processes
    torch.distributed.all_reduce(joined)
    start = 0
    for gradient in gradients:
        gradient.copy_(joined[start : start + gradient.numel()].view_as(gradient))
        start += gradient.numel()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for checkpoints: step-NNNNN.pt (averaged weights), latest.pt")
    parser.add_argument("--steps", type=int, default=5000, help=f"steps in all, {BATCH} lines each")
    parser.add_argument("--rate", type=float, default=2e-3, help="peak learning rate")
    parser.add_argument("--processes", type=int, default=2, help="that share each step; each has one more to draw")
    parser.add_argument("--save-every", type=float, default=180, help="seconds between checkpoints")
    parser.add_argument("--seed", type=int, default=1, help="of the drawn lines and the first weights")
    parser.add_argument("--resume", action="store_true", help="go on from latest.pt, at its step")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "meeting").unlink(missing_ok=True)
    if options.processes == 1:
        train(0, options)
    else:
        torch.multiprocessing.spawn(train, (options,), nprocs=options.processes)


if __name__ == "__main__":
    main()
