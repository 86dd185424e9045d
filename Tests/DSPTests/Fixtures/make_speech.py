"""Makes the speech the DSP tests run on: espeak-ng's voice, so that no recording of a person is needed.

Needs espeak-ng, numpy, scipy and soundfile. The files are committed; run this only to make them anew.
"""

import pathlib
import subprocess
import tempfile

import numpy as np
import scipy.signal
import soundfile

HERE = pathlib.Path(__file__).parent
SENTENCE = "Really? Kids are talking by the door!"

with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "speech.wav"
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "190", "-p", "60", "-w", path, SENTENCE], check=True)
    speech, rate = soundfile.read(path)

assert rate == 22050
speech = speech[: int(1.8 * rate)]
# A little noise, as any microphone has: exact zeros would test the floors and nothing else.
speech = speech + 1e-3 * np.random.default_rng(0).standard_normal(len(speech))
soundfile.write(HERE / "speech-22050.wav", speech, 22050, subtype="PCM_16")
soundfile.write(HERE / "speech-16000.wav", scipy.signal.resample_poly(speech, 320, 441), 16000, subtype="PCM_16")
