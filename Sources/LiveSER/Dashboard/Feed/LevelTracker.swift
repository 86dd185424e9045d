import Glibc
import TUI

/// Level, peak, clipping, and whether there is a signal too weak to judge.
///
/// - Units: levels in dB relative to full scale, so that a full-scale sine has -3.01 dB.
struct LevelTracker {
  /// From here on a sample counts as clipped.
  static let clippingThreshold = InputLimits.clippedMagnitude
  private static let clippedSampleCount = InputLimits.clippedSampleCount
  /// Seconds that clipping stays shown.
  private static let clippingSeconds: Float = 1.5
  /// Fall of the peak mark, in dB a second, after it has stood for a moment.
  private static let peakFall: Float = 20
  private static let peakHold: Float = 0.8
  /// Share of a new row in the level shown, rising and falling.
  private static let attack: Float = 0.6
  private static let release: Float = 0.18
  /// Seconds over which weak speech is looked for.
  private static let window: Float = 2.5
  private static let leastModulation = InputLimits.leastModulation
  private static let weakRange = InputLimits.weakLevels

  private(set) var level = InputLevel()
  private var power: Float = 0
  private var peakAge: Float = 0
  private var clippingAge: Float = .infinity
  private var secondsSinceSpeech: Float = .infinity
  private var windowAge: Float = 0
  private var loudest: Float = -.infinity
  private var softest: Float = .infinity

  /// Takes what a row of samples amounts to.
  ///
  /// - Parameters:
  ///   - meanSquare: of the row's samples.
  ///   - peak: greatest magnitude among them.
  ///   - clippedCount: samples at full scale.
  mutating func take(meanSquare: Float, peak: Float, clippedCount: Int, isSpeech: Bool, seconds: Float) {
    power += (meanSquare > power ? Self.attack : Self.release) * (meanSquare - power)
    level.level = power > 1e-12 ? 10 * log10f(power) : -.infinity
    let peakLevel = peak > 1e-6 ? 20 * log10f(peak) : -.infinity
    peakAge += seconds
    if peakLevel >= level.peak {
      level.peak = peakLevel
      peakAge = 0
    } else if peakAge > Self.peakHold {
      level.peak = max(peakLevel, level.peak - Self.peakFall * seconds)
      if level.peak < -90 { level.peak = -.infinity }
    }
    clippingAge = clippedCount >= Self.clippedSampleCount ? 0 : clippingAge + seconds
    level.isClipped = clippingAge < Self.clippingSeconds
    noteWeakness(meanSquare, isSpeech: isSpeech, seconds: seconds)
  }

  private mutating func noteWeakness(_ meanSquare: Float, isSpeech: Bool, seconds: Float) {
    secondsSinceSpeech = isSpeech ? 0 : secondsSinceSpeech + seconds
    if isSpeech { level.isTooQuiet = false }
    let row = meanSquare > 1e-12 ? 10 * log10f(meanSquare) : -120
    loudest = max(loudest, row)
    softest = min(softest, row)
    windowAge += seconds
    guard windowAge >= Self.window else { return }
    level.isTooQuiet =
      secondsSinceSpeech > Self.window && Self.weakRange.contains(loudest)
      && loudest - max(softest, -100) >= Self.leastModulation
    windowAge = 0
    loudest = -.infinity
    softest = .infinity
  }
}
