#!/usr/bin/env python3
"""Data of two of the published systems in which a test clip's copies are learnt from, as a random split of copies gives.

  copies_before_split.py b|c --data FOLDER --output FOLDER

FOLDER of --data holds manifest.csv and the clips. Some of them are there more than once; then a share of all, by emotion and at
random, becomes the corpus `asked` and the rest the corpus `learnt`.

b  EmoDB's clips of system B's six emotions, as they are and in white noise at the recipe's ratios of 25, 20 and 15 dB; a fifth
   is asked. The recipe written beside them is models/recipes/system-b-2d.json, which makes no copies of its own here.
c  RAVDESS twice, the second time under another name, TESS and EmoDB, of system C's seven emotions; a quarter is asked. The
   recipe is models/recipes/system-c-cnn-lstm-4.json.

  liveser evaluate --recipe OUTPUT/recipe.json --protocol leave-one-corpus-out --folds 0 --data OUTPUT/manifest.csv

Needs numpy and soundfile.
"""
import argparse
import csv
import json
import shutil
from pathlib import Path

import numpy
import soundfile

RATIOS = (None, 25, 20, 15)


def in_noise(samples, ratio, generator):
    """`samples` in white noise, their power `ratio` dB over its; as they are where `ratio` is None."""
    if ratio is None:
        return samples
    deviation = numpy.sqrt(numpy.mean(samples**2) / 10 ** (ratio / 10))
    return samples + deviation * generator.standard_normal(len(samples))


def noisy_copies(clips, arguments, recipe, generator):
    """System B's rows: path and clip of every file written."""
    if [copy["noiseRatio"] for copy in recipe["augmentation"]["copies"]] != list(RATIOS[1:]):
        raise SystemExit("the recipe's copies are others than RATIOS")
    del recipe["augmentation"]
    for clip in clips:
        if clip["corpus"] != "emodb":
            continue
        samples, rate = soundfile.read(arguments.data / clip["path"])
        for ratio in RATIOS:
            path = f"{Path(clip['path']).stem}-{ratio or 'clean'}.wav"
            noisy = in_noise(samples, ratio, generator)
            soundfile.write(arguments.output / path, noisy, rate, subtype="FLOAT")
            yield path, clip


def renamed_copies(clips, arguments, recipe, generator):
    """System C's rows: path and clip of every file copied."""
    for clip in clips:
        if clip["corpus"] not in ("ravdess", "tess", "emodb"):
            continue
        source = (arguments.data / clip["path"]).resolve()
        for name in ("", "again-")[: 2 if clip["corpus"] == "ravdess" else 1]:
            path = f"{name}{clip['corpus']}-{source.name}"
            shutil.copyfile(source, arguments.output / path)
            yield path, clip


SYSTEMS = {"b": ("system-b-2d", noisy_copies, 0.2), "c": ("system-c-cnn-lstm-4", renamed_copies, 0.25)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("system", choices=SYSTEMS)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    name, copies, test_share = SYSTEMS[arguments.system]
    recipe = json.loads((Path(__file__).parent.parent / f"models/recipes/{name}.json").read_text())
    emotions = recipe["labels"]

    generator = numpy.random.default_rng(0)
    arguments.output.mkdir(parents=True, exist_ok=True)
    with open(arguments.data / "manifest.csv", newline="") as file:
        clips = [row for row in csv.DictReader(file) if row["emotion"] in emotions]
    rows = [
        [path, clip["speaker"], clip["gender"], clip["emotion"], clip["sentence"]]
        for path, clip in copies(clips, arguments, recipe, generator)
    ]

    asked = set()
    for emotion in emotions:
        own = [row[0] for row in rows if row[3] == emotion]
        asked.update(generator.permutation(own)[: round(test_share * len(own))])
    with open(arguments.output / "manifest.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["path", "speaker", "gender", "emotion", "sentence", "corpus"])
        table.writerows(row + ["asked" if row[0] in asked else "learnt"] for row in rows)
    (arguments.output / "recipe.json").write_text(json.dumps(recipe, indent=2) + "\n")


if __name__ == "__main__":
    main()
