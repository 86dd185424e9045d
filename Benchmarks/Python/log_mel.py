"""Real-time factor of log-mel rows: librosa and kaldi-native-fbank, with liveser's settings.

Usage: log_mel.py REPEATS SECONDS FOLDER
"""

import pathlib
import sys

import kaldi_native_fbank
import librosa
import numpy as np

from measuring import report, seconds

RATE = 16000
repeats, least, folder = int(sys.argv[1]), float(sys.argv[2]), pathlib.Path(sys.argv[3])
samples = np.fromfile(folder / "minute.f32", "<f4")
duration = len(samples) / RATE


def with_librosa():
    # librosa centres a short window inside the FFT frame: zeros in front put its frames where liveser's are.
    padded = np.concatenate([np.zeros(56, "f4"), samples, np.zeros(56, "f4")])
    power = librosa.feature.melspectrogram(
        y=padded, sr=RATE, n_fft=512, win_length=400, hop_length=160, window="hann", center=False, power=2.0,
        n_mels=64, fmin=60.0, fmax=7800.0, htk=True, norm=None).T
    rows = len(power) // 2
    return np.log(power[: 2 * rows].reshape(rows, 2, 64).mean(axis=1) + 1e-6)


def with_kaldi():
    """Frames stay on the C++ side: taking them over into Python one by one would be a good part of the time."""
    options = kaldi_native_fbank.FbankOptions()
    frame, mel = options.frame_opts, options.mel_opts
    frame.samp_freq, frame.frame_length_ms, frame.frame_shift_ms = RATE, 25, 10
    frame.dither, frame.preemph_coeff, frame.remove_dc_offset = 0, 0, False
    frame.window_type, frame.snip_edges = "hanning", True
    mel.num_bins, mel.low_freq, mel.high_freq = 64, 60, 7800
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(RATE, samples)
    bank.input_finished()
    return bank


own = np.fromfile(folder / "log-mel.f32", "<f4").reshape(-1, 64)
theirs = with_librosa()
assert theirs.shape == own.shape, (theirs.shape, own.shape)
report("log-mel-difference", text=f"{np.abs(theirs - own).max():.1e}")
# Kaldi's frames are not paired up into rows.
bank = with_kaldi()
assert abs(bank.num_frames_ready - 2 * len(own)) <= 1 and len(bank.get_frame(0)) == 64
for name, body in (("librosa", with_librosa), ("kaldi", with_kaldi)):
    report(f"log-mel-{name}", [value / duration for value in seconds(body, repeats, least)])
report("versions", text=f"librosa {librosa.__version__}, numpy {np.__version__}, "
       f"kaldi-native-fbank {kaldi_native_fbank.__version__}")
