"""One live step of the default network, in microseconds: PyTorch and onnxruntime, one thread.

Usage: step.py RECIPE REPEATS SECONDS FOLDER
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import onnxruntime
import torch

from measuring import read_tensors, report, seconds
from network import Network, StreamingStep

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
recipe, repeats, least, folder = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), pathlib.Path(sys.argv[4])
tensors = read_tensors(folder / "step.safetensors")
network = Network(json.loads(pathlib.Path(recipe).read_text())["network"])
network.load(tensors)
step = StreamingStep(network).eval()
rows = [torch.from_numpy(x.copy())[None, None] for x in tensors["input"]]


def difference(logits):
    return np.abs(np.stack(logits) - tensors["logits"]).max()


def run(model, rows, states):
    logits = []
    for x in rows:
        y, *states = model(x, *states)
        logits.append(y[0])
    return logits, states


def measure(name, model, states):
    def body():
        nonlocal states
        states = run(model, rows, states)[1]

    report(name, [1e6 * value / len(rows) for value in seconds(body, repeats, least)])


with torch.inference_mode():
    zeros = step.initial_states()
    deviation = difference([y.numpy() for y in run(step, rows, zeros)[0]])
    assert deviation < 1e-3, deviation
    measure("step-torch", step, zeros)
    script = torch.jit.freeze(torch.jit.trace(step, (rows[0], *zeros)))
    assert difference([y.numpy() for y in run(script, rows, zeros)[0]]) < 1e-3
    measure("step-torchscript", script, zeros)

names = [f"state{index}" for index in range(len(zeros))]
path = str(folder / "step.onnx")
with torch.no_grad():
    torch.onnx.export(
        step, (rows[0].clone(), *[x.clone() for x in zeros]), path, dynamo=False, verbose=False,
        input_names=["rows"] + names, output_names=["logits"] + [name + "_after" for name in names])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
rows = [x.numpy() for x in rows]


def with_onnx(x, *states):
    return session.run(None, {"rows": x, **dict(zip(names, states))})


zeros = [x.numpy() for x in zeros]
onnx_deviation = difference(run(with_onnx, rows, zeros)[0])
assert onnx_deviation < 1e-3, onnx_deviation
measure("step-onnxruntime", with_onnx, zeros)
report("step-difference", text=f"{max(deviation, onnx_deviation):.1e}")
report("versions", text=f"PyTorch {torch.__version__}, onnxruntime {onnxruntime.__version__}")
