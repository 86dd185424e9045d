"""Makes the references for the laboratory's features with librosa 0.11, every call with its defaults.

The samples are float32, as librosa.load gives them.
"""

import pathlib

import librosa
import numpy as np
import soundfile

HERE = pathlib.Path(__file__).parent


def save(name, matrix):
    """Frames as rows."""
    np.save(HERE / f"{name}.npy", np.ascontiguousarray(np.atleast_2d(matrix).T, dtype="<f4"))


def clip_vector(y, sr):
    parts = [
        librosa.feature.mfcc(y=y, sr=sr, n_mfcc=40),
        librosa.feature.chroma_stft(y=y, sr=sr),
        librosa.feature.melspectrogram(y=y, sr=sr),
        librosa.feature.spectral_contrast(y=y, sr=sr),
        librosa.feature.zero_crossing_rate(y),
        librosa.feature.rms(y=y),
    ]
    return np.concatenate([part.mean(axis=1) for part in parts])[:, np.newaxis]


y, sr = soundfile.read(HERE / "speech-22050.wav", dtype="float32")
power = librosa.feature.melspectrogram(y=y, sr=sr)
save("mel-power-22050", power)
save("log-mel-22050", librosa.power_to_db(power))
save("mfcc-22050", librosa.feature.mfcc(y=y, sr=sr, n_mfcc=40))
mfcc = librosa.feature.mfcc(y=y, sr=sr)
save("delta-22050", np.vstack([librosa.feature.delta(mfcc), librosa.feature.delta(mfcc, order=2)]))
save("chroma-22050", librosa.feature.chroma_stft(y=y, sr=sr))
save("contrast-22050", librosa.feature.spectral_contrast(y=y, sr=sr))
save("zcr-rms-22050", np.vstack([librosa.feature.zero_crossing_rate(y), librosa.feature.rms(y=y)]))
save("clip-full-22050", clip_vector(y, sr))
save("short-22050", clip_vector(y[10000:10700], sr))

y16, sr16 = soundfile.read(HERE / "speech-16000.wav", dtype="float32")
save("clip-full-16000", clip_vector(y16, sr16))

# Nothing but rounding in the upper bands, as in a recording brought up from a lower rate; the same arithmetic gives
# the same samples everywhere.
t = (np.arange(16000) % 4096) / 4096
smooth = (16 * (t * t) * ((1 - t) * (1 - t))).astype("float32")
save("contrast-smooth", librosa.feature.spectral_contrast(y=smooth, sr=16000))

print("tunings:")
for name, samples, rate in (("22050", y, sr), ("16000", y16, sr16)):
    tuning = librosa.estimate_tuning(S=np.abs(librosa.stft(samples)) ** 2, sr=rate)
    print(f"  {name}: {tuning:.2f}")
for tuning in (-0.31, 0.0, 0.17, 0.4):
    tone = 0.5 * sum(np.sin(2 * np.pi * 440 * 2 ** ((tone + tuning) / 12) * np.arange(22050) / 22050) for tone in (0, 4, 7))
    spectrum = np.abs(librosa.stft(tone.astype("float32"))) ** 2
    print(f"  chord at {tuning}: {librosa.estimate_tuning(S=spectrum, sr=22050):.2f}")
