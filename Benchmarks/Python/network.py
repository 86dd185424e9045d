"""liveser's network descriptions built of PyTorch's own layers.

Whole sequences go through `Network`, laid out as batch x channels x steps x bins; `StreamingStep` is the same
network live: a few rows in, one row of logits out, all state explicit.
"""

import torch
import torch.nn.functional as F
from torch import nn


class AttentionPool(nn.Module):
    """Running attention pooling: at every step the mean so far, weighted by exp(clip(query . z + bias))."""

    def __init__(self, width):
        super().__init__()
        self.query = nn.Linear(width, 1)

    def forward(self, x):
        weights = self.query(x).clamp(-10, 10).exp()
        return (weights * x).cumsum(1) / weights.cumsum(1)


class Network(nn.Module):
    """A description's layers in order."""

    def __init__(self, description):
        super().__init__()
        self.description = description
        self.stages = nn.ModuleList()
        bins, channels = description["input"]["bins"], description["input"]["channels"]
        for layer in description["layers"]:
            module = nn.Identity()
            match layer["type"]:
                case "convolution":
                    steps, width = layer["kernel"]
                    same = layer.get("padding", "causal") == "same"
                    module = nn.Conv2d(
                        channels, layer["filters"], (steps, width), bias=layer.get("bias", True),
                        padding=(steps // 2 if same else 0, width // 2))
                    channels = layer["filters"]
                case "batchNormalization":
                    module = nn.BatchNorm2d(channels)
                case "maxPool":
                    module = nn.MaxPool2d(tuple(layer["size"]))
                    bins //= layer["size"][1]
                case "elu":
                    module = nn.ELU()
                case "dropout":
                    module = nn.Dropout(layer["rate"])
                case "flatten":
                    bins, channels = 1, bins * channels
                case "lstm":
                    module = nn.LSTM(bins * channels, layer["units"], batch_first=True)
                    bins, channels = 1, layer["units"] + (bins * channels if layer.get("skip") else 0)
                case "attentionPool":
                    module = AttentionPool(channels)
                case "dense":
                    module = nn.Linear(bins * channels, layer["units"])
                    bins, channels = 1, layer["units"]
                case other:
                    raise ValueError(other)
            self.stages.append(module)

    def forward(self, x):
        for layer, stage in zip(self.description["layers"], self.stages):
            kind = layer["type"]
            if kind == "convolution" and layer.get("padding", "causal") == "causal":
                x = F.pad(x, (0, 0, layer["kernel"][0] - 1, 0))
            if kind == "flatten":
                # batch x channels x steps x bins to batch x (bins channels) x steps x 1
                x = x.permute(0, 3, 1, 2).flatten(1, 2)[..., None]
            elif kind in ("lstm", "attentionPool", "dense"):
                if x.dim() == 4:
                    x = x.permute(0, 2, 3, 1).flatten(2)
                if kind == "lstm":
                    y = stage(x)[0]
                    x = torch.cat([y, x], 2) if layer.get("skip") else y
                else:
                    x = stage(x)
            else:
                x = stage(x)
        return x

    def load(self, tensors):
        """Takes the weights of a liveser model file."""
        get = lambda index, name: torch.from_numpy(tensors[f"layers.{index}.{name}"].copy())
        with torch.no_grad():
            for index, (layer, stage) in enumerate(zip(self.description["layers"], self.stages)):
                match layer["type"]:
                    case "convolution":
                        stage.weight.copy_(get(index, "weight").permute(0, 3, 1, 2))
                        if stage.bias is not None:
                            stage.bias.copy_(get(index, "bias"))
                    case "batchNormalization":
                        stage.weight.copy_(get(index, "scale"))
                        stage.bias.copy_(get(index, "shift"))
                        stage.running_mean.copy_(get(index, "runningMean"))
                        stage.running_var.copy_(get(index, "runningVariance"))
                    case "lstm":
                        stage.weight_ih_l0.copy_(get(index, "inputWeight"))
                        stage.weight_hh_l0.copy_(get(index, "recurrentWeight"))
                        stage.bias_ih_l0.copy_(get(index, "bias"))
                        stage.bias_hh_l0.zero_()
                    case "attentionPool":
                        stage.query.weight.copy_(get(index, "weight")[None])
                        stage.query.bias.copy_(get(index, "bias"))
                    case "dense":
                        stage.weight.copy_(get(index, "weight"))
                        stage.bias.copy_(get(index, "bias"))


class StreamingStep(nn.Module):
    """The network live, batch normalisation folded into the convolutions as liveser does.

    Rows of a step are a multiple of what the pools take, so that pools have no state.
    """

    def __init__(self, network):
        super().__init__()
        network = network.eval()
        self.kinds, self.stages, self.layers = [], nn.ModuleList(), []
        layers = network.description["layers"]
        index = 0
        while index < len(layers):
            stage = network.stages[index]
            self.kinds.append(layers[index]["type"])
            self.layers.append(layers[index])
            if layers[index]["type"] == "convolution" and layers[index + 1]["type"] == "batchNormalization":
                stage = torch.nn.utils.fusion.fuse_conv_bn_eval(stage, network.stages[index + 1])
                index += 1
            self.stages.append(stage)
            index += 1

    def initial_states(self):
        """All zero: of every convolution the rows it looks back to, of the LSTM h and c, of the pooling its sums."""
        states, width, bins = [], 1, self.input_bins
        for kind, stage, layer in zip(self.kinds, self.stages, self.layers):
            match kind:
                case "convolution":
                    states.append(torch.zeros(1, stage.in_channels, layer["kernel"][0] - 1, bins))
                case "maxPool":
                    bins //= layer["size"][1]
                case "flatten":
                    bins = 1
                case "lstm":
                    states += [torch.zeros(1, 1, stage.hidden_size), torch.zeros(1, 1, stage.hidden_size)]
                case "attentionPool":
                    states += [torch.zeros(1, stage.query.in_features), torch.zeros(1, 1)]
        return states

    input_bins = 64

    def forward(self, x, *states):
        states, after = list(states), []
        for kind, stage, layer in zip(self.kinds, self.stages, self.layers):
            match kind:
                case "convolution":
                    kept = layer["kernel"][0] - 1
                    x = torch.cat([states.pop(0), x], 2)
                    after.append(x[:, :, -kept:])
                    x = stage(x)
                case "dropout":
                    pass
                case "flatten":
                    x = x.permute(0, 3, 1, 2).flatten(1, 2)[..., None]
                case "lstm":
                    x = x.flatten(1)
                    y, (hidden, cell) = stage(x[:, None], (states.pop(0), states.pop(0)))
                    after += [hidden, cell]
                    x = torch.cat([y[:, 0], x], 1) if layer.get("skip") else y[:, 0]
                case "attentionPool":
                    weight = stage.query(x).clamp(-10, 10).exp()
                    sums, total = states.pop(0) + weight * x, states.pop(0) + weight
                    after += [sums, total]
                    x = sums / total
                case _:
                    x = stage(x)
        return (x, *after)
