/// How a recording is cut into frames and transformed; librosa's defaults.
public struct SpectrumOptions: Codable, Sendable, Equatable {
  /// Samples of a frame and of its transform.
  public var fftSize = 2048
  /// Samples from the middle of one frame to the middle of the next.
  public var hopLength = 512
  /// Window a frame is multiplied with.
  public var window = Window.hann

  /// librosa's defaults.
  public init() {}

  /// Frames that the features of `sampleCount` samples have.
  public func frameCount(ofSamples sampleCount: Int) -> Int {
    CentredFrames(sampleCount: sampleCount, frameLength: fftSize, hopLength: hopLength).frameCount
  }

  func validate(_ check: inout OptionCheck) {
    check.require("fftSize", fftSize, in: 4...65_536)
    check.require("hopLength", hopLength, in: 1...(1 << 24))
  }
}

/// Frames whose middles lie a hop apart, the first on the first sample, with padding beyond both ends.
struct CentredFrames {
  let sampleCount: Int
  let frameLength: Int
  let hopLength: Int

  /// Frames of the recording.
  var frameCount: Int {
    (sampleCount + 2 * (frameLength / 2) - frameLength) / hopLength + 1
  }

  /// Index of the frame's first sample; negative where the frame begins in the padding.
  func firstSampleIndex(frameIndex: Int) -> Int {
    frameIndex * hopLength - frameLength / 2
  }

  /// The samples of the recording a frame covers; the rest of the frame is padding.
  func samples(frameIndex: Int) -> Range<Int> {
    let first = firstSampleIndex(frameIndex: frameIndex)
    let start = min(max(first, 0), sampleCount)
    return start..<max(min(first + frameLength, sampleCount), start)
  }
}

extension OptionCheck {
  /// Notes a sample rate no feature is defined for.
  mutating func require(sampleRate: Int) {
    require("sampleRate", sampleRate, in: 1000...768_000)
  }
}

extension UnsafeBufferPointer<Float> {
  /// Refuses what no feature can be computed from.
  ///
  /// - Errors: `noSamples`, `sampleNotFinite`, `sampleTooLarge`.
  func requireUsable() throws(DSPError) {
    if isEmpty { throw .noSamples }
    // The loudest that is taken for sound in a file.
    for index in 0..<count where !(abs(self[index]) <= 0x1p32) {
      if self[index].isFinite { throw .sampleTooLarge(sampleIndex: index, value: self[index]) }
      throw .sampleNotFinite(sampleIndex: index)
    }
  }
}
