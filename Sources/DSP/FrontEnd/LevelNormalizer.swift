import Glibc

/// Takes the level out of log-mel rows, causally, with one number m that follows the level of the speech.
///
/// e is the logarithm of a row's summed power. m starts at the first e; then it rises quickly towards a louder e
/// and falls slowly towards a softer one, never faster than if that were `releaseSpan` below. It is never more than
/// `attackSpan` below e: the first word out of silence is as loud as any. A row leaves as
/// (x − m + offset) / scale, or, where x is further than `rangeBelowLevel` below m, as if it were not: what is left of a
/// recording's noise floor then does not depend on how loud the voice is. A row whose e is not finite is passed through
/// with the m there was. Digital silence, which says nothing of a room or a voice, makes m start anew, where the options
/// say so.
public struct LevelNormalizer: Sendable {
  /// Speeds and scale of the normalisation; part of the model file.
  public struct Options: Codable, Sendable, Equatable {
    /// Share of the way to a louder row taken at once.
    public var attack: Float = 0.2
    /// Share of the way to a softer row taken at once.
    public var release: Float = 0.004
    /// Furthest that the level stays below a louder row, in natural-log units; 100, the most, is without end, and models
    /// from before this was possible do without.
    public var attackSpan: Float? = 100
    /// Longest way down that counts, in natural-log units.
    public var releaseSpan: Float = 5
    /// Added after the level is taken off, in natural-log units.
    public var offset: Float = 8
    /// Natural-log units that make 1 at the output.
    public var scale: Float = 4

    /// Whether the level starts anew after digital silence; models from before this was possible do without.
    public var restartsAfterSilence: Bool? = true
    /// How far below the level anything is told from nothing, in natural-log units; 100, the most, is without end, and
    /// models from before this was possible do without.
    public var rangeBelowLevel: Float? = 100

    /// The options of the shipped model.
    public init() {}

    /// Checks every value against its range.
    ///
    /// - Errors: `invalidOptions` with every value that is out of range.
    public func validate() throws(DSPError) {
      var check = OptionCheck()
      check.require("attack", Double(attack), in: 0...1)
      check.require("release", Double(release), in: 0...1)
      check.require("attackSpan", Double(attackSpan ?? 100), in: 0...100)
      check.require("releaseSpan", Double(releaseSpan), in: 0...100)
      check.require("offset", Double(offset), in: -100...100)
      check.require("scale", Double(scale), in: 0.001...1000)
      check.require("rangeBelowLevel", Double(rangeBelowLevel ?? 1), in: 1...100)
      try check.finish()
    }
  }

  /// The options in force.
  public let options: Options
  /// The level followed, in natural-log units; nil before the first row.
  public private(set) var level: Float?
  /// The e under which a row is digital silence.
  private let silence: Float

  /// Prepares a normaliser at the start of a stream.
  ///
  /// - Parameter silence: the e of a row without any power, in natural-log units; rows within 0.05 of it are silence.
  /// - Errors: `invalidOptions`.
  public init(_ options: Options = Options(), silence: Float = -.infinity) throws(DSPError) {
    try options.validate()
    self.options = options
    self.silence = options.restartsAfterSilence == true ? silence + 0.05 : -.infinity
  }

  /// Normalises one row in place and gives e, the natural logarithm of the power summed over the row before.
  ///
  /// - Shape: mel bins
  /// - Allocates: nothing.
  @discardableResult
  public mutating func normalize(logMel: UnsafeMutableBufferPointer<Float>) -> Float {
    let energy = logSumExp(UnsafeBufferPointer(logMel))
    var level = level ?? (energy.isFinite ? energy : 0)
    if energy.isFinite {
      if energy > level {
        level = max(level + options.attack * (energy - level), energy - (options.attackSpan ?? .infinity))
      } else {
        level -= options.release * min(level - energy, options.releaseSpan)
      }
      self.level = energy < silence ? nil : level
    }
    let shift = options.offset - level
    let factor = 1 / options.scale
    let least = energy.isFinite ? level - (options.rangeBelowLevel ?? .infinity) : -.infinity
    for index in 0..<logMel.count {
      logMel[index] = (max(logMel[index], least) + shift) * factor
    }
    return energy
  }

  /// Forgets the level: the next row is the first of a new stream.
  public mutating func reset() {
    level = nil
  }
}

/// Natural logarithm of the sum of the exponentials, −∞ for no values.
///
/// - Allocates: nothing.
public func logSumExp(_ values: UnsafeBufferPointer<Float>) -> Float {
  var largest = -Float.infinity
  for value in values { largest = max(largest, value) }
  guard largest.isFinite else { return largest }
  var sum: Float = 0
  for value in values { sum += expf(value - largest) }
  return largest + logf(sum)
}
