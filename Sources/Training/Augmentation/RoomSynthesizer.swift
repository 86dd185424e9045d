import Glibc

/// Responses of rooms that do not exist: direct sound, a few early reflections, a tail of noise that dies away, faster
/// at high frequencies.
///
/// Source: Moorer 1979 (a room's tail as noise under an exponential); the ranges are those of small and middle-sized
/// furnished rooms, from near the mouth to the far corner.
struct RoomSynthesizer: Sendable {
  let sampleRate: Int
  /// Time in which the tail falls by 60 dB. Units: seconds.
  var reverberationTimes: ClosedRange<Float> = 0.15...0.8
  /// Energy of the direct sound against all that follows. Units: dB.
  var directRatios: ClosedRange<Float> = -12...6

  /// The next room.
  ///
  /// - Shape: as long as the tail is within 60 dB, at most a second.
  func response(_ random: inout SeededGenerator) -> [Float] {
    let time = random.nextFloat(in: reverberationTimes)
    let ratio = random.nextFloat(in: directRatios)
    let count = Int(min(time, 1) * Float(sampleRate))
    var later = tail(count: count, time: time, &random)
    addEarlyReflections(to: &later, &random)
    let energy = later.reduce(0) { $0 + $1 * $1 }
    let factor = energy > 0 ? (powf(10, -ratio / 10) / energy).squareRoot() : 0
    var response = later.map { $0 * factor }
    response[0] += 1
    return response
  }

  /// Noise whose high part dies away up to three times as fast as its low part, from 2 to 10 ms on.
  private func tail(count: Int, time: Float, _ random: inout SeededGenerator) -> [Float] {
    let begin = Int(random.nextFloat(in: 0.002...0.01) * Float(sampleRate))
    let pole = random.nextFloat(in: 0.2...0.9)
    let decay = powf(10, -3 / (time * Float(sampleRate)))
    let highDecay = powf(decay, random.nextFloat(in: 1...3))
    var (low, envelope, highEnvelope): (Float, Float, Float) = (0, 1, 1)
    return (0..<max(count, 1)).map { index in
      guard index >= begin else { return 0 }
      let noise = Float(random.nextNormal())
      low = pole * low + (1 - pole) * noise
      envelope *= decay
      highEnvelope *= highDecay
      return low * envelope + (noise - low) * highEnvelope
    }
  }

  /// Walls nearby: some taps in the first 40 ms, half as strong as the tail's start to four times.
  private func addEarlyReflections(to samples: inout [Float], _ random: inout SeededGenerator) {
    for _ in 0..<(3 + random.nextIndex(below: 8)) {
      let delay = Int(random.nextFloat(in: 0.001...0.04) * Float(sampleRate))
      guard delay < samples.count else { continue }
      let sign: Float = random.nextFloat() < 0.5 ? -1 : 1
      samples[delay] += sign * random.nextFloat(in: 0.5...4)
    }
  }
}
