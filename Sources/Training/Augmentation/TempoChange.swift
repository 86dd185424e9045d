import Glibc

/// Changes the tempo of speech and keeps its pitch: frames are taken faster or slower than they are laid down, each from where it
/// continues the one before best.
///
/// - Source: Verhelst & Roelands 1993 (WSOLA)
struct TempoChange: Sendable {
  /// Samples from one frame laid down to the next; frames are twice as long.
  private let hopLength: Int
  /// Samples a frame may be taken earlier or later.
  private let tolerance: Int

  init(sampleRate: Int) {
    hopLength = max(8, sampleRate / 50)
    tolerance = max(2, sampleRate / 100)
  }

  /// `samples` at `tempo` times their tempo.
  ///
  /// - Shape: about `samples.count / tempo`
  func apply(_ tempo: Double, to samples: [Float]) -> [Float] {
    let length = 2 * hopLength
    guard tempo != 1, samples.count > length + tolerance else { return samples }
    let wanted = Int((Double(samples.count) / tempo).rounded())
    var result = [Float](repeating: 0, count: wanted + 2 * length)
    var weights = result
    let window = (0..<length).map {
      0.5 - 0.5 * cosf(2 * .pi * (Float($0) + 0.5) / Float(length))
    }
    var taken = 0
    var laid = 0
    while laid < wanted {
      for index in 0..<length where taken + index < samples.count {
        result[laid + index] += window[index] * samples[taken + index]
        weights[laid + index] += window[index]
      }
      let natural = taken + hopLength
      laid += hopLength
      let ideal = Int((Double(laid) * tempo).rounded())
      taken = best(near: ideal, continuing: natural, in: samples)
    }
    for index in 0..<wanted where weights[index] > 1e-3 { result[index] /= weights[index] }
    return Array(result.prefix(wanted))
  }

  /// Where near `ideal` the samples look most like those from `natural` on.
  private func best(near ideal: Int, continuing natural: Int, in samples: [Float]) -> Int {
    let last = samples.count - hopLength
    guard natural <= last else { return min(ideal, samples.count - 1) }
    let candidates = max(0, ideal - tolerance)...max(0, ideal + tolerance)
    var best = min(ideal, samples.count - 1)
    var bestScore = -Float.infinity
    samples.withUnsafeBufferPointer { samples in
      for candidate in candidates where candidate <= last {
        var product: Float = 0
        var energy: Float = 1e-9
        // Every fourth sample is enough to find the place.
        for index in stride(from: 0, to: hopLength, by: 4) {
          let value = samples[candidate + index]
          product += value * samples[natural + index]
          energy += value * value
        }
        let score = product / energy.squareRoot()
        if score > bestScore {
          bestScore = score
          best = candidate
        }
      }
    }
    return best
  }
}
