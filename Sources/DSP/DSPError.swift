/// A number among a stage's options that is outside what the stage can work with.
public struct OptionProblem: Sendable, Equatable {
  /// Name of the option, as in the model file.
  public var name: String
  /// The value it has.
  public var value: Double
  /// Smallest value allowed.
  public var lowest: Double
  /// Largest value allowed.
  public var highest: Double

  /// Names an option whose `value` lies outside `lowest ... highest`.
  public init(name: String, value: Double, lowest: Double, highest: Double) {
    self.name = name
    self.value = value
    self.lowest = lowest
    self.highest = highest
  }
}

/// Why features could not be computed. The text a person reads is made in the program, from these cases.
public enum DSPError: Error, Sendable, Equatable {
  /// Options outside their ranges, all of them, in the order in which they are declared.
  case invalidOptions([OptionProblem])
  /// FFTW has no plan for a transform of this size.
  case noTransform(size: Int)
  /// There is not one sample to compute a feature from.
  case noSamples
  /// The first sample that is not a finite number.
  case sampleNotFinite(sampleIndex: Int)
  /// The first sample so far beyond full scale (more than 180 dB) that its power could not be held.
  case sampleTooLarge(sampleIndex: Int, value: Float)
  /// A derivative over time needs more frames than the recording has.
  case tooFewFrames(frameCount: Int, neededCount: Int)
  /// A band of the spectral contrast, counted from 0, holds no bin of the spectrum.
  case emptyBand(bandIndex: Int)
}

/// Collects every option that is out of range, so that a person can mend all of them at once.
struct OptionCheck {
  private var problems: [OptionProblem] = []

  /// Notes `name` unless `value` lies in `range`; a value that is not a number lies in no range.
  mutating func require(_ name: String, _ value: Double, in range: ClosedRange<Double>) {
    if !range.contains(value) {
      problems.append(
        OptionProblem(name: name, value: value, lowest: range.lowerBound, highest: range.upperBound))
    }
  }

  /// Notes `name` unless `value` lies in `range`.
  mutating func require(_ name: String, _ value: Int, in range: ClosedRange<Int>) {
    require(name, Double(value), in: Double(range.lowerBound)...Double(range.upperBound))
  }

  /// Throws what was noted.
  func finish() throws(DSPError) {
    if !problems.isEmpty { throw .invalidOptions(problems) }
  }
}
