import Glibc

/// Signals for tests: harmonic bursts with syllables, and seeded noise.
enum Speech {
  /// A burst of voice.
  struct Burst {
    var start: Double
    var end: Double
    var pitch = 140.0
  }

  /// Voices at `bursts` over faint noise, `seconds` long.
  ///
  /// Each is a pulse-like sum of harmonics with formant-like weights, its loudness moving with four syllables a
  /// second between a third and all.
  static func signal(
    _ bursts: [Burst], seconds: Double, rate: Int, level: Double = 0.2, background: Float = 1e-4
  ) -> [Float] {
    var samples = noise(count: Int(seconds * Double(rate)), amplitude: background, seed: 1)
    for burst in bursts {
      let first = Int(burst.start * Double(rate))
      let last = min(samples.count, Int(burst.end * Double(rate)))
      for index in first..<last {
        let time = Double(index - first) / Double(rate)
        let syllable = 0.35 + 0.65 * pow(sin(.pi * 4 * time), 2)
        let glide = burst.pitch * (1 + 0.1 * sin(2 * .pi * 1.3 * time))
        var value = 0.0
        for harmonic in 1...20 {
          let frequency = glide * Double(harmonic)
          guard frequency < 3600 else { break }
          let formants =
            exp(-pow((frequency - 600) / 400, 2)) + 0.5 * exp(-pow((frequency - 1800) / 500, 2)) + 0.05
          value +=
            formants
            * sin(
              2 * .pi * Double(harmonic) * burst.pitch
                * (time - 0.1 / (2 * .pi * 1.3) * (cos(2 * .pi * 1.3 * time) - 1)))
        }
        samples[index] += Float(level * syllable * value / 4)
      }
    }
    return samples
  }

  /// White noise, uniform in ±`amplitude`; the same for the same seed.
  static func noise(count: Int, amplitude: Float, seed: UInt64) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return amplitude * (Float(state >> 40) / 8_388_608 - 1)
    }
  }

  /// Three utterances in nine seconds.
  static let bursts = [
    Burst(start: 1, end: 2.4), Burst(start: 3.6, end: 5.2, pitch: 220),
    Burst(start: 6.5, end: 7.6, pitch: 100),
  ]
}
