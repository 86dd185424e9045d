import Buffers
import Glibc

/// Mel-frequency cepstral coefficients: the cosine transform of a mel spectrogram in decibels.
///
/// - Source: librosa 0.11 `feature.mfcc` (DCT-II, orthonormal), derivatives as `feature.delta`
public struct MFCC: Sendable {
  /// Coefficients and what they are computed from; librosa's defaults.
  public struct Options: Codable, Sendable, Equatable {
    /// The spectrogram transformed.
    public var melSpectrogram = MelSpectrogram.Options()
    /// Coefficients kept, from the mean level upwards.
    public var coefficientCount = 20
    /// Derivatives over time appended as columns: 0 none, 1 the first, 2 the first and the second.
    public var derivativeCount = 0
    /// Frames a derivative is fitted to; odd.
    public var derivativeWidth = 9

    /// librosa's defaults.
    public init() {}

    /// Checks every value against its range at a sample rate.
    ///
    /// - Errors: `invalidOptions` with every value that is out of range.
    public func validate(sampleRate: Int) throws(DSPError) {
      try melSpectrogram.validate(sampleRate: sampleRate)
      var check = OptionCheck()
      check.require("coefficientCount", coefficientCount, in: 1...melSpectrogram.melCount)
      check.require("derivativeCount", derivativeCount, in: 0...2)
      check.require("derivativeWidth", derivativeWidth, in: 3...255)
      // Of an even width, the odd one next to it is named.
      if derivativeWidth % 2 == 0 {
        check.require("derivativeWidth", derivativeWidth, in: derivativeWidth + 1...derivativeWidth + 1)
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

  /// Coefficients of every frame, then their derivatives.
  ///
  /// - Shape: `[frames][coefficientCount · (1 + derivativeCount)]`
  /// - Errors: `invalidOptions`, `noSamples`, `sampleNotFinite`, `sampleTooLarge`, and `tooFewFrames` for a derivative of a
  ///   recording shorter than `derivativeWidth` frames.
  public func extract(
    from samples: UnsafeBufferPointer<Float>, sampleRate: Int
  ) throws(DSPError) -> FeatureMatrix {
    try options.validate(sampleRate: sampleRate)
    let spectrogram = MelSpectrogram(options.melSpectrogram)
    let coefficients = coefficients(
      ofDecibels: try spectrogram.decibels(of: samples, sampleRate: sampleRate))
    var matrix = coefficients
    for order in 0..<options.derivativeCount {
      let name = order == 0 ? "delta" : "delta\(order + 1)"
      let delta = try Delta(order: order + 1, width: options.derivativeWidth, namePrefix: name)
        .apply(to: coefficients)
      matrix = matrix.appendingColumns(of: delta)
    }
    return matrix
  }

  /// Coefficients of a mel spectrogram in decibels.
  ///
  /// - Shape: `[frames][coefficientCount]`
  func coefficients(ofDecibels decibels: FeatureMatrix) -> FeatureMatrix {
    let melCount = decibels.columnCount
    let transform = PaddedMatrix(rowCount: options.coefficientCount, columnCount: melCount) { row, column in
      let scale = ((row == 0 ? 1.0 : 2.0) / Double(melCount)).squareRoot()
      return scale * cos(Double.pi * Double(row) * (2 * Double(column) + 1) / (2 * Double(melCount)))
    }
    let names = (0..<options.coefficientCount).map { "mfcc_\($0)" }
    var matrix = FeatureMatrix(rowCount: decibels.rowCount, columnNames: names)
    let level = AlignedBuffer(count: PaddedMatrix.paddedCount(melCount))
    matrix.values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for rowIndex in 0..<decibels.rowCount {
        for (column, value) in decibels.row(rowIndex).enumerated() { level[column] = value }
        withExtendedLifetime(level) {
          transform.multiply(level.base, into: base + rowIndex * transform.rowCount)
        }
      }
    }
    return matrix
  }
}
