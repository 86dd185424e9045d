import Foundation
import Testing

@testable import Training

@Suite("Changed test sound")
struct AcousticConditionTests {
  private let rate = 16_000

  private func tone(_ frequency: Double, count: Int = 16_000) -> [Float] {
    (0..<count).map { Float(0.1 * sin(2 * .pi * frequency * Double($0) / Double(rate))) }
  }

  private func power(_ samples: [Float]) -> Double {
    samples.reduce(0) { $0 + Double($1 * $1) } / Double(samples.count)
  }

  private func apply(
    _ condition: AcousticCondition, _ samples: [Float], noises: [[Float]] = [], rooms: [[Float]] = []
  ) throws -> [Float] {
    var random = SeededGenerator(seed: 3)
    return try condition.applied(to: samples, sampleRate: rate, noises: noises, rooms: rooms, &random)
  }

  @Test("a room is near or far, and a condition can tell whether there is one for it")
  func usableRooms() {
    let near: [Float] = [0, 1] + [Float](repeating: 0.01, count: 2000)
    let far: [Float] = [0, 1] + [Float](repeating: 0.4, count: 2000)
    func can(_ condition: AcousticCondition, _ rooms: [[Float]]) -> Bool {
      condition.canUse(rooms: rooms, sampleRate: rate)
    }
    #expect(can(.room, [near]) && !can(.room, [far]) && !can(.room, []))
    #expect(can(.farRoom, [near, far]) && !can(.farRoom, [near]))
    #expect(can(.telephone, []) && can(.noise10, []))
  }

  @Test("gain is 20 dB up or down to the sample")
  func gain() throws {
    let samples = tone(440)
    #expect(try apply(.quiet, samples) == samples.map { $0 * 0.1 })
    #expect(try apply(.loud, samples) == samples.map { $0 * 10 })
  }

  @Test("noise comes in at its ratio to the speech", arguments: [AcousticCondition.noise20, .noise10])
  func noise(condition: AcousticCondition) throws {
    let speech = tone(440)
    var random = SeededGenerator(seed: 9)
    let noise = (0..<8000).map { _ in Float(random.nextNormal()) * 0.3 }
    let result = try apply(condition, speech, noises: [noise])
    let added = zip(result, speech).map { $0 - $1 }
    let ratio = 10 * log10(power(speech) / power(added))
    #expect(abs(ratio - (condition == .noise20 ? 20 : 10)) < 0.3)
  }

  @Test("a telephone passes 1 kHz and stops 100 Hz and 6 kHz")
  func telephone() throws {
    func gain(_ frequency: Double) throws -> Double {
      let samples = tone(frequency)
      return try 10 * log10(power(Array(apply(.telephone, samples).dropFirst(4000))) / power(samples))
    }
    #expect(try abs(gain(1000)) < 0.5)
    #expect(try abs(gain(300) + 3) < 0.5)
    #expect(try gain(100) < -30)
    #expect(try gain(6000) < -20)
  }

  @Test("rooms where the walls outweigh the direct sound by more than 9 dB are far ones")
  func nearAndFar() throws {
    func response(_ ratio: Double) -> [Float] {
      var response = [Float](repeating: 0, count: 400)
      response[100] = 1
      response[399] = Float(pow(10, -ratio / 20))
      return response
    }
    // A room that is not asked for leaves the sound as it is; the echo must not be the loudest.
    let samples = tone(440, count: 2000)
    var tail = response(0)
    for index in 200..<300 { tail[index] = 0.5 }
    for (rooms, near, far) in [([response(3)], true, false), ([tail], false, true)] {
      #expect(try (apply(.room, samples, rooms: rooms) != samples) == near)
      #expect(try (apply(.farRoom, samples, rooms: rooms) != samples) == far)
    }
  }

  @Test("a room of one echo is the sound and its echo, at the same energy")
  func room() throws {
    var response = [Float](repeating: 0, count: 400)
    response[0] = 3
    response[399] = 4
    let samples = tone(440, count: 2000)
    let result = try apply(.room, samples, rooms: [response])
    for index in stride(from: 400, to: 2000, by: 97) {
      #expect(abs(result[index] - (0.6 * samples[index] + 0.8 * samples[index - 399])) < 1e-4)
    }
  }

  @Test("nothing to mix in leaves the sound as it is")
  func nothing() throws {
    #expect(try apply(.noise10, tone(440)) == tone(440))
    #expect(try apply(.room, tone(440)) == tone(440))
    #expect(try apply(.noise10, []).isEmpty)
  }
}
