import Glibc

/// Everything between samples and network, as the model file states it.
public struct FrontEndOptions: Codable, Sendable, Equatable {
  /// Samples to mel power.
  public var logMel = LogMelOptions()
  /// Level normalisation.
  public var level = LevelNormalizer.Options()
  /// Speech gate.
  public var gate = SpeechGate.Options()

  /// The options of the shipped model.
  public init() {}

  /// Checks every value against its range.
  ///
  /// - Errors: `invalidOptions` with every value of the first faulty stage that is out of range.
  public func validate() throws(DSPError) {
    try logMel.validate()
    try level.validate()
    try gate.validate()
  }
}

/// What one row of mel power was found to be.
public struct RowAnalysis: Sendable, Equatable {
  /// dB of the power summed over the mel bins.
  public var level: Float
  /// Whether the speech gate is open.
  public var isSpeech: Bool
}

/// Turns rows of mel power into the network's input, row by row: logarithm, speech gate, level normalisation.
///
/// Training and the live path share it; it needs nothing of the future. Allocates: nothing after init.
public struct RowAnalyzer: Sendable {
  /// The options in force.
  public let options: FrontEndOptions
  private var normalizer: LevelNormalizer
  private var gate: SpeechGate

  /// Prepares an analyzer at the start of a stream.
  ///
  /// - Errors: `invalidOptions`.
  public init(_ options: FrontEndOptions) throws(DSPError) {
    try options.validate()
    self.options = options
    normalizer = try LevelNormalizer(
      options.level, silence: logf(Float(options.logMel.melCount) * options.logMel.floor))
    gate = try SpeechGate(options.gate)
  }

  /// Mel bins of a row.
  public var melCount: Int { options.logMel.melCount }

  /// Analyzes the next row.
  ///
  /// - Shape: `power`, `logMel` and `features` hold `melCount` values each.
  /// - Parameter logMel: receives ln(power + floor), before level normalisation.
  /// - Parameter features: receives the network's input.
  public mutating func analyze(
    power: UnsafePointer<Float>, logMel: UnsafeMutablePointer<Float>, features: UnsafeMutablePointer<Float>
  ) -> RowAnalysis {
    let count = melCount
    naturalLog(
      of: UnsafeBufferPointer(start: power, count: count), floor: options.logMel.floor, into: logMel)
    features.update(from: logMel, count: count)
    let energy = normalizer.normalize(logMel: UnsafeMutableBufferPointer(start: features, count: count))
    let level = energy * Self.decibelsPerNeper
    return RowAnalysis(level: level, isSpeech: gate.isOpen(level: level))
  }

  /// 10 / ln 10: from natural-log power to dB.
  public static let decibelsPerNeper: Float = 4.342_944_8

  /// Forgets everything heard.
  public mutating func reset() {
    normalizer.reset()
    gate.reset()
  }
}
