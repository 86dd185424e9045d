import Foundation
import Recognition
import Testing

@Suite("The recogniser on streams")
struct RecognizerTests {
  let model: EmotionModel

  init() throws {
    model = try TestModel.model()
  }

  @Test("Blocks of any size give the same events", arguments: [16_000, 44_100])
  func blockSizes(rate: Int) throws {
    let samples =
      rate == 16_000
      ? Array(try demoClip().samples[..<250_000])
      : Speech.signal(Speech.bursts, seconds: 9, rate: rate)
    let whole = try listen(
      to: samples, with: Recognizer(model: model, inputRate: rate), blockCount: samples.count)
    #expect(whole.utterances.count >= 3)
    for blockCount in [1, 160, 1000] {
      let heard = try listen(
        to: samples, with: Recognizer(model: model, inputRate: rate), blockCount: blockCount)
      expectEqual(heard, whole)
    }
  }

  @Test("A recogniser that was reset hears as a fresh one does, even after half an utterance")
  func reset() throws {
    let samples = Speech.signal(Speech.bursts, seconds: 9, rate: 48_000)
    let recognizer = try Recognizer(model: model, inputRate: 48_000)
    let fresh = try listen(to: samples, with: recognizer)
    try recognizer.reset()
    expectEqual(try listen(to: samples, with: recognizer), fresh)
    try recognizer.reset()
    var ignored = Heard()
    try samples[..<70_000].withUnsafeBufferPointer { try recognizer.process($0, observer: &ignored) }
    try recognizer.reset()
    #expect(recognizer.time == 0)
    expectEqual(try listen(to: samples, with: recognizer), fresh)
  }

  @Test("Every usual rate is heard", arguments: [8000, 16_000, 22_050, 44_100, 48_000, 192_000])
  func inputRates(rate: Int) throws {
    let heard = try listen(
      to: Speech.signal(Speech.bursts, seconds: 9, rate: rate),
      with: Recognizer(model: model, inputRate: rate))
    try expectTimes(of: heard.utterances, near: Speech.bursts)
    expectSound(heard)
  }

  @Test("The rate of the input changes the verdict little", arguments: [44_100, 48_000])
  func rateIndependence(rate: Int) throws {
    func verdict(_ rate: Int) throws -> FileVerdict {
      let heard = try listen(
        to: Speech.signal(Speech.bursts, seconds: 9, rate: rate),
        with: Recognizer(model: model, inputRate: rate))
      return FileVerdict(utterances: heard.utterances, threshold: 0.3)
    }
    let (one, other) = (try verdict(16_000), try verdict(rate))
    #expect(one.probabilities?.leaderIndex == other.probabilities?.leaderIndex)
    for (a, b) in zip(one.probabilities?.values ?? [], other.probabilities?.values ?? []) {
      #expect(abs(a - b) < 0.1)
    }
  }

  @Test("Silence and faint steady noise are no speech", arguments: [0, 1e-4, 1e-3] as [Float])
  func background(amplitude: Float) throws {
    let noise = Speech.noise(count: 16_000 * 20, amplitude: amplitude, seed: 7)
    let heard = try listen(to: noise, with: Recognizer(model: model, inputRate: 16_000))
    #expect(heard.utterances.isEmpty)
    expectSound(heard)
  }

  // The gate cannot tell noise from speech before it has heard a pause; the network's class for no speech is there
  // for this.
  @Test(
    "Louder steady noise opens the gate at the start of a stream at most",
    arguments: [1e-2, 5e-2, 0.5] as [Float])
  func loudBackground(amplitude: Float) throws {
    let noise = Speech.noise(count: 16_000 * 30, amplitude: amplitude, seed: 7)
    let heard = try listen(to: noise, with: Recognizer(model: model, inputRate: 16_000))
    #expect(heard.utterances.allSatisfy { $0.start == 0 && $0.end < 4 })
    expectSound(heard)
  }

  @Test("Speech is found in noise that has been heard for a while", arguments: [2e-3, 5e-3, 1e-2] as [Float])
  func speechInNoise(amplitude: Float) throws {
    let quiet = 4.0
    let bursts = Speech.bursts.map {
      Speech.Burst(start: $0.start + quiet, end: $0.end + quiet, pitch: $0.pitch)
    }
    var samples = Speech.signal(bursts, seconds: 13, rate: 16_000)
    for (index, value) in Speech.noise(count: samples.count, amplitude: amplitude, seed: 3).enumerated() {
      samples[index] += value
    }
    let heard = try listen(to: samples, with: Recognizer(model: model, inputRate: 16_000))
    try expectTimes(of: heard.utterances.filter { $0.start > quiet }, near: bursts)
  }

  @Test(
    "Louder or softer by up to 20 dB, the demo clip is heard nearly the same",
    arguments: [0.1, 0.5, 2, 10] as [Float])
  func gain(factor: Float) throws {
    let (samples, rate) = try demoClip()
    let shipped = try EmotionModel(
      path: sourceTree.appendingPathComponent("models/liveser-default.safetensors").path)
    let reference = try listen(to: samples, with: Recognizer(model: shipped, inputRate: rate)).utterances
    let changed = samples.map { $0 * factor }
    let utterances = try listen(to: changed, with: Recognizer(model: shipped, inputRate: rate)).utterances
    try #require(reference.count == 6 && utterances.count == 6)
    let sameCount = zip(utterances, reference).count {
      $0.probabilities.leaderIndex == $1.probabilities.leaderIndex
    }
    #expect(sameCount >= (factor < 0.5 ? 4 : 5))
    for (one, other) in zip(utterances, reference) {
      #expect(abs(one.start - other.start) <= 0.1)
      #expect(abs(one.end - other.end) <= 0.3)
      // At 20 dB less, bands that are silent between the harmonics of a made-up voice reach the logarithm's floor.
      let tolerance: Float = factor < 0.5 ? 0.4 : 0.15
      let ranked = other.probabilities.values.sorted(by: >)
      // Where the leader can lose as much as the next one gains.
      if ranked[0] - ranked[1] > 2 * tolerance {
        #expect(one.probabilities.leaderIndex == other.probabilities.leaderIndex)
      }
      for (a, b) in zip(one.probabilities.values, other.probabilities.values) {
        #expect(abs(a - b) < tolerance)
      }
    }
  }

  @Test("Samples that are not numbers end neither the program nor the hearing")
  func notNumbers() throws {
    var samples = Speech.signal(Speech.bursts, seconds: 9, rate: 16_000)
    for index in 40_000..<40_400 { samples[index] = index % 2 == 0 ? .nan : .infinity }
    let heard = try listen(to: samples, with: Recognizer(model: model, inputRate: 16_000))
    expectSound(heard)
    #expect(heard.utterances.contains { abs($0.start - 6.5) < 0.2 })
  }

  @Test(
    "A sample that is louder than any sound, or no number, is heard as silence",
    arguments: [1e20, -3e38, .nan, .infinity] as [Float])
  func loudSample(value: Float) throws {
    var samples = Speech.signal(Speech.bursts, seconds: 9, rate: 16_000)
    samples[45_000] = 0
    let silent = try listen(to: samples, with: Recognizer(model: model, inputRate: 16_000))
    samples[45_000] = value
    let heard = try listen(to: samples, with: Recognizer(model: model, inputRate: 16_000))
    try #require(silent.utterances.count == 3)
    #expect(heard.utterances == silent.utterances && heard.updates == silent.updates)
  }

  @Test("Updates come more than five times a second while somebody speaks, and in silence too")
  func updateRate() throws {
    let heard = try listen(
      to: Speech.signal(Speech.bursts, seconds: 9, rate: 16_000),
      with: Recognizer(model: model, inputRate: 16_000))
    for (one, next) in zip(heard.updates, heard.updates.dropFirst()) {
      #expect(next.time >= one.time)
      #expect(next.time - one.time <= 0.2)
    }
    #expect(heard.frameCount >= 447 && heard.frameCount <= 450)
    #expect(heard.updates.contains { $0.isSpeech && $0.probabilities != nil })
    #expect(heard.updates.allSatisfy { $0.isSpeech || $0.probabilities == nil })
  }

  @Test("levels are in dB relative to full scale: a full-scale sine is at -3 dB")
  func levels() throws {
    let sine = (0..<16_000).map { Float(sin(2 * Double.pi * 1000 * Double($0) / 16_000)) }
    for (gain, expected) in [(Float(1), Float(-3.01)), (0.1, -23.01)] {
      let events = try listen(to: sine.map { $0 * gain }, with: Recognizer(model: model, inputRate: 16_000))
      #expect(events.levels.dropFirst().allSatisfy { abs($0 - expected) < 0.5 })
    }
  }
}
