import Foundation
import Testing

@testable import Training

@Suite("Augmentation of samples")
struct SampleAugmenterTests {
  private let rate = 16_000

  private func tone(_ frequency: Double, seconds: Double = 1) -> [Float] {
    (0..<Int(seconds * Double(rate))).map {
      Float(0.2 * sin(2 * .pi * frequency * Double($0) / Double(rate)))
    }
  }

  private func copy(_ json: String) throws -> SampleAugmentation.Copy {
    try JSONDecoder().decode(SampleAugmentation.Copy.self, from: Data(json.utf8))
  }

  private func apply(
    _ json: String, to samples: [Float], noises: [[Float]] = [], rooms: [[Float]] = [], seed: UInt64 = 1
  ) throws -> [Float] {
    var random = SeededGenerator(seed: seed)
    return try SampleAugmenter(sampleRate: rate, noises: noises, rooms: rooms).apply(
      copy(json), to: samples, &random)
  }

  /// From the rising zero crossings of the middle half.
  private func frequency(_ samples: [Float]) -> Double {
    let middle = Array(samples[(samples.count / 4)..<(3 * samples.count / 4)])
    let crossings = middle.indices.dropFirst().filter { middle[$0 - 1] < 0 && middle[$0] >= 0 }
    guard let first = crossings.first, let last = crossings.last, last > first else { return 0 }
    return Double(crossings.count - 1) * Double(rate) / Double(last - first)
  }

  private func power(_ samples: [Float]) -> Double {
    samples.reduce(0) { $0 + Double($1 * $1) } / Double(samples.count)
  }

  @Test("nothing named changes nothing")
  func identity() throws {
    #expect(try apply("{}", to: tone(300)) == tone(300))
  }

  @Test("noise comes in at its ratio", arguments: [0.0, 10, 25])
  func noise(ratio: Double) throws {
    let speech = tone(300)
    let result = try apply(#"{"noiseRatio": \#(ratio)}"#, to: speech)
    let added = zip(result, speech).map { $0 - $1 }
    #expect(abs(10 * log10(power(speech) / power(added)) - ratio) < 0.3)
  }

  @Test("gain, band and room do what they say")
  func others() throws {
    #expect(abs(power(try apply(#"{"gain": -20}"#, to: tone(300))) * 100 / power(tone(300)) - 1) < 1e-4)
    #expect(power(try apply(#"{"band": [300, 3400]}"#, to: tone(100))) < 0.01 * power(tone(100)))
    var response = [Float](repeating: 0, count: 100)
    response[99] = 1
    let late = try apply(#"{"room": true}"#, to: tone(300), rooms: [response])
    #expect(abs(late[599] - tone(300)[500]) < 1e-4)
  }

  @Test("tempo keeps the pitch", arguments: [0.7, 0.9, 1.2, 1.6])
  func tempo(tempo: Double) throws {
    let result = try apply(#"{"tempo": \#(tempo)}"#, to: tone(300))
    #expect(abs(Double(result.count) * tempo / 16_000 - 1) < 0.01)
    #expect(abs(frequency(result) / 300 - 1) < 0.02)
    #expect(abs(power(Array(result[2000..<8000])) / power(tone(300)) - 1) < 0.2)
  }

  @Test("pitch keeps the tempo", arguments: [-4.0, 3, 7])
  func pitch(semitones: Double) throws {
    let result = try apply(#"{"pitch": \#(semitones)}"#, to: tone(300))
    #expect(abs(Double(result.count) / 16_000 - 1) < 0.02)
    #expect(abs(frequency(result) / (300 * exp2(semitones / 12)) - 1) < 0.02)
  }

  @Test("speed changes both")
  func speed() throws {
    let result = try apply(#"{"speed": 1.25}"#, to: tone(300))
    #expect(abs(Double(result.count) / 12_800 - 1) < 0.01)
    #expect(abs(frequency(result) / 375 - 1) < 0.01)
  }

  @Test("copies depend on the generator alone, and short clips go through")
  func determinism() throws {
    let json = #"{"noiseRatio": 5, "tempo": 1.1, "pitch": 2, "speed": 0.9, "band": [200, 4000]}"#
    #expect(try apply(json, to: tone(300), seed: 3) == apply(json, to: tone(300), seed: 3))
    #expect(try apply(json, to: tone(300), seed: 3) != apply(json, to: tone(300), seed: 4))
    for count in [1, 10, 400] {
      #expect(try apply(json, to: Array(tone(300).prefix(count))).allSatisfy { $0.isFinite })
    }
  }
}
