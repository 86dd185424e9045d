#!/usr/bin/env python3
"""The classical models that system C was compared with, on features written by `liveser features`.

  study.py --liveser PROGRAM --data FOLDER --output study.json [--kind clip-180]

FOLDER holds manifest.csv (path, corpus, speaker, emotion ...). Two splits: 75-25 at random over RAVDESS, TESS and
EmoDB, stratified by emotion, as published; and five folds of four RAVDESS actors, nobody on both sides. Features are
standardised on the training clips. Everything else is scikit-learn's default but MLP's 500 iterations. Times are
processor seconds of one thread, so that other programs disturb them little.
"""
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # read when the libraries load

import argparse
import csv
import hashlib
import json
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy
import sklearn
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

LABELS = ["angry", "sad", "happy", "neutral", "fearful", "disgust", "surprised"]
SHARES = [0.01, 0.1, 1.0]
SEED = 0
MODELS = {
    "random forest": lambda: RandomForestClassifier(random_state=SEED),
    "SVC": lambda: SVC(random_state=SEED),
    "gradient boosting": lambda: GradientBoostingClassifier(random_state=SEED),
    "k nearest neighbours": lambda: KNeighborsClassifier(),
    "MLP, 500 iterations": lambda: MLPClassifier(max_iter=500, random_state=SEED),
    "bagging": lambda: BaggingClassifier(random_state=SEED),
    "AdaBoost": lambda: AdaBoostClassifier(algorithm="SAMME", random_state=SEED),
    "decision tree": lambda: DecisionTreeClassifier(random_state=SEED),
}


def read_clips(folder):
    """Clips of the three corpora that have one of the labels, in the order of the manifest."""
    with open(folder / "manifest.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        {"path": folder / row["path"], "corpus": row["corpus"], "speaker": row["speaker"],
         "label": LABELS.index(row["emotion"])}
        for row in rows
        if row["corpus"] in ("ravdess", "tess", "emodb") and row["emotion"] in LABELS
    ]


def features_of(clip, program, kind, cache):
    """One clip's vector, from the cache or from the program."""
    key = hashlib.sha256(clip["path"].read_bytes() + kind.encode()).hexdigest()
    file = cache / f"{key}.npy"
    if not file.exists():
        partial = cache / f"{key}.partial.npy"
        subprocess.run(
            [program, "features", "--kind", kind, "--output", partial, clip["path"]], check=True)
        partial.rename(file)
    return numpy.load(file).reshape(-1)


def part(indices, labels, share):
    """A stratified share of the training clips, at least one of each class."""
    if share == 1:
        return indices
    count = max(len(LABELS), round(share * len(indices)))
    return train_test_split(
        indices, train_size=count, stratify=labels[indices], random_state=SEED)[0]


def scores(truth, given):
    return {
        "accuracy": accuracy_score(truth, given),
        "uar": balanced_accuracy_score(truth, given),
        "f1": f1_score(truth, given, average="macro", zero_division=0),
    }


def measure(make, features, labels, train, test):
    model = make_pipeline(StandardScaler(), make())
    start = time.process_time()
    model.fit(features[train], labels[train])
    fitted = time.process_time()
    given = model.predict(features[test])
    tested = time.process_time()
    return {
        "trainClips": len(train), "testClips": len(test),
        "train": scores(labels[train], model.predict(features[train])),
        "test": scores(labels[test], given),
        "trainSeconds": fitted - start, "testSeconds": tested - fitted,
    }


def mean_of(results):
    """The folds' figures, averaged; seconds and clips of the test are sums."""
    def mean(of):
        return float(numpy.mean([of(result) for result in results]))
    return {
        "trainClips": round(mean(lambda r: r["trainClips"])),
        "testClips": sum(result["testClips"] for result in results),
        "train": {key: mean(lambda r: r["train"][key]) for key in results[0]["train"]},
        "test": {key: mean(lambda r: r["test"][key]) for key in results[0]["test"]},
        "trainSeconds": mean(lambda r: r["trainSeconds"]),
        "testSeconds": mean(lambda r: r["testSeconds"]),
        "folds": [result["test"]["uar"] for result in results],
    }


def splits_of(clips, labels):
    """(name, list of (training, test) indices)"""
    everything = numpy.arange(len(clips))
    random = train_test_split(everything, test_size=0.25, stratify=labels, random_state=SEED)
    actors = {f"ravdess-{actor:02}": (actor - 1) // 4 for actor in range(1, 21)}
    own = numpy.array([i for i in everything if clips[i]["speaker"] in actors])
    fold = numpy.array([actors[clips[i]["speaker"]] for i in own])
    return [
        ("random-75-25", [tuple(random)]),
        ("ravdess-cv", [(own[fold != k], own[fold == k]) for k in range(5)]),
    ]


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--liveser", required=True, help="the program")
    parser.add_argument("--data", required=True, type=Path, help="folder with manifest.csv")
    parser.add_argument("--output", required=True, type=Path, help="JSON to write")
    parser.add_argument("--kind", default="clip-180", choices=["clip-180", "clip-full"])
    options = parser.parse_args()
    if not (options.data / "manifest.csv").is_file():
        sys.exit(f"study: no manifest.csv in {options.data}; name the corpora's folder in LIVESER_CORPORA")
    warnings.filterwarnings("ignore", message="Stochastic Optimizer")  # the 500 iterations are the point

    cache = Path(__file__).resolve().parent / ".cache"
    cache.mkdir(exist_ok=True)
    clips = read_clips(options.data)
    labels = numpy.array([clip["label"] for clip in clips])
    vectors = []
    for index, clip in enumerate(clips):
        vectors.append(features_of(clip, options.liveser, options.kind, cache))
        if sys.stderr.isatty():
            print(f"\rstudy: features {index + 1}/{len(clips)}", end="", file=sys.stderr)
    features = numpy.array(vectors)
    if sys.stderr.isatty():
        print(file=sys.stderr)

    rows = []
    for split, folds in splits_of(clips, labels):
        for name, make in MODELS.items():
            for share in SHARES:
                results = [
                    measure(make, features, labels, part(train, labels, share), test)
                    for train, test in folds
                ]
                row = {"split": split, "model": name, "share": share} | mean_of(results)
                rows.append(rounded(row))
                print(f"study: {split}, {name}, {share:.0%}: accuracy {row['test']['accuracy']:.3f}",
                      file=sys.stderr)
    document = {
        "kind": options.kind, "labels": LABELS, "seed": SEED, "scikitLearn": sklearn.__version__,
        "corpora": {
            corpus: sum(clip["corpus"] == corpus for clip in clips) for corpus in ("ravdess", "tess", "emodb")},
        "rows": rows,
    }
    options.output.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
