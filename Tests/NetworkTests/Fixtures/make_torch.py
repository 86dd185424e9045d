#!/usr/bin/env python3
"""Writes reference values for the layers, computed by PyTorch in double precision.

Every file torch-<case>.safetensors holds one network: its description in the metadata, input, mask, weights and
the gradient that comes from above, and PyTorch's output, gradients and running statistics. All shapes are
liveser's: samples x steps x (bins channels). Run it in this folder: python make_torch.py
"""

import json
import struct

import torch
import torch.nn.functional as F

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)


def write(path, tensors, metadata):
    header, blob = {"__metadata__": metadata}, b""
    for name in sorted(tensors):
        data = tensors[name].detach().to(torch.float32).contiguous().numpy().tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(tensors[name].shape),
            "data_offsets": [len(blob), len(blob) + len(data)],
        }
        blob += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + blob)


def single(*shape, scale=1.0):
    """Random numbers that single precision holds exactly."""
    return (torch.randn(*shape) * scale).to(torch.float32).double()


class Network:
    """liveser's layers out of PyTorch's; a batch is a list of sequences [steps, bins, channels]."""

    def __init__(self, layers, bins, channels, training):
        self.layers, self.training = layers, training
        self.parameters, self.statistics = {}, {}
        self.shape = self.build(layers, (bins, channels), "")

    def parameter(self, name, *shape, scale=0.4, offset=0.0):
        self.parameters[name] = (single(*shape, scale=scale) + offset).requires_grad_()

    def build(self, layers, shape, prefix):
        bins, channels = shape
        for index, layer in enumerate(layers):
            name = f"{prefix}layers.{index}."
            match layer["type"]:
                case "convolution":
                    filters, (steps, width) = layer["filters"], layer["kernel"]
                    self.parameter(name + "weight", filters, steps, width, channels)
                    if layer.get("bias", True):
                        self.parameter(name + "bias", filters)
                    total = 0 if layer["padding"] == "valid" else width - 1
                    bins = (bins + total - width) // layer.get("stride", [1, 1])[1] + 1
                    channels = filters
                case "batchNormalization":
                    self.parameter(name + "scale", channels, offset=1.0)
                    self.parameter(name + "shift", channels)
                    self.statistics[name + "runningMean"] = single(channels)
                    self.statistics[name + "runningVariance"] = single(channels).abs() + 0.5
                case "maxPool" | "averagePool":
                    bins //= layer["size"][1]
                case "flatten":
                    bins, channels = 1, bins * channels
                case "binsToSteps":
                    bins = 1
                case "lstm":
                    units, width = layer["units"], bins * channels
                    self.parameter(name + "inputWeight", 4 * units, width)
                    self.parameter(name + "recurrentWeight", 4 * units, units)
                    self.parameter(name + "bias", 4 * units)
                    bins, channels = 1, units + (width if layer.get("skip") else 0)
                case "attentionPool":
                    bins, channels = 1, bins * channels
                    self.parameter(name + "weight", channels)
                    self.parameter(name + "bias", 1)
                case "meanPool":
                    bins, channels = 1, bins * channels
                case "dense":
                    self.parameter(name + "weight", layer["units"], bins * channels)
                    self.parameter(name + "bias", layer["units"])
                    bins, channels = 1, layer["units"]
                case "branches":
                    shapes = [
                        self.build(branch, (bins, channels), f"{name}branches.{number}.")
                        for number, branch in enumerate(layer["branches"])
                    ]
                    bins, channels = shapes[0]
                    if layer["join"] == "channels":
                        channels = sum(shape[1] for shape in shapes)
        return bins, channels

    def run(self, layers, batch, prefix=""):
        """batch: list of (sequence, mask)."""
        for index, layer in enumerate(layers):
            batch = self.apply(layer, f"{prefix}layers.{index}.", batch)
        return batch

    def apply(self, layer, name, batch):
        get = lambda key: self.parameters.get(name + key)
        match layer["type"]:
            case "convolution":
                return [self.convolve(layer, get("weight"), get("bias"), *item) for item in batch]
            case "batchNormalization":
                rows = torch.cat([x.reshape(-1, x.shape[-1]) for x, _ in batch])
                rows = F.batch_norm(
                    rows, self.statistics[name + "runningMean"], self.statistics[name + "runningVariance"],
                    get("scale"), get("shift"), self.training, layer.get("momentum", 0.1),
                    layer.get("epsilon", 1e-5))
                parts = rows.split([x.shape[0] * x.shape[1] for x, _ in batch])
                return [(part.reshape(x.shape), open) for part, (x, open) in zip(parts, batch)]
            case "elu" | "relu" | "tanh" | "sigmoid" | "leakyRelu" as kind:
                function = {"elu": F.elu, "relu": F.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
                            "leakyRelu": F.leaky_relu}[kind]
                return [(function(x), open) for x, open in batch]
            case "maxPool" | "averagePool" as kind:
                function = F.max_pool2d if kind == "maxPool" else F.avg_pool2d
                size = layer["size"]
                return [
                    (function(x.permute(2, 0, 1)[None], tuple(size))[0].permute(1, 2, 0),
                     open[: len(open) // size[0] * size[0]].reshape(-1, size[0]).any(1))
                    for x, open in batch
                ]
            case "flatten":
                return [(x.reshape(len(x), 1, -1), open) for x, open in batch]
            case "binsToSteps":
                return [(x.reshape(-1, 1, x.shape[2]), open.repeat_interleave(x.shape[1])) for x, open in batch]
            case "lstm":
                return [self.recur(layer, name, *item) for item in batch]
            case "attentionPool" | "meanPool" as kind:
                return [self.pool(kind, get("weight"), get("bias"), *item) for item in batch]
            case "last":
                return [(x[open.nonzero()[-1]], torch.tensor([True])) for x, open in batch]
            case "dense":
                return [(F.linear(x.reshape(len(x), 1, -1), get("weight"), get("bias")), open)
                        for x, open in batch]
            case "branches":
                parts = [self.run(branch, batch, f"{name}branches.{number}.")
                         for number, branch in enumerate(layer["branches"])]
                if layer["join"] == "steps":
                    return [(torch.cat([x for x, _ in same]), torch.cat([open for _, open in same]))
                            for same in zip(*parts)]
                return [(torch.cat([x for x, _ in same], dim=2), torch.stack([open for _, open in same]).any(0))
                        for same in zip(*parts)]
        raise ValueError(layer)

    @staticmethod
    def convolve(layer, weight, bias, x, open):
        steps, width = layer["kernel"]
        stride = tuple(layer.get("stride", [1, 1]))
        x, weight = x.permute(2, 0, 1)[None], weight.permute(0, 3, 1, 2)
        if layer["padding"] == "same" and stride == (1, 1):
            y = F.conv2d(x, weight, bias, padding="same")
        elif layer["padding"] == "valid":
            y = F.conv2d(x, weight, bias, stride=stride)
        else:
            before = steps - 1 if layer["padding"] == "causal" else (steps - 1) // 2
            padding = ((width - 1) // 2, width // 2, before, steps - 1 - before)
            y = F.conv2d(F.pad(x, padding), weight, bias, stride=stride)
        y = y[0].permute(1, 2, 0)
        if len(y) != len(open):  # the cases with closed steps keep the step count
            open = torch.ones(len(y), dtype=torch.bool)
        return y, open

    def recur(self, layer, name, x, open):
        x = x.reshape(len(x), -1)
        units = layer["units"]
        module = torch.nn.LSTM(x.shape[1], units, batch_first=True)
        weights = {
            "weight_ih_l0": self.parameters[name + "inputWeight"],
            "weight_hh_l0": self.parameters[name + "recurrentWeight"],
            "bias_ih_l0": self.parameters[name + "bias"],
            "bias_hh_l0": torch.zeros(4 * units),
        }
        heard = open.nonzero()[:, 0]
        states = torch.zeros(1, units)
        if len(heard):
            states = torch.cat([states, torch.func.functional_call(module, weights, (x[heard][None],))[0][0]])
        y = states[open.long().cumsum(0)]
        if layer.get("skip"):
            y = torch.cat([y, x], dim=1)
        y = y[:, None]
        return (y[heard[-1:]], torch.tensor([True])) if layer.get("returns") == "last" else (y, open)

    @staticmethod
    def pool(kind, query, bias, x, open):
        x = x.reshape(len(x), -1)
        weights = torch.ones(len(x)) if kind == "meanPool" else (x @ query + bias).clamp(-10, 10).exp()
        weights = weights * open
        total = weights.cumsum(0)[:, None]
        mean = (weights[:, None] * x).cumsum(0) / total.clamp(min=1e-30)
        return mean[:, None], open


def make(case, layers, bins, channels, lengths, closed=False, training=True, initialization=None):
    network = Network(layers, bins, channels, training)
    most = max(lengths)
    tensors = {f"before.{name}": value.clone() for name, value in network.statistics.items()}
    inputs = [single(length, bins, channels).requires_grad_() for length in lengths]
    masks = [torch.ones(length, dtype=torch.bool) for length in lengths]
    if closed:
        masks = [torch.rand(length) < 0.7 for length in lengths]
    outputs = network.run(layers, list(zip(inputs, masks)))
    upstream = [single(*y.shape) for y, _ in outputs]
    sum((y * g).sum() for (y, _), g in zip(outputs, upstream)).backward()

    def batch(sequences):
        steps = max(len(x) for x in sequences)
        rows = [F.pad(x.detach().reshape(len(x), -1).double(), (0, 0, 0, steps - len(x))) for x in sequences]
        return torch.stack(rows)

    tensors |= {
        "input": batch(inputs),
        "mask": batch([mask[:, None] for mask in masks])[:, :, 0],
        "output": batch([y for y, _ in outputs]),
        "upstream": batch(upstream),
        "inputGradient": batch([x.grad for x in inputs]),
    }
    for name, value in network.parameters.items():
        tensors["parameter." + name] = value
        tensors["gradient." + name] = value.grad
    tensors |= {f"after.{name}": value for name, value in network.statistics.items()}
    assert tensors["input"].shape[1] == most
    description = {"input": {"bins": bins, "channels": channels}, "layers": layers}
    write(
        f"torch-{case}.safetensors", tensors,
        {"network": json.dumps(description), "lengths": json.dumps(lengths),
         "outputLengths": json.dumps([len(y) for y, _ in outputs]), "training": json.dumps(training)})


def convolution(filters, kernel, padding="causal", **options):
    return {"type": "convolution", "filters": filters, "kernel": kernel, "padding": padding, **options}


def plain(kind, **options):
    return {"type": kind, **options}


if __name__ == "__main__":
    for padding in ["same", "valid", "causal"]:
        make(f"conv1d-{padding}", [convolution(5, [3, 1], padding)], 1, 4, [9, 9])
        make(f"conv2d-{padding}", [convolution(5, [3, 5], padding, bias=False)], 11, 3, [7, 7])
        make(f"conv2d-{padding}-stride", [convolution(3, [4, 3], padding, stride=[2, 3])], 9, 2, [9, 9])
    make("conv2d-one-channel", [convolution(4, [5, 5])], 13, 1, [8, 8])
    make("batch-norm-train", [plain("batchNormalization", momentum=0.2, epsilon=1e-3)], 3, 10, [6, 6, 6])
    make("batch-norm-evaluate", [plain("batchNormalization")], 3, 10, [6, 6], training=False)
    for kind in ["elu", "relu", "leakyRelu", "tanh", "sigmoid"]:
        make(f"activation-{kind}", [plain(kind)], 3, 7, [5, 5])
    for kind in ["maxPool", "averagePool"]:
        make(f"pool-{kind}", [plain(kind, size=[2, 3])], 10, 9, [7, 7])
    make("lstm", [plain("lstm", units=11)], 1, 6, [13, 13])
    make("lstm-lengths", [plain("lstm", units=5), plain("lstm", units=4, returns="last")], 1, 6, [40, 17, 1])
    make("lstm-skip-closed", [plain("lstm", units=5, skip=True)], 2, 3, [12, 12], closed=True)
    make("dense", [plain("dense", units=7)], 2, 5, [4, 4])
    make("attention-pool", [plain("attentionPool")], 2, 5, [9, 6], closed=True)
    make("mean-pool-last", [plain("meanPool"), plain("last")], 1, 5, [9, 9], closed=True)
    make("bins-to-steps", [convolution(4, [1, 5], "same"), plain("binsToSteps"), plain("lstm", units=3)], 12, 1,
         [1, 1, 1])
    make("branches-steps", [
        {"type": "branches", "join": "steps", "branches": [
            [convolution(4, [5, 1], "same"), plain("relu"), plain("maxPool", size=[3, 1])],
            [convolution(4, [5, 1], "same"), plain("relu"), convolution(4, [5, 1], "same"), plain("relu"),
             plain("maxPool", size=[2, 1])]]},
        plain("lstm", units=4, returns="last"), plain("dense", units=3)], 1, 2, [24, 13, 18])
    make("branches-channels", [
        {"type": "branches", "join": "channels", "branches": [
            [convolution(4, [3, 3], "same"), plain("batchNormalization"), plain("elu")],
            [], [convolution(2, [1, 5], "same"), plain("tanh")]]},
        plain("averagePool", size=[2, 2]), plain("flatten"), plain("dense", units=3)], 6, 2, [8, 5])
    make("lengths", [
        convolution(4, [5, 3], "same"), plain("batchNormalization"), plain("elu"), plain("maxPool", size=[2, 2]),
        convolution(5, [3, 3], "same"), plain("batchNormalization"), plain("elu"), plain("flatten"),
        plain("lstm", units=6, returns="last"), plain("dense", units=4)], 8, 1, [20, 7, 13])
    layers = []
    for filters, kernel, pool in [(4, [5, 5], [1, 4]), (6, [3, 3], [2, 2]), (8, [3, 3], [2, 2])]:
        layers += [convolution(filters, kernel, bias=False), plain("batchNormalization"),
                   plain("maxPool", size=pool), plain("elu")]
    layers += [plain("flatten"), convolution(12, [3, 1], bias=False), plain("batchNormalization"), plain("elu"),
               plain("lstm", units=9, forgetBias=1, skip=True), plain("attentionPool"), plain("dense", units=8)]
    for training in [True, False]:
        make(f"default-{'train' if training else 'evaluate'}", layers, 32, 1, [28, 28, 28], closed=True,
             training=training)
