import Glibc

/// Random numbers that are the same on every machine for the same seed.
///
/// - Source: SplitMix64, Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators".
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64
  private var spareNormal: Double?

  /// Starts the sequence of `seed`.
  public init(seed: UInt64) {
    state = seed
  }

  /// Starts a sequence of its own for each list of `stream` numbers (fold, epoch, clip …) under one seed.
  ///
  /// - Parameter seed: the seed of the whole run.
  /// - Parameter stream: what the sequence is for; other numbers, or another order, give an unrelated sequence.
  public init(seed: UInt64, stream: UInt64...) {
    var mixed = Self.finalized(seed &+ Self.increment)
    for number in stream {
      mixed = Self.finalized((mixed ^ Self.finalized(number &+ Self.increment)) &+ Self.increment)
    }
    state = mixed
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.finalized(state)
  }

  /// A uniform number. Range: 0 included to 1 excluded, 24 random bits.
  public mutating func nextFloat() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// A uniform number. Range: 0 included to 1 excluded, 53 random bits.
  public mutating func nextDouble() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform number of `range`.
  public mutating func nextFloat(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * nextFloat()
  }

  /// A uniform number of `range`.
  public mutating func nextDouble(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * nextDouble()
  }

  /// A uniform whole number. Range: 0 ..< `count`, which must be positive.
  public mutating func nextIndex(below count: Int) -> Int {
    precondition(count > 0, "there is no index below \(count)")
    return Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// A number of the standard normal distribution.
  ///
  /// - Source: Box & Muller 1958; two numbers are made at a time and the second is kept for the next call.
  public mutating func nextNormal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    let radius = sqrt(-2 * log(1 - nextDouble()))
    let angle = 2 * Double.pi * nextDouble()
    spareNormal = radius * sin(angle)
    return radius * cos(angle)
  }

  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func finalized(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
