/// Power of a recording over time and mel bins.
///
/// - Source: librosa 0.11 `feature.melspectrogram`
public struct MelSpectrogram: Sendable {
  /// Frames and triangles; librosa's defaults.
  public struct Options: Codable, Sendable, Equatable {
    /// Frames and their transform.
    public var spectrum = SpectrumOptions()
    /// Mel bins.
    public var melCount = 128
    /// Lower foot of the lowest triangle, in Hz.
    public var lowestFrequency = 0.0
    /// Upper foot of the highest triangle, in Hz; nil for half the sample rate.
    public var highestFrequency: Double?
    /// Formula of the mel scale.
    public var melScale = MelScale.slaney
    /// Scaling of the triangles.
    public var melNormalization = MelNormalization.slaney

    /// librosa's defaults.
    public init() {}

    /// Checks every value against its range at a sample rate.
    ///
    /// - Errors: `invalidOptions` with every value that is out of range.
    public func validate(sampleRate: Int) throws(DSPError) {
      var check = OptionCheck()
      check.require(sampleRate: sampleRate)
      spectrum.validate(&check)
      check.require("melCount", melCount, in: 1...1024)
      let nyquist = max(Double(sampleRate) / 2, 1)
      check.require("lowestFrequency", lowestFrequency, in: 0...nyquist - 1)
      if let highestFrequency {
        let lowest = lowestFrequency.isFinite ? max(lowestFrequency, 0) : 0
        check.require("highestFrequency", highestFrequency, in: min(lowest + 1, nyquist)...nyquist)
      }
      try check.finish()
    }
  }

  /// The options in force.
  public let options: Options

  /// Describes the feature.
  public init(_ options: Options = Options()) {
    self.options = options
  }

  /// Mel power of every frame.
  ///
  /// - Shape: `[frames][melCount]`
  /// - Units: power, full scale ±1
  /// - Errors: `invalidOptions`, `noSamples`, `sampleNotFinite`, `sampleTooLarge`.
  public func power(
    of samples: UnsafeBufferPointer<Float>, sampleRate: Int
  ) throws(DSPError) -> FeatureMatrix {
    try options.validate(sampleRate: sampleRate)
    try samples.requireUsable()
    let bank = MelFilterBank(
      sampleRate: sampleRate, fftSize: options.spectrum.fftSize, melCount: options.melCount,
      lowest: options.lowestFrequency, highest: options.highestFrequency ?? Double(sampleRate) / 2,
      scale: options.melScale, normalization: options.melNormalization)
    var spectra = try SpectrumFrames(samples, options.spectrum)
    let names = (0..<options.melCount).map { "mel_\($0)" }
    var matrix = FeatureMatrix(rowCount: spectra.frames.frameCount, columnNames: names)
    let rowCount = matrix.rowCount
    matrix.values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for frameIndex in 0..<rowCount {
        spectra.withPower(frameIndex: frameIndex) { power in
          bank.apply(to: power, into: base + frameIndex * bank.melCount)
        }
      }
    }
    return matrix
  }

  /// Mel power of every frame in decibels, no softer than 80 dB below the loudest.
  ///
  /// - Shape: `[frames][melCount]`
  /// - Units: dB re full-scale power
  /// - Errors: `invalidOptions`, `noSamples`, `sampleNotFinite`, `sampleTooLarge`.
  public func decibels(
    of samples: UnsafeBufferPointer<Float>, sampleRate: Int
  ) throws(DSPError) -> FeatureMatrix {
    var matrix = try power(of: samples, sampleRate: sampleRate)
    matrix.convertToDecibels()
    return matrix
  }
}
