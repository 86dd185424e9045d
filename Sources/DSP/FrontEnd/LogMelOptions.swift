/// What turns samples into log-mel rows; part of the model file.
public struct LogMelOptions: Codable, Sendable, Equatable {
  /// Samples a second.
  public var sampleRate = 16_000
  /// Samples of a frame.
  public var windowLength = 400
  /// Samples from one frame to the next.
  public var hopLength = 160
  /// Samples of the transform; the frame is filled up with zeros.
  public var fftSize = 512
  /// Mel bins of a row.
  public var melCount = 64
  /// Lower foot of the lowest triangle, in Hz.
  public var lowestFrequency = 60.0
  /// Upper foot of the highest triangle, in Hz.
  public var highestFrequency = 7800.0
  /// Adjacent frames whose power is averaged into a row.
  public var framesPerStep = 2
  /// Power added before the logarithm.
  public var floor: Float = 1e-6
  /// Formula of the mel scale.
  public var melScale = MelScale.htk
  /// Scaling of the triangles.
  public var melNormalization = MelNormalization.none
  /// Window a frame is multiplied with.
  public var window = Window.hann

  /// The options of the shipped model.
  public init() {}

  /// Samples from the start of one row to the start of the next.
  public var samplesPerRow: Int { hopLength * framesPerStep }
  /// Samples a row is computed from.
  public var rowSpan: Int { hopLength * (framesPerStep - 1) + windowLength }
  /// Rows a second.
  public var rowRate: Double { Double(sampleRate) / Double(samplesPerRow) }

  /// Checks every value against its range.
  ///
  /// - Errors: `invalidOptions` with every value that is out of range.
  public func validate() throws(DSPError) {
    var check = OptionCheck()
    let nyquist = Double(max(sampleRate, 0)) / 2
    check.require("sampleRate", sampleRate, in: 1000...768_000)
    check.require("windowLength", windowLength, in: 2...65_536)
    // At most a thousand frames a second.
    let shortestHop = min(max(sampleRate / 1000, 1), max(windowLength, 1))
    check.require("hopLength", hopLength, in: shortestHop...max(windowLength, 1))
    check.require("fftSize", fftSize, in: max(windowLength, 2)...max(windowLength, 65_536))
    check.require("melCount", melCount, in: 1...1024)
    check.require("lowestFrequency", lowestFrequency, in: 0...max(nyquist - 1, 0))
    let lowest = lowestFrequency.isFinite ? max(lowestFrequency, 0) : 0
    check.require("highestFrequency", highestFrequency, in: min(lowest + 1, nyquist)...nyquist)
    check.require("framesPerStep", framesPerStep, in: 1...64)
    check.require("floor", Double(floor), in: Double(Float.leastNormalMagnitude)...1)
    try check.finish()
  }
}
