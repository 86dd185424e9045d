/// One vector for a whole recording: means over time of its features, with librosa's defaults throughout.
///
/// | columns | feature |
/// |---|---|
/// | 0 ..< 40 | 40 MFCC |
/// | 40 ..< 52 | 12 chroma, C first |
/// | 52 ..< 180 | 128 mel powers |
/// | 180 ..< 187 | 7 spectral contrasts (full vector only) |
/// | 187 | zero-crossing rate (full vector only) |
/// | 188 | root mean square (full vector only) |
public struct ClipVector: Sendable {
  /// Whether contrast, zero-crossing rate and root mean square are part of it: 189 numbers instead of 180.
  public let isFull: Bool

  /// Describes the vector.
  public init(isFull: Bool) {
    self.isFull = isFull
  }

  /// The vector, as the one row of a matrix.
  ///
  /// - Shape: `[1][180]` or `[1][189]`
  /// - Errors: `noSamples`, `sampleNotFinite`, `sampleTooLarge`, and for the full vector `invalidOptions` below 12.8 kHz, where
  ///   the highest band of the contrast lies above half the sample rate.
  public func extract(
    from samples: UnsafeBufferPointer<Float>, sampleRate: Int
  ) throws(DSPError) -> FeatureMatrix {
    let power = try MelSpectrogram().power(of: samples, sampleRate: sampleRate)
    var decibels = power
    decibels.convertToDecibels()
    var cepstrum = MFCC.Options()
    cepstrum.coefficientCount = 40
    var parts = [
      MFCC(cepstrum).coefficients(ofDecibels: decibels),
      try Chroma().extract(from: samples, sampleRate: sampleRate),
      power,
    ]
    if isFull {
      parts.append(try SpectralContrast().extract(from: samples, sampleRate: sampleRate))
      parts.append(try ZeroCrossingRate().extract(from: samples))
      parts.append(try RootMeanSquare().extract(from: samples))
    }
    return FeatureMatrix(
      rowCount: 1, columnNames: parts.flatMap(\.columnNames), values: parts.flatMap { $0.columnMeans() })
  }
}
