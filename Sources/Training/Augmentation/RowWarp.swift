import Buffers
import DSP
import Glibc

/// Changes tempo and pitch of rows of mel power: the one by reading rows faster or slower, the other by moving the
/// spectrum along the frequency axis.
///
/// The pitch moves with the formants, as in a longer or shorter vocal tract; between rows and bins the power is
/// interpolated linearly.
/// Source: Jaitly & Hinton 2013 (vocal tract length perturbation).
struct RowWarp: Sendable {
  private let logMel: LogMelOptions
  private let centres: [Double]
  /// mel of the lowest frequency, and mel from one bin to the next.
  private let lowestMel: Double, step: Double

  init(_ logMel: LogMelOptions, centres: [Double]) {
    self.logMel = logMel
    self.centres = centres
    lowestMel = logMel.melScale.mel(hertz: logMel.lowestFrequency)
    step = (logMel.melScale.mel(hertz: logMel.highestFrequency) - lowestMel) / Double(logMel.melCount + 1)
  }

  /// Row of the original that row `index` of a copy at `tempo` comes from.
  static func source(of index: Int, tempo: Double, count: Int) -> Int {
    min(Int(Double(index) * tempo), count - 1)
  }

  /// A copy of `clip` at `tempo` times its tempo, `semitones` higher.
  ///
  /// - Shape: `count / tempo` rows, at least 1.
  func apply(tempo: Double, semitones: Double, to clip: MelRows) -> MelRows {
    let melCount = clip.melCount
    let count = max(1, Int(Double(clip.count) / tempo))
    let warped = MelRows(power: AlignedBuffer(count: count * melCount), melCount: melCount)
    let (bins, shares) = positions(semitones: semitones)
    for row in 0..<count {
      let position = min(Double(row) * tempo, Double(clip.count - 1))
      let first = clip.row(Int(position))
      let second = clip.row(min(Int(position) + 1, clip.count - 1))
      let share = Float(position - position.rounded(.down))
      let target = warped.row(row)
      for bin in 0..<melCount {
        let (low, high) = (bins[bin], min(bins[bin] + 1, melCount - 1))
        let earlier = first[low] + shares[bin] * (first[high] - first[low])
        let later = second[low] + shares[bin] * (second[high] - second[low])
        target[bin] = earlier + share * (later - earlier)
      }
    }
    return warped
  }

  /// Bin below the place that each bin is read from, and how far above it the place lies.
  private func positions(semitones: Double) -> (bins: [Int], shares: [Float]) {
    let factor = exp2(semitones / 12)
    let top = Double(centres.count - 1)
    let places = centres.map { centre in
      min(max((logMel.melScale.mel(hertz: centre / factor) - lowestMel) / step - 1, 0), top)
    }
    // What lies on a bin but for rounding is that bin.
    let snapped = places.map { abs($0 - $0.rounded()) < 1e-9 ? $0.rounded() : $0 }
    return (snapped.map { Int($0) }, snapped.map { Float($0 - $0.rounded(.down)) })
  }
}
