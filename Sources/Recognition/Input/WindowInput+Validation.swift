import DSP

/// A value of a window input that cannot be used.
public struct WindowInputProblem: Error, Sendable, Equatable {
  /// Name of the value, as in the recipe.
  public var name: String
  /// What it is and what it must be.
  public var reason: String
}

extension WindowInput {
  /// Checks every value against its range, and that the feature can be computed at all.
  ///
  /// - Errors: the first value that is out of range.
  public func validate() throws(WindowInputProblem) {
    func require(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws(WindowInputProblem) {
      guard range.contains(value) else {
        throw WindowInputProblem(
          name: name, reason: "is \(value); must be from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    try require("sampleRate", Double(sampleRate), 4000...192_000)
    try require("longestSeconds", longestSeconds, 0.5...60)
    if let seconds { try require("seconds", seconds, 0.1...60) }
    try require("offset", offset, 0...60)
    try require("updateSeconds", updateSeconds, 0.05...5)
    if offset > 0, span != .clip {
      throw WindowInputProblem(name: "offset", reason: "is \(offset); only the span \"clip\" has an offset")
    }
    if seconds == nil, kind.hasFrames, layout == .vector {
      throw WindowInputProblem(
        name: "seconds", reason: "is missing; the layout \"vector\" has a fixed length")
    }
    try naming { () throws(DSPError) in
      if kind.hasFrames { try melSpectrogram.validate(sampleRate: sampleRate) }
      if kind == .mfcc {
        var options = mfcc
        options.melSpectrogram = melSpectrogram
        try options.validate(sampleRate: sampleRate)
      }
    }
    if kind.hasFrames { try checkEffort() }
    guard minimumSampleCount <= longestSampleCount else {
      throw WindowInputProblem(
        name: "derivativeWidth",
        reason: "is \(mfcc.derivativeWidth); so many frames are longer than the longest stretch")
    }
    try naming { () throws(DSPError) in
      _ = try extractor?.extract(
        from: [Float](repeating: 0, count: minimumSampleCount), sampleRate: sampleRate)
    }
    guard width <= 65_536 else {
      throw WindowInputProblem(
        name: "seconds", reason: "makes a vector of \(width) numbers; at most 65536 can be used")
    }
  }

  /// Does `body` and turns its error into the value it is about.
  private func naming(_ body: () throws(DSPError) -> Void) throws(WindowInputProblem) {
    do throws(DSPError) {
      try body()
    } catch {
      guard case .invalidOptions(let problems) = error, let first = problems.first else {
        throw WindowInputProblem(name: "kind", reason: "cannot be computed with these values: \(error)")
      }
      throw WindowInputProblem(
        name: first.name, reason: "is \(first.value); must be from \(first.lowest) to \(first.highest)")
    }
  }

  /// Most numbers that the frames of the longest stretch have together; what is computed live must keep up.
  private static var mostFrameNumbers: Int { 1 << 27 }

  /// Refuses frames that lie closer than a millisecond, are too long, or further apart than the longest stretch is.
  private func checkEffort() throws(WindowInputProblem) {
    let hop = melSpectrogram.spectrum.hopLength
    let size = melSpectrogram.spectrum.fftSize
    let range = max(1, sampleRate / 1000)...longestSampleCount
    guard range.contains(hop) else {
      throw WindowInputProblem(
        name: "hopLength", reason: "is \(hop); must be from \(range.lowerBound) to \(range.upperBound)")
    }
    guard frameCount(ofSamples: longestSampleCount) * size <= Self.mostFrameNumbers else {
      throw WindowInputProblem(
        name: "fftSize", reason: "is \(size); too much for so many frames in the longest stretch")
    }
  }

  /// Samples to which a shorter stretch is filled up with silence, so that every feature can be computed.
  var minimumSampleCount: Int {
    kind == .mfcc && mfcc.derivativeCount > 0
      ? mfcc.derivativeWidth * melSpectrogram.spectrum.hopLength : 1
  }
}
