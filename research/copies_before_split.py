#!/usr/bin/env python3
"""EmoDB with noisy copies made before the split, so that a test clip's copies are learnt from.

  copies_before_split.py --data FOLDER --output FOLDER

FOLDER of --data holds manifest.csv and the clips. Each clip of system B's six emotions is written as it is and in white noise
at the recipe's ratios of 25, 20 and 15 dB; then a fifth of these files, by emotion and at random, becomes the corpus
`asked` and the rest the corpus `learnt`. The recipe written beside them is models/recipes/system-b-2d.json, which makes no
copies of its own here. Then:

  liveser evaluate --recipe OUTPUT/recipe.json --protocol leave-one-corpus-out --folds 0 --data OUTPUT/manifest.csv

Needs numpy and soundfile.
"""
import argparse
import csv
import json
from pathlib import Path

import numpy
import soundfile

EMOTIONS = ("neutral", "happy", "sad", "angry", "fearful", "disgust")
RATIOS = (None, 25, 20, 15)
TEST_SHARE = 0.2


def in_noise(samples, ratio, generator):
    """`samples` in white noise, their power `ratio` dB over its; as they are where `ratio` is None."""
    if ratio is None:
        return samples
    deviation = numpy.sqrt(numpy.mean(samples**2) / 10 ** (ratio / 10))
    return samples + deviation * generator.standard_normal(len(samples))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    recipe = json.loads(
        (Path(__file__).parent.parent / "models/recipes/system-b-2d.json").read_text()
    )
    if [copy["noiseRatio"] for copy in recipe["augmentation"]["copies"]] != list(RATIOS[1:]):
        parser.error("the recipe's copies are others than RATIOS")
    del recipe["augmentation"]

    generator = numpy.random.default_rng(0)
    arguments.output.mkdir(parents=True, exist_ok=True)
    rows = []
    with open(arguments.data / "manifest.csv", newline="") as file:
        clips = [
            row
            for row in csv.DictReader(file)
            if row["corpus"] == "emodb" and row["emotion"] in EMOTIONS
        ]
    for clip in clips:
        samples, rate = soundfile.read(arguments.data / clip["path"])
        for ratio in RATIOS:
            path = f"{Path(clip['path']).stem}-{ratio or 'clean'}.wav"
            noisy = in_noise(samples, ratio, generator)
            soundfile.write(arguments.output / path, noisy, rate, subtype="FLOAT")
            rows.append([path, clip["speaker"], clip["gender"], clip["emotion"], clip["sentence"]])

    asked = set()
    for emotion in EMOTIONS:
        own = [row[0] for row in rows if row[3] == emotion]
        asked.update(generator.permutation(own)[: round(TEST_SHARE * len(own))])
    with open(arguments.output / "manifest.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["path", "speaker", "gender", "emotion", "sentence", "corpus"])
        table.writerows(row + ["asked" if row[0] in asked else "learnt"] for row in rows)
    (arguments.output / "recipe.json").write_text(json.dumps(recipe, indent=2) + "\n")


if __name__ == "__main__":
    main()
