/// Cutting of a recording for features that need no transform; librosa's defaults.
public struct FrameOptions: Codable, Sendable, Equatable {
  /// Samples of a frame.
  public var frameLength = 2048
  /// Samples from the middle of one frame to the middle of the next.
  public var hopLength = 512

  /// librosa's defaults.
  public init() {}

  /// Checks every value against its range.
  ///
  /// - Errors: `invalidOptions` with every value that is out of range.
  public func validate() throws(DSPError) {
    var check = OptionCheck()
    check.require("frameLength", frameLength, in: 2...(1 << 24))
    check.require("hopLength", hopLength, in: 1...(1 << 24))
    try check.finish()
  }

  func frames(sampleCount: Int) -> CentredFrames {
    CentredFrames(sampleCount: sampleCount, frameLength: frameLength, hopLength: hopLength)
  }
}

/// Share of a frame's samples whose sign differs from the sample's before.
///
/// The recording is continued at either end by its first and last sample.
///
/// - Source: librosa 0.11 `feature.zero_crossing_rate`
public struct ZeroCrossingRate: Sendable {
  /// The options in force.
  public let options: FrameOptions

  /// Samples closer to zero count as positive zeros.
  private static let threshold: Float = 1e-10

  /// Describes the feature.
  public init(_ options: FrameOptions = FrameOptions()) {
    self.options = options
  }

  /// Rate of every frame.
  ///
  /// - Shape: `[frames][1]`
  /// - Range: 0 ..< 1
  /// - Errors: `invalidOptions`, `noSamples`, `sampleNotFinite`, `sampleTooLarge`.
  public func extract(from samples: UnsafeBufferPointer<Float>) throws(DSPError) -> FeatureMatrix {
    try options.validate()
    try samples.requireUsable()
    let frames = options.frames(sampleCount: samples.count)
    var matrix = FeatureMatrix(rowCount: frames.frameCount, columnNames: ["zcr"])
    for frameIndex in 0..<matrix.rowCount {
      let covered = frames.samples(frameIndex: frameIndex)
      var crossingCount = 0
      for index in covered.dropFirst() {
        let before = samples[index - 1] < -Self.threshold
        let here = samples[index] < -Self.threshold
        crossingCount += before == here ? 0 : 1
      }
      matrix.values[frameIndex] = Float(Double(crossingCount) / Double(options.frameLength))
    }
    return matrix
  }
}

/// Root of a frame's mean square.
///
/// The recording is continued at either end by zeros.
///
/// - Source: librosa 0.11 `feature.rms`
public struct RootMeanSquare: Sendable {
  /// The options in force.
  public let options: FrameOptions

  /// Describes the feature.
  public init(_ options: FrameOptions = FrameOptions()) {
    self.options = options
  }

  /// Root mean square of every frame.
  ///
  /// - Shape: `[frames][1]`
  /// - Units: full scale ±1
  /// - Errors: `invalidOptions`, `noSamples`, `sampleNotFinite`, `sampleTooLarge`.
  public func extract(from samples: UnsafeBufferPointer<Float>) throws(DSPError) -> FeatureMatrix {
    try options.validate()
    try samples.requireUsable()
    let frames = options.frames(sampleCount: samples.count)
    var matrix = FeatureMatrix(rowCount: frames.frameCount, columnNames: ["rms"])
    for frameIndex in 0..<matrix.rowCount {
      var sum = 0.0
      for index in frames.samples(frameIndex: frameIndex) {
        sum += Double(samples[index]) * Double(samples[index])
      }
      matrix.values[frameIndex] = Float((sum / Double(options.frameLength)).squareRoot())
    }
    return matrix
  }
}
