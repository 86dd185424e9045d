import Glibc

/// The colour a microphone, its place and its room give to sound: gains at a few bins, straight lines in dB between them.
///
/// Source: Nam, Kim & Park 2022, "FilterAugment: an acoustic environmental data augmentation method" (the linear kind), with
/// normal gains in place of uniform ones.
struct Equalizer: Sendable, Equatable {
  /// A gain at a bin.
  struct Point: Sendable, Equatable {
    /// Mel bin.
    var bin: Int
    /// Gain in dB.
    var gain: Float
  }

  /// Rising by bin; the first is bin 0 and the last is the last bin.
  var points: [Point]

  /// Up to eight points with normal gains: the two ends, and some anywhere between them.
  static func drawn(deviation: Float, binCount: Int, _ random: inout SeededGenerator) -> Equalizer {
    var bins: Set<Int> = [0, binCount - 1]
    for _ in 0..<(3 + random.nextIndex(below: 4)) { bins.insert(random.nextIndex(below: binCount)) }
    return Equalizer(
      points: bins.sorted().map { Point(bin: $0, gain: Float(random.nextNormal()) * deviation) })
  }

  /// Multiplies gains in power, one a bin, by the equaliser's.
  func apply(to gains: inout [Float]) {
    for (left, right) in zip(points, points.dropFirst()) {
      for bin in left.bin..<right.bin {
        let share = Float(bin - left.bin) / Float(right.bin - left.bin)
        gains[bin] *= powf(10, (left.gain + share * (right.gain - left.gain)) / 10)
      }
    }
    if let last = points.last { gains[last.bin] *= powf(10, last.gain / 10) }
  }
}
