"""Makes the reference for the log-mel front end with librosa 0.11.

librosa centres a short window inside the FFT frame; with 56 zeros in front of the signal its frame f therefore
covers, under the window, exactly the samples 160 f ..< 160 f + 400 of ours. Everything is computed in float64.

With a folder of LJ Speech (public domain; 16 kHz FLAC) as argument, also prints rows for two of its clips, which
are kept as numbers in LogMelReferenceTests.
"""

import pathlib
import sys

import librosa
import numpy as np
import soundfile

HERE = pathlib.Path(__file__).parent


def log_mel(samples, rate):
    assert rate == 16000
    padded = np.concatenate([np.zeros(56), samples, np.zeros(56)])
    power = librosa.feature.melspectrogram(
        y=padded, sr=rate, n_fft=512, win_length=400, hop_length=160, window="hann", center=False, power=2.0,
        n_mels=64, fmin=60.0, fmax=7800.0, htk=True, norm=None,
    ).T
    rows = len(power) // 2
    return np.log(power[: 2 * rows].reshape(rows, 2, 64).mean(axis=1) + 1e-6)


samples, rate = soundfile.read(HERE / "speech-16000.wav")
np.save(HERE / "log-mel-16000.npy", np.ascontiguousarray(log_mel(samples, rate), dtype="<f4"))

if len(sys.argv) > 1:
    for clip in ("LJ050-0159", "LJ050-0206"):
        samples, rate = soundfile.read(pathlib.Path(sys.argv[1]) / f"{clip}.flac")
        values = log_mel(samples, rate)
        print(clip, "rows", len(values))
        for row in (0, 50, len(values) - 1):
            print(f"  row {row}:", ", ".join(f"{value:.4f}" for value in values[row, ::4]))
