"""Writes metrics.json: predictions and the scores scikit-learn and numpy give them.

Run with scikit-learn 1.9 and numpy:  python make_metrics.py
A prediction without probabilities is one in which no speech was found: it is wrong, and of no class.
"""

import json
import pathlib

import numpy as np
import sklearn.metrics as metrics

BIN_COUNT = 15


def case(name, class_count, clip_count, seed, sharpness, absent_truth=(), no_speech_share=0.0):
    rng = np.random.default_rng(seed)
    classes = [c for c in range(class_count) if c not in absent_truth]
    truth = rng.choice(classes, size=clip_count, p=rng.dirichlet(np.full(len(classes), 4.0)))
    logits = rng.normal(size=(clip_count, class_count)) * sharpness
    logits[np.arange(clip_count), truth] += sharpness
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    probabilities = np.round(probabilities, 6)
    probabilities[:, -1] = 1 - probabilities[:, :-1].sum(1)
    heard = rng.random(clip_count) >= no_speech_share
    given = np.where(heard, probabilities.argmax(1), -1)
    labels = list(range(class_count))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, given, labels=labels, zero_division=0)
    occurring = [c for c in labels if c in truth or c in given]
    seen = [c for c in labels if c in truth]
    h, t = probabilities[heard], truth[heard]
    confidence, correct = h.max(1), h.argmax(1) == t
    edges = np.linspace(0, 1, BIN_COUNT + 1)
    ece = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            ece += inside.mean() * abs(correct[inside].mean() - confidence[inside].mean())
    return {
        "name": name,
        "classCount": class_count,
        "truth": truth.tolist(),
        "probabilities": [p.tolist() if s else None for p, s in zip(probabilities, heard)],
        "confusion": metrics.confusion_matrix(truth, given, labels=[*labels, -1])[:class_count, :class_count].tolist(),
        "uar": metrics.recall_score(truth, given, labels=seen, average="macro", zero_division=0),
        "wa": metrics.accuracy_score(truth, given),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "macroF1": metrics.f1_score(truth, given, labels=occurring, average="macro", zero_division=0),
        "nll": metrics.log_loss(t, h, labels=labels),
        "brier": metrics.brier_score_loss(t, h, labels=labels, scale_by_half=False),
        "ece": ece,
    }


cases = [
    case("eight classes", 8, 300, 0, 1.2),
    case("a class without clips", 5, 60, 1, 1.0, absent_truth=(3,)),
    case("some clips without speech", 7, 120, 2, 1.5, no_speech_share=0.1),
    case("two classes, sure of themselves", 2, 50, 3, 4.0),
]
target = pathlib.Path(__file__).parent / "metrics.json"
target.write_text(json.dumps(cases) + "\n")
