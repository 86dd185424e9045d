import Glibc

/// Measures the sound of an input: loudest moment, noise floor, clipping.
///
/// - Allocates: in `init` alone.
struct InputMeter {
  /// Levels in steps of half a dB from `lowestLevel` up.
  private static let stepCount = 241
  private static let lowestLevel: Float = -120

  private let rowSampleCount: Int
  private let sampleRate: Double
  private var rows = [Int](repeating: 0, count: stepCount)
  private var rowCount = 0
  private var clippedRowCount = 0
  private var sampleCount = 0
  private var highest: Float = -.infinity
  private var peakMagnitude: Float = 0
  private var total = 0.0
  // The row under way.
  private var count = 0
  private var sum: Float = 0
  private var squares: Float = 0
  private var clippedCount = 0

  /// Level of the last 20 ms. Units: dB relative to full scale; -infinity is digital silence.
  private(set) var level: Float = -.infinity

  /// Prepares a meter for samples at `sampleRate`.
  init(sampleRate: Int) {
    self.sampleRate = Double(sampleRate)
    rowSampleCount = max(1, sampleRate / 50)
  }

  /// Takes the next samples; what is not finite counts as 0. A constant offset is no level.
  mutating func take(_ samples: UnsafeBufferPointer<Float>) {
    for sample in samples {
      let value = sample.isFinite ? sample : 0
      let magnitude = abs(value)
      if magnitude > peakMagnitude { peakMagnitude = magnitude }
      if magnitude >= InputLimits.clippedMagnitude { clippedCount += 1 }
      sum += value
      squares += value * value
      count += 1
      if count == rowSampleCount { endRow() }
    }
    sampleCount += samples.count
  }

  private mutating func endRow() {
    let mean = sum / Float(count)
    total += Double(sum)
    let power = squares / Float(count) - mean * mean
    // Below this there is rounding alone.
    level = power > 1e-12 ? 10 * log10f(power) : -.infinity
    highest = max(highest, level)
    let step = (max(Self.lowestLevel, level) - Self.lowestLevel) * 2
    rows[min(Self.stepCount - 1, Int(step))] += 1
    rowCount += 1
    if clippedCount >= InputLimits.clippedSampleCount { clippedRowCount += 1 }
    (count, sum, squares, clippedCount) = (0, 0, 0, 0)
  }

  /// What was measured so far.
  var findings: InputFindings {
    var floor = Self.lowestLevel
    var passed = 0
    for (step, count) in rows.enumerated() {
      passed += count
      if passed * 10 > rowCount {
        floor = Self.lowestLevel + Float(step) / 2
        break
      }
    }
    return InputFindings(
      seconds: Double(sampleCount) / sampleRate, loudest: highest, floor: floor,
      peak: peakMagnitude > 1e-6 ? 20 * log10f(peakMagnitude) : -.infinity,
      clippedSeconds: Double(clippedRowCount * rowSampleCount) / sampleRate,
      offset: rowCount > 0 ? Float(total / Double(rowCount * rowSampleCount)) : 0)
  }
}

/// What a meter has measured.
///
/// - Units: levels of 20 ms in dB relative to full scale; -infinity is digital silence.
struct InputFindings: Sendable, Equatable {
  /// Seconds of sound.
  var seconds: Double
  /// The loudest level.
  var loudest: Float
  /// The level that a tenth of the time does not exceed. Range: -120...0.
  var floor: Float
  /// The greatest magnitude of a sample.
  var peak: Float
  /// Seconds in which samples were cut off at full scale.
  var clippedSeconds: Double
  /// Mean of the samples. Range: -1...1.
  var offset: Float

  /// Whether sound comes and goes as speech does.
  var isModulated: Bool { loudest - max(floor, -100) >= InputLimits.leastModulation }

  /// What is wrong with the sound.
  ///
  /// - Parameter hasSpeech: whether speech was recognised in it.
  func faults(hasSpeech: Bool) -> [InputFault] {
    guard seconds > 0 else { return [] }
    if loudest < InputLimits.weakLevels.lowerBound { return [.silent] }
    var faults: [InputFault] = []
    if clippedSeconds > 0 { faults.append(.clipped) }
    if isModulated, InputLimits.weakLevels.contains(loudest) { faults.append(.tooQuiet) }
    let isNoisy =
      hasSpeech ? loudest - floor < InputLimits.leastDistance : floor > InputLimits.loudestNoise
    if isNoisy { faults.append(.noisy) }
    if abs(offset) > InputLimits.largestOffset { faults.append(.offset) }
    return faults
  }
}
