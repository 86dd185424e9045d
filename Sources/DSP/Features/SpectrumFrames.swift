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
  var paddedBinCount: Int { power.count }
  private let samples: UnsafeBufferPointer<Float>
  private let window: [Double]
  private let power: AlignedBuffer
  private var fft: PreciseRealFFT

  init(_ samples: UnsafeBufferPointer<Float>, _ options: SpectrumOptions) throws(DSPError) {
    let fft = try PreciseRealFFT(size: options.fftSize)
    self.samples = samples
    frames = CentredFrames(
      sampleCount: samples.count, frameLength: options.fftSize, hopLength: options.hopLength)
    binCount = fft.binCount
    power = AlignedBuffer(count: PaddedMatrix.paddedCount(fft.binCount + 3))
    window = options.window.preciseValues(count: options.fftSize)
    self.fft = fft
  }

  /// Calls `body` with the power of every bin of a frame.
  ///
  /// - Shape: `binCount`, then zeros up to `paddedBinCount`
  mutating func withPower(frameIndex: Int, _ body: (UnsafePointer<Float>) -> Void) {
    let covered = frames.samples(frameIndex: frameIndex)
    let first = frames.firstSampleIndex(frameIndex: frameIndex)
    if covered.count < frames.frameLength { fft.clearInput() }
    let input = fft.input
    window.withUnsafeBufferPointer { window in
      for index in covered {
        input[index - first] = Double(samples[index]) * window[index - first]
      }
    }
    fft.writePower(to: power.base)
    withExtendedLifetime(power) { body(UnsafePointer(power.base)) }
  }
}

/// Frequency of a spectrum's bin, rounded as NumPy's `rfftfreq` rounds it.
///
/// - Units: Hz
func binFrequency(_ binIndex: Int, fftSize: Int, sampleRate: Int) -> Double {
  Double(binIndex) * (1 / (Double(fftSize) * (1 / Double(sampleRate))))
}
