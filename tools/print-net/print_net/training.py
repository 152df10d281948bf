"""Trains the net on words that are drawn as it goes. `python -m print_net.training OUT.pt --help`"""

import argparse
import time
from multiprocessing import get_context
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from .drawing import HEIGHT, UNKNOWN, draw
from .fonts import faces
from .net import print_net
from .weights import go_on_from
from .words import word

BATCH = 48
WIDEST = 420


def batches(queue, seed: int, fonts: str | None) -> None:
    random = Random(seed)
    known = faces(fonts)
    while True:
        queue.put(_batch(random, known))


def _batch(random: Random, known):
    strips, targets = [], []
    while len(strips) < BATCH:
        text, face = word(random), random.choice(known)
        if not face.has(text):
            continue
        strip, target = draw(text, face, random)
        if strip.shape[1] <= WIDEST and target.size:
            strips.append(strip)
            targets.append(target)
    width = max(strip.shape[1] for strip in strips)
    ink = np.zeros((BATCH, 1, HEIGHT, width), np.float32)
    classes = np.full((BATCH, max(target.size for target in targets)), UNKNOWN, np.int64)
    for at, (strip, target) in enumerate(zip(strips, targets)):
        ink[at, 0, :, : strip.shape[1]] = strip
        classes[at, : target.size] = target
    return ink, classes


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("out")
    options.add_argument("--steps", type=int, default=4000, help="of 48 words each; the rate falls over all of them")
    options.add_argument("--minutes", type=float, default=600, help="ends the schedule early, with its falling rate")
    options.add_argument("--rate", type=float, default=0.004)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--fonts", help="a folder node_modules/@fontsource")
    options.add_argument("--painters", type=int, default=1, help="processes that draw")
    options.add_argument("--start", type=Path, help="weights to go on from, or an exported net (.onnx)")
    given = options.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    context = get_context("spawn")
    queue = context.Queue(8)
    painters = [context.Process(target=batches, args=(queue, given.seed * 1000 + n, given.fonts), daemon=True) for n in range(given.painters)]
    for painter in painters:
        painter.start()
    net = print_net().to(memory_format=torch.channels_last)
    if given.start:
        go_on_from(net, given.start, torch.from_numpy(queue.get()[0]))
    optimiser = torch.optim.AdamW(net.parameters(), lr=given.rate, weight_decay=0.01)
    began = time.monotonic()
    right = seen = 0
    for step in range(given.steps):
        done = max(step / given.steps, (time.monotonic() - began) / 60 / given.minutes)
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = given.rate * min(1, (step + 1) / 100) * (0.5 + 0.5 * np.cos(np.pi * done))
        ink, classes = (torch.from_numpy(part) for part in queue.get())
        # Half the numbers' length and the order of channels that convolutions are quickest in: a third of the time.
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(ink.to(memory_format=torch.channels_last))[:, :, 0, :].float()
        classes = classes[:, : logits.shape[2]]
        loss = cross_entropy(logits[:, :, : classes.shape[1]], classes, ignore_index=UNKNOWN, label_smoothing=0.02)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        letters = classes > 0
        right += int((logits[:, :, : classes.shape[1]].argmax(1)[letters] == classes[letters]).sum())
        seen += int(letters.sum())
        if step % 50 == 49:
            print(f"{step + 1} {time.monotonic() - began:.0f} s loss {loss.item():.3f} letters right {right / seen:.3f}", flush=True)
            right = seen = 0
            torch.save(net.state_dict(), given.out)
    torch.save(net.state_dict(), given.out)
    for painter in painters:
        painter.terminate()


if __name__ == "__main__":
    main()
