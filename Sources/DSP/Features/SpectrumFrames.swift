import Buffers

/// Power spectra of a recording's centred frames, with zeros beyond both ends.
///
/// Lives no longer than the samples it was made for. Frames can be had in any order and more than once, so that
/// nothing of the size of a spectrogram is ever stored.
///
/// - Source: librosa 0.11 `stft` with `center=True, pad_mode="constant"`
struct SpectrumFrames: ~Copyable {
  let frames: CentredFrames
  let binCount: Int
  /// Floats a spectrum takes: its bins, then zeros up to whole SIMD vectors.
  let paddedBinCount: Int
  private let samples: UnsafeBufferPointer<Float>
  private let window: AlignedBuffer
  private var fft: RealFFT

  init(_ samples: UnsafeBufferPointer<Float>, _ options: SpectrumOptions) throws(DSPError) {
    let fft = try RealFFT(size: options.fftSize)
    self.samples = samples
    frames = CentredFrames(
      sampleCount: samples.count, frameLength: options.fftSize, hopLength: options.hopLength)
    binCount = fft.binCount
    paddedBinCount = PaddedMatrix.paddedCount(fft.binCount + 3)
    window = options.window.values(count: options.fftSize)
    self.fft = fft
  }

  /// Zeros of the length of a spectrum.
  func makeSpectrum() -> AlignedBuffer {
    AlignedBuffer(count: paddedBinCount)
  }

  /// Writes the power of every bin of a frame; the padding stays as it is.
  ///
  /// - Shape: `binCount`
  mutating func writePower(frameIndex: Int, to power: UnsafeMutablePointer<Float>) {
    let covered = frames.samples(frameIndex: frameIndex)
    let first = frames.firstSampleIndex(frameIndex: frameIndex)
    let (input, window) = (fft.input.base, window.base)
    if covered.count < frames.frameLength { fft.input.clear() }
    for index in covered {
      input[index - first] = samples[index] * window[index - first]
    }
    fft.writePower(to: power)
  }
}

/// Frequency of a spectrum's bin, rounded as NumPy's `rfftfreq` rounds it.
///
/// - Units: Hz
func binFrequency(_ binIndex: Int, fftSize: Int, sampleRate: Int) -> Double {
  Double(binIndex) * (1 / (Double(fftSize) * (1 / Double(sampleRate))))
}
