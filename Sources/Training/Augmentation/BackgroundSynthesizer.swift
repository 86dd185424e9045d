import Glibc

/// Sounds that are not speech, made up: steady and pulsing noise, tones and chords, hum, clicks.
///
/// A model with a class for sounds that are not speech learns from them besides recorded noises. Every sound
/// depends on its number alone.
public struct BackgroundSynthesizer: Sendable {
  /// Samples a second.
  public let sampleRate: Int

  /// Makes sounds at `sampleRate`.
  public init(sampleRate: Int) {
    self.sampleRate = sampleRate
  }

  /// Sound number `number`, four seconds long. Range: within ±1.
  public func sound(_ number: Int) -> [Float] {
    var random = SeededGenerator(seed: 0x5eed, stream: UInt64(number))
    let count = 4 * sampleRate
    var samples: [Float]
    switch number % 5 {
    case 0: samples = colouredNoise(count, &random)
    case 1: samples = pulsing(colouredNoise(count, &random), &random)
    case 2: samples = chords(count, &random)
    case 3: samples = hum(count, &random)
    default: samples = clicks(count, &random)
    }
    let background = powf(10, random.nextFloat(in: -4 ... -2.5))
    for index in samples.indices { samples[index] += background * Float(random.nextNormal()) }
    let peak = samples.reduce(Float(1e-6)) { max($0, abs($1)) }
    let level = powf(10, random.nextFloat(in: -1.5 ... -0.1))
    return samples.map { $0 / peak * level }
  }

  /// White noise through a one-pole filter between white and brown, from silence or at once.
  private func colouredNoise(_ count: Int, _ random: inout SeededGenerator) -> [Float] {
    let pole = random.nextFloat(in: 0...0.995)
    let begin = random.nextFloat() < 0.5 ? 0 : random.nextIndex(below: count / 2)
    var state: Float = 0
    return (0..<count).map { index in
      state = pole * state + (1 - pole) * Float(random.nextNormal())
      return index < begin ? 0 : state
    }
  }

  /// Swells and bursts, slower and faster than syllables.
  private func pulsing(_ samples: [Float], _ random: inout SeededGenerator) -> [Float] {
    let rate = powf(10, random.nextFloat(in: -0.5...1.3))
    let sharpness = random.nextFloat(in: 0.5...4)
    let phase = random.nextFloat(in: 0...6.28)
    return samples.indices.map { index in
      let swing = 0.5 + 0.5 * sinf(2 * .pi * rate * Float(index) / Float(sampleRate) + phase)
      return samples[index] * powf(swing, sharpness)
    }
  }

  /// Notes and chords with overtones, struck one after the other.
  private func chords(_ count: Int, _ random: inout SeededGenerator) -> [Float] {
    var samples = [Float](repeating: 0, count: count)
    let beat = random.nextFloat(in: 0.12...1)
    let length = max(1, Int(beat * Float(sampleRate)))
    let decay = random.nextFloat(in: 0...6)
    let root = random.nextFloat(in: 36...72)
    for first in stride(from: 0, to: count, by: length) {
      for _ in 0..<(1 + random.nextIndex(below: 4)) {
        let note = root + Float(random.nextIndex(below: 25))
        let frequency = 440 * powf(2, (note.rounded() - 69) / 12)
        for overtone in 1...(1 + random.nextIndex(below: 6))
        where frequency * Float(overtone) < Float(sampleRate) / 2 {
          let step = 2 * Float.pi * frequency * Float(overtone) / Float(sampleRate)
          for index in first..<min(first + length, count) {
            let time = Float(index - first) / Float(sampleRate)
            samples[index] += expf(-decay * time) * sinf(step * Float(index - first)) / Float(overtone)
          }
        }
      }
    }
    return samples
  }

  /// Mains hum or a motor: a low tone with many overtones, wavering a little.
  private func hum(_ count: Int, _ random: inout SeededGenerator) -> [Float] {
    let frequency = random.nextFloat() < 0.5 ? Float(50) : random.nextFloat(in: 40...200)
    let slope = random.nextFloat(in: 0.3...2)
    let waver = random.nextFloat(in: 0...0.02)
    let overtoneCount = 3 + random.nextIndex(below: 20)
    var phase: Float = 0
    return (0..<count).map { index in
      let time = Float(index) / Float(sampleRate)
      phase += 2 * .pi * frequency * (1 + waver * sinf(2 * .pi * 1.3 * time)) / Float(sampleRate)
      if phase > 2 * .pi { phase -= 2 * .pi }
      return (1...overtoneCount).reduce(Float(0)) { $0 + sinf(Float($1) * phase) / powf(Float($1), slope) }
    }
  }

  /// Keys, knocks and drips: short decaying bursts at irregular times.
  private func clicks(_ count: Int, _ random: inout SeededGenerator) -> [Float] {
    var samples = [Float](repeating: 0, count: count)
    var position = 0
    while position < count {
      let length = Int(random.nextFloat(in: 0.005...0.12) * Float(sampleRate))
      let frequency = random.nextFloat(in: 150...4000)
      let tonal = random.nextFloat()
      let level = random.nextFloat(in: 0.2...1)
      for index in position..<min(position + length, count) {
        let time = Float(index - position) / Float(length)
        let tone = sinf(2 * .pi * frequency * Float(index - position) / Float(sampleRate))
        samples[index] = level * expf(-5 * time) * (tonal * tone + (1 - tonal) * Float(random.nextNormal()))
      }
      position += length + Int(random.nextFloat(in: 0.04...0.6) * Float(sampleRate))
    }
    return samples
  }
}
