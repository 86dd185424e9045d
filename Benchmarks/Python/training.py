"""Clips a second in training with PyTorch, float32: forward, cross-entropy over all output steps, backward.

Usage: training.py RECIPE NETWORK REPEATS SECONDS THREADS

Both of PyTorch's memory layouts are tried; the faster one is reported.
"""

import json
import pathlib
import statistics
import sys

import torch
import torch.nn.functional as F

from measuring import report, seconds
from network import Network

recipe, large = (json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:3])
repeats, least, threads = int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])
torch.set_num_threads(threads)
torch.manual_seed(1)


def measure(description, samples, steps, layout):
    network = Network(description).train().to(memory_format=layout)
    x = torch.randn(samples, 1, steps, description["input"]["bins"]).to(memory_format=layout)

    def body():
        network.zero_grad(set_to_none=True)
        logits = network(x)
        targets = torch.arange(samples).remainder(logits.shape[2])[:, None].expand(-1, logits.shape[1])
        F.cross_entropy(logits.flatten(0, 1), targets.flatten()).backward()

    return [samples / value for value in seconds(body, repeats, least)]


for name, description, samples, steps in (("default", recipe["network"], 32, 104), ("lflb-2d", large, 16, 251)):
    layouts = (torch.contiguous_format, torch.channels_last)
    best = max((measure(description, samples, steps, layout) for layout in layouts), key=statistics.median)
    report(f"training-{name}-torch-{threads}", best)
