import Glibc

/// Tells speech from background by level alone: above a tracked noise floor, and not far below the recent peak.
///
/// The floor is the least smoothed level of the last few seconds (minimum statistics). It may only rise slowly from
/// where a quiet room would be, so that a stream that begins in the middle of speech is heard from its first row,
/// while a steady noise closes the gate within seconds.
/// Units: dB of the power summed over the mel bins. Allocates: nothing after init.
/// Source: Martin 2001 (minimum statistics), reduced to one band.
public struct SpeechGate: Sendable {
  /// Thresholds and speeds; part of the model file. Speeds are for one row of 20 ms.
  public struct Options: Codable, Sendable, Equatable {
    /// How far above the floor speech must stand, in dB.
    public var marginAboveFloor: Float = 9
    /// How far below the recent peak speech may fall, in dB.
    public var rangeBelowPeak: Float = 35
    /// Fall of the peak in one row, in dB.
    public var peakRelease: Float = 0.006
    /// Level under which nothing counts as speech, in dB.
    public var lowestLevel: Float = -45
    /// Highest floor assumed at the start of a stream, in dB.
    public var initialFloor: Float = -25
    /// Fastest rise of the floor in one row, in dB.
    public var floorRise: Float = 0.3
    /// Rows over which the least level is sought.
    public var windowRowCount = 100
    /// Share of a new row in the smoothed level.
    public var smoothing: Float = 0.4

    /// The options of the shipped model.
    public init() {}

    /// Checks every value against its range.
    ///
    /// - Errors: `invalidOptions` with every value that is out of range.
    public func validate() throws(DSPError) {
      var check = OptionCheck()
      check.require("marginAboveFloor", Double(marginAboveFloor), in: 0...60)
      check.require("rangeBelowPeak", Double(rangeBelowPeak), in: 1...200)
      check.require("peakRelease", Double(peakRelease), in: 0...100)
      check.require("lowestLevel", Double(lowestLevel), in: -200...200)
      check.require("initialFloor", Double(initialFloor), in: -200...200)
      check.require("floorRise", Double(floorRise), in: 0...100)
      check.require("windowRowCount", windowRowCount, in: 10...10_000)
      // As `Float` has the bound.
      check.require("smoothing", Double(smoothing), in: Double(0.01 as Float)...1)
      try check.finish()
    }
  }

  /// The options in force.
  public let options: Options
  /// Tracked noise floor, in dB; nil before the first row.
  public private(set) var floor: Float?
  private var peak: Float = -.infinity
  private var smoothed: Float = 0
  /// Least smoothed level of each past tenth of the window, oldest overwritten first.
  private var minima: [Float]
  private var nextMinimum = 0
  private var currentMinimum = Float.infinity
  private var rowsInCurrent = 0
  private static let sliceCount = 10

  /// Prepares a gate at the start of a stream.
  ///
  /// - Errors: `invalidOptions`.
  public init(_ options: Options = Options()) throws(DSPError) {
    try options.validate()
    self.options = options
    minima = [Float](repeating: .infinity, count: Self.sliceCount)
  }

  /// Takes the next row's level and tells whether it is speech.
  ///
  /// - Parameter level: dB of the power summed over the mel bins.
  public mutating func isOpen(level: Float) -> Bool {
    guard level.isFinite else { return false }
    if let floor {
      smoothed += options.smoothing * (level - smoothed)
      trackMinimum()
      let least = min(currentMinimum, minima.min() ?? .infinity)
      self.floor = least < floor ? least : min(least, floor + options.floorRise)
    } else {
      smoothed = level
      trackMinimum()
      floor = min(level, options.initialFloor)
    }
    peak = max(peak - options.peakRelease, level)
    let threshold = max(
      (floor ?? level) + options.marginAboveFloor, peak - options.rangeBelowPeak, options.lowestLevel)
    return level > threshold
  }

  private mutating func trackMinimum() {
    currentMinimum = min(currentMinimum, smoothed)
    rowsInCurrent += 1
    if rowsInCurrent >= max(1, options.windowRowCount / Self.sliceCount) {
      minima[nextMinimum] = currentMinimum
      nextMinimum = (nextMinimum + 1) % Self.sliceCount
      currentMinimum = .infinity
      rowsInCurrent = 0
    }
  }

  /// Forgets everything heard.
  public mutating func reset() {
    floor = nil
    peak = -.infinity
    smoothed = 0
    for index in minima.indices { minima[index] = .infinity }
    nextMinimum = 0
    currentMinimum = .infinity
    rowsInCurrent = 0
  }
}
