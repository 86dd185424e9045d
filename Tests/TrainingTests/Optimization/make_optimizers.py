"""Makes optimizers.json: ten training steps of a small network under every optimiser, losses and schedules.

Needs keras 3 on the torch backend and torch; adamW comes from torch.optim, the rest from keras.
    python make_optimizers.py
"""

import json
import os
import types

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch

STEPS = 10
random = np.random.RandomState(7)


def draw(*shape, scale=1.0):
    return (scale * random.standard_normal(shape)).astype(np.float32)


rows = draw(6, 5)
labels = [0, 2, 1, 1, 0, 2]
hidden_weight, hidden_bias = draw(4, 5, scale=0.5), draw(4, scale=0.1)
output_weight, output_bias = draw(3, 4, scale=0.5), draw(3, scale=0.1)
initial = [hidden_weight, hidden_bias, output_weight, output_bias]
one_hot = np.eye(3, dtype=np.float32)[labels]


def keras_run(optimizer):
    model = keras.Sequential(
        [keras.Input((5,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(3)]
    )
    model.set_weights([hidden_weight.T, hidden_bias, output_weight.T, output_bias])
    model.compile(optimizer=optimizer, loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    losses = [float(model.train_on_batch(rows, one_hot)) for _ in range(STEPS)]
    result = {"losses": losses, "weights": [w.T.ravel().tolist() for w in model.get_weights()]}
    if optimizer.use_ema:
        optimizer.finalize_variable_values(model.trainable_variables)
        result["average"] = [w.T.ravel().tolist() for w in model.get_weights()]
    return result


def torch_run(rate, **options):
    weights = [torch.tensor(w.copy(), requires_grad=True) for w in initial]
    decay = options.pop("weight_decay")
    optimizer = torch.optim.AdamW(
        [
            {"params": [weights[0], weights[2]], "weight_decay": decay},
            {"params": [weights[1], weights[3]], "weight_decay": 0},
        ],
        lr=rate,
        foreach=False,
        **options,
    )
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        inner = torch.tanh(torch.tensor(rows) @ weights[0].T + weights[1])
        loss = torch.nn.functional.cross_entropy(inner @ weights[2].T + weights[3], torch.tensor(labels))
        loss.backward()
        losses.append(float(loss.detach()))
        optimizer.step()
    return {"losses": losses, "weights": [w.detach().numpy().ravel().tolist() for w in weights]}


k = keras.optimizers
runs = []


def run(name, options, rate, optimizer=None, **extra):
    result = keras_run(optimizer) if optimizer else torch_run(rate, weight_decay=0.1)
    runs.append({"name": name, "options": options, "learningRate": rate, **result, **extra})


run("plain sgd", {"kind": "sgd"}, 0.01, k.SGD())
run("sgd with momentum", {"kind": "sgd", "momentum": 0.9}, 0.1, k.SGD(0.1, momentum=0.9))
run(
    "sgd with nesterov momentum",
    {"kind": "sgd", "momentum": 0.9, "nesterov": True},
    0.1,
    k.SGD(0.1, momentum=0.9, nesterov=True),
)
run("sgd, clipped", {"kind": "sgd"}, 0.5, k.SGD(0.5, global_clipnorm=0.2), gradientNormLimit=0.2)
run("rmsprop", {"kind": "rmsprop"}, 0.001, k.RMSprop())
run(
    "rmsprop, centred, with momentum",
    {"kind": "rmsprop", "rho": 0.8, "momentum": 0.5, "centered": True, "epsilon": 1e-5},
    0.01,
    k.RMSprop(0.01, rho=0.8, momentum=0.5, centered=True, epsilon=1e-5),
)
run("adagrad", {"kind": "adagrad"}, 0.001, k.Adagrad())
run(
    "adagrad from 0.01",
    {"kind": "adagrad", "initialAccumulator": 0.01},
    0.1,
    k.Adagrad(0.1, initial_accumulator_value=0.01),
)
run("adadelta", {"kind": "adadelta"}, 0.001, k.Adadelta())
run("adadelta at rate 1", {"kind": "adadelta", "rho": 0.9}, 1, k.Adadelta(1.0, rho=0.9))
run("adam", {"kind": "adam"}, 0.001, k.Adam())
run(
    "adam with a large epsilon",
    {"kind": "adam", "beta1": 0.8, "beta2": 0.99, "epsilon": 0.01},
    0.05,
    k.Adam(0.05, beta_1=0.8, beta_2=0.99, epsilon=0.01),
)
run("adamax", {"kind": "adamax"}, 0.001, k.Adamax())
run("adamax, fast", {"kind": "adamax", "beta1": 0.8, "beta2": 0.9}, 0.05, k.Adamax(0.05, beta_1=0.8, beta_2=0.9))
run("nadam", {"kind": "nadam"}, 0.001, k.Nadam())
run("nadam, fast", {"kind": "nadam", "beta1": 0.8}, 0.05, k.Nadam(0.05, beta_1=0.8))
run("adamW", {"kind": "adamW"}, 0.02, weightDecay=0.1)
run(
    "adam, averaged",
    {"kind": "adam"},
    0.05,
    k.Adam(0.05, use_ema=True, ema_momentum=0.7),
    weightAverageDecay=0.7,
)

logits = draw(4, 3, scale=2)
answers = [2, 0, 1, 1]
sample_weights = np.array([1, 0.5, 2, 0], dtype=np.float32)
losses = []
for kind, make in [
    ("categoricalCrossEntropy", keras.losses.CategoricalCrossentropy),
    ("binaryCrossEntropy", keras.losses.BinaryCrossentropy),
]:
    for smoothing in [0, 0.2]:
        for weights in [None, sample_weights]:
            tensor = torch.tensor(logits, requires_grad=True)
            loss = make(from_logits=True, label_smoothing=smoothing)(
                torch.tensor(np.eye(3, dtype=np.float32)[answers]), tensor, sample_weight=weights
            )
            loss.backward()
            losses.append(
                {
                    "kind": kind,
                    "labelSmoothing": smoothing,
                    "sampleWeights": (np.ones(4) if weights is None else weights).tolist(),
                    "loss": float(loss.detach()),
                    "gradient": tensor.grad.numpy().ravel().tolist(),
                }
            )

values = [1.0, 0.9, 0.91, 0.92, 0.89995, 0.88, 0.9, 0.9, 0.9, 0.7, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.69]
plateaus = []
for factor, patience, minimum in [(0.5, 2, 0.0), (0.1, 3, 0.005), (0.5, 1, 0.01)]:
    optimizer = k.SGD(0.1)
    callback = keras.callbacks.ReduceLROnPlateau(
        "val_loss", factor=factor, patience=patience, min_lr=minimum, mode="min"
    )
    callback.set_model(types.SimpleNamespace(optimizer=optimizer))
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(values):
        rates.append(float(optimizer.learning_rate))
        callback.on_epoch_end(epoch, {"val_loss": value})
    plateaus.append({"factor": factor, "patience": patience, "minimum": minimum, "rates": rates})

stops = []
for patience, change in [(2, 0), (3, 0), (4, 0), (3, 0.05), (30, 0)]:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    callback = keras.callbacks.EarlyStopping(
        "val_loss", patience=patience, min_delta=change, mode="min", restore_best_weights=True
    )
    callback.set_model(model)
    callback.on_train_begin()
    model.stop_training = False
    count = 0
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"val_loss": value})
        count += 1
        if model.stop_training:
            break
    stops.append(
        {
            "patience": patience,
            "minimumChange": change,
            "epochCount": count,
            "isStopped": bool(model.stop_training),
            "bestEpoch": callback.best_epoch + 1,
        }
    )

content = {
    "tools": {"keras": keras.__version__, "torch": torch.__version__.split("+")[0]},
    "rows": rows.ravel().tolist(),
    "labels": labels,
    "initial": [w.ravel().tolist() for w in initial],
    "runs": runs,
    "logits": logits.ravel().tolist(),
    "answers": answers,
    "losses": losses,
    "monitored": values,
    "plateaus": plateaus,
    "stops": stops,
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.json")
with open(path, "w") as file:
    lines = []
    for key, value in content.items():
        if isinstance(value, list) and isinstance(value[0], dict):
            text = "[\n  " + ",\n  ".join(json.dumps(item) for item in value) + "\n ]"
        else:
            text = json.dumps(value)
        lines.append(f' "{key}": {text}')
    file.write("{\n" + ",\n".join(lines) + "\n}\n")
