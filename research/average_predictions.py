#!/usr/bin/env python3
"""Scores of a model that averages the logits of networks evaluated apart, from the predictions.csv of their runs.

    average_predictions.py OUT RUN [RUN...]     RUN: a report folder, or several of one seed joined by '+'

The softmax of mean logits is the geometric mean of the softmaxes, normalised; so the verdict on a clip with one utterance
is exact, and with several it is that of its members' means. Writes OUT/report.txt and OUT/calibration.json, the latter as
`liveser train --calibration` takes it. Needs numpy.
"""
import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np


def rows(run):
    """Predictions of a run by (fold, condition, file)."""
    table = {}
    for folder in run.split("+"):
        with open(Path(folder) / "predictions.csv", newline="") as file:
            for row in csv.DictReader(file):
                table[row["fold"], row["condition"], "/".join(row["path"].split("/")[-3:])] = row
    return table


def command(folder):
    with open(Path(folder) / "report.json") as file:
        return json.load(file)["run"]["command"]


def detection(runs):
    """Errors by threshold of no speech, mean over the runs, whose parts count by their folds; none where one lacks them."""
    tables, shares = [], []
    for run in runs:
        reports = [json.loads((Path(folder) / "report.json").read_text()) for folder in run.split("+")]
        count = sum(len(report["folds"]) for report in reports)
        for report in reports:
            tables.append((report.get("detection") or {}).get("points", []))
            shares.append(len(report["folds"]) / count / len(runs))
    points = []
    for same in zip(*tables):
        if any("falseShare" not in p for p in same):
            return []
        missed = [max(p["missedShare"], *(p["missedShares"].get(c, 0) for c in ("noise10", "noise20"))) for p in same]
        points.append({
            "threshold": same[0]["threshold"], "false": float(np.dot(shares, [p["falseShare"] for p in same])),
            "missed": float(np.dot(shares, missed)),
        })
    return points


def best_temperature(logits, truth):
    """Least negative log-likelihood, by golden section over the logarithm."""
    def loss(logarithm):
        scaled = logits / np.exp(logarithm)
        top = scaled.max(1)
        return (np.log(np.exp(scaled - top[:, None]).sum(1)) + top - scaled[np.arange(len(truth)), truth]).sum()

    ratio, low, high = (5**0.5 - 1) / 2, np.log(0.05), np.log(20)
    for _ in range(40):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, right) if loss(left) <= loss(right) else (left, high)
    return float(np.exp((low + high) / 2))


def softmax(logits):
    shares = np.exp(logits - logits.max(1, keepdims=True))
    return shares / shares.sum(1, keepdims=True)


def calibration_error(probabilities, truth, bins=15):
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truth
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    return sum(abs(right[index == b].mean() - confidence[index == b].mean()) * (index == b).mean() for b in set(index))


def recall_mean(truth, given):
    return float(np.mean([(given[truth == label] == label).mean() for label in set(truth)]))


def main(out, runs):
    tables = [rows(run) for run in runs]
    keys = sorted(set.intersection(*(set(table) for table in tables)))
    missing = max(len(table) for table in tables) - len(keys)
    if missing:
        print(f"{missing} predictions are not in every run and left out", file=sys.stderr)
    labels = [name[2:] for name in next(iter(tables[0].values())) if name.startswith("p_")]

    def logits(table, key):
        # A clip without speech has no probabilities: all classes alike.
        values = [table[key][f"p_{label}"] for label in labels]
        return np.log(np.maximum([float(value or 1 / len(labels)) for value in values], 1e-12))

    members = np.array([[logits(table, key) for key in keys] for table in tables])
    mean = members.mean(0)
    truth = np.array([labels.index(tables[0][key]["truth"]) for key in keys])
    fold = np.array([key[0] for key in keys])
    condition = np.array([key[1] for key in keys])
    corpus = np.array([tables[0][key]["speaker"].rsplit("-", 1)[0] for key in keys])
    clean = condition == "unchanged"
    folds = list(dict.fromkeys(fold))
    lines = [f"{len(runs)} networks, whose logits are averaged; computed by research/average_predictions.py from", "the predictions of, each of the recipe with one network (memberCount 1),"]
    lines += [f"  {folder.rsplit('/', 1)[-1]}: {command(folder)}" for run in runs for folder in run.split("+")] + [""]

    def by_fold(which, subset):
        given = which.argmax(1)
        return [100 * recall_mean(truth[part], given[part]) for f in folds if (part := subset & (fold == f)).any()]

    uar = by_fold(mean, clean)
    accuracy = [100 * float((mean.argmax(1) == truth)[clean & (fold == f)].mean()) for f in folds]
    alone = ", ".join(f"{np.mean(by_fold(member, clean)):.1f}" for member in members)
    lines += [f"UAR  {np.mean(uar):.1f} ± {np.std(uar, ddof=1):.1f} %, WA {np.mean(accuracy):.1f} ± {np.std(accuracy, ddof=1):.1f} % (mean and deviation of {len(folds)} folds); the networks alone: {alone}", ""]
    lines += [f"{'fold':<44} UAR %  WA %"]
    lines += [f"{f:<44} {u:5.1f} {a:5.1f}" for f, u, a in zip(folds, uar, accuracy)] + [""]
    # Those that every fold was tested under.
    conditions = [
        name for name in dict.fromkeys(condition)
        if name != "unchanged" and (condition == name).sum() == clean.sum()
    ]
    order = ["noise20", "noise10", "quiet", "loud", "telephone", "room", "far-room"]
    conditions.sort(key=order.index)
    lines += [f"{'corpus':<9}{'clips':>6}  {'UAR':>12}  {'folds':<30}" + "".join(f"{name:>10}" for name in conditions)]
    for name in dict.fromkeys(sorted(corpus)):
        own = by_fold(mean, clean & (corpus == name))
        text = f"{name:<9}{(clean & (corpus == name)).sum():>6}  {np.mean(own):5.1f} ± {np.std(own, ddof=1):4.1f}  {' '.join(f'{u:.1f}' for u in own):<30}"
        lines.append(text + "".join(f"{np.mean(by_fold(mean, (condition == c) & (corpus == name))):10.1f}" for c in conditions))
    lines += ["", f"{'class':<10} recall %  precision %  clips"]
    given = mean.argmax(1)
    for index, label in enumerate(labels):
        own, said = clean & (truth == index), clean & (given == index)
        if own.any():
            lines.append(f"{label:<10} {100 * (given[own] == index).mean():8.1f} {100 * (truth[said] == index).mean():12.1f} {own.sum():6}")
    temperature = best_temperature(mean[clean], truth[clean])
    apart = np.zeros_like(mean[clean])
    for f in folds:
        inside = fold[clean] == f
        apart[inside] = softmax(mean[clean][inside] / best_temperature(mean[clean][~inside], truth[clean][~inside]))
    ece = calibration_error(apart, truth[clean])
    final = softmax(mean[clean] / temperature)
    right, confidence = final.argmax(1) == truth[clean], final.max(1)
    descending = np.argsort(-confidence)
    shares = np.cumsum(right[descending]) / np.arange(1, len(right) + 1)
    wanted = right.mean() + min(0.05, (1 - right.mean()) / 2)
    last = int(np.flatnonzero(shares >= wanted)[-1])
    threshold = float(confidence[descending][last])
    lines += [
        "", f"temperature of least NLL over all folds: {temperature:.3f}; each fold with that of the others: ECE {ece:.3f} (before: {calibration_error(softmax(mean[clean]), truth[clean]):.3f})",
        f"unsure under {threshold:.3f} makes {100 * shares[last]:.1f} % of the answers right and answers {100 * (last + 1) / len(right):.1f} % of the clips",
    ]
    points = detection(runs)
    # As liveser advises it for one network: both errors small, or the least sum of them; here of the networks' means.
    silence = None
    small = [p for p in points if p["false"] < 0.01 and p["missed"] < 0.02]
    if points:
        silence = small[-1]["threshold"] if small else min(reversed(points), key=lambda p: p["false"] + p["missed"])["threshold"]
        lines += ["", "not averaged, mean of the networks alone (the pair's own probability of no speech is not in the predictions):"]
        lines += ["no speech from                        " + "".join(f"{p['threshold']:7.2f}" for p in points)]
        lines += ["noise taken for speech, % of seconds  " + "".join(f"{100 * p['false']:7.2f}" for p in points)]
        lines += ["clips without a verdict, at most, %   " + "".join(f"{100 * p['missed']:7.2f}" for p in points) + "   (as they are, noise20, noise10)"]
        lines += [f"no speech over {silence:.2f}: the least sum of both errors" if not small else f"no speech over {silence:.2f}: under 1 and 2 %"]
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.txt").write_text("\n".join(lines) + "\n")
    advice = {
        "recipeName": "actors", "protocolName": "joint-cv", "labels": labels, "clipCount": int(clean.sum()), "sharesSpeakers": False,
        "uar": {"mean": np.mean(uar) / 100, "deviation": np.std(uar, ddof=1) / 100, "count": len(folds)},
        "wa": {"mean": np.mean(accuracy) / 100, "deviation": np.std(accuracy, ddof=1) / 100, "count": len(folds)},
        "ece": ece, "temperature": temperature, "unsureThreshold": threshold, "wantedAccuracy": float(wanted), "nonSpeechThreshold": silence,
        "coverage": (last + 1) / len(right), "accuracy": float(shares[last]),
    }
    (out / "calibration.json").write_text(json.dumps(advice, indent=1, default=float))
    print("\n".join(lines))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:])
