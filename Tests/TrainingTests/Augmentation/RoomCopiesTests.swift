import Glibc
import Testing

@testable import Training

@Suite("Copies of clips in rooms")
struct RoomCopiesTests {
  private let rate = 16_000

  /// Seconds in which a response's energy, summed from its end, falls from -5 to -25 dB, three times over.
  private func reverberationTime(_ response: [Float]) -> Double {
    var rest: [Double] = []
    var sum = 0.0
    for sample in response.reversed() {
      sum += Double(sample * sample)
      rest.append(sum)
    }
    let decibels = rest.reversed().map { 10 * log10($0 / sum + 1e-12) }
    let tail = decibels.indices.filter { decibels[$0] < -5 && decibels[$0] > -25 }
    return 3 * Double(tail.count) / Double(rate)
  }

  @Test("made-up rooms have the direct sound and the tail they were drawn with")
  func synthesized() {
    var synthesizer = RoomSynthesizer(sampleRate: rate)
    synthesizer.directRatios = -3 ... -3
    synthesizer.reverberationTimes = 0.5...0.5
    var longs: [Double] = []
    for number in 0..<10 {
      var random = SeededGenerator(seed: UInt64(number))
      let response = synthesizer.response(&random)
      #expect(response.count == 8000 && response.allSatisfy { $0.isFinite })
      let later = response.dropFirst().reduce(0) { $0 + $1 * $1 }
      #expect(response[0] == 1 && abs(10 * log10(later) - 3) < 0.01)
      let long = reverberationTime(Array(response.dropFirst()))
      #expect((0.1...0.55).contains(long))
      synthesizer.reverberationTimes = 0.2...0.2
      random = SeededGenerator(seed: UInt64(number))
      let short = reverberationTime(Array(synthesizer.response(&random).dropFirst()))
      synthesizer.reverberationTimes = 0.5...0.5
      #expect(abs(long / short - 2.5) < 1, "\(long) s and \(short) s")
      longs.append(long)
    }
    // A little under the half second, at which the response is cut.
    let mean = longs.reduce(0, +) / Double(longs.count)
    #expect((0.4...0.5).contains(mean), "\(mean) s")
  }

  @Test("the room of a copy depends on file name and number alone; recordings and made-up rooms come up")
  func draws() {
    let recordings = (0..<3).map { index in [Float](repeating: Float(index + 1), count: 10) }
    let copies = RoomCopies(recordings: recordings, recordedShare: 0.5, sampleRate: rate)
    let drawn = (0..<40).map { copies.draw(path: "a/x.wav", copyIndex: $0, speeds: [0.9, 1]) }
    let again = (0..<40).map { copies.draw(path: "b/x.wav", copyIndex: $0, speeds: [0.9, 1]) }
    #expect(drawn.map(\.response) == again.map(\.response) && drawn.map(\.speed) == again.map(\.speed))
    #expect((10...30).contains(drawn.count { $0.response.count == 10 }))
    #expect(Set(drawn.map(\.speed)) == [0.9, 1])
    let alone = RoomCopies(recordings: [], recordedShare: 1, sampleRate: rate)
    #expect(alone.draw(path: "a/x.wav", copyIndex: 0, speeds: [1]).response.count > 10)
  }

  @Test("a room adds a tail, in which the sum of the energy is that of the sound")
  func reverberation() throws {
    var random = SeededGenerator(seed: 1)
    let noise = (0..<rate).map { $0 < rate / 2 ? Float(random.nextNormal()) : 0 }
    let response = RoomSynthesizer(sampleRate: rate).response(&random).map { $0 * 7 }
    let wet = try RoomCopies.reverberate(noise, response: response)
    func energy(_ samples: [Float]) -> Double { samples.reduce(0) { $0 + Double($1 * $1) } }
    #expect(wet.count == noise.count && abs(10 * log10(energy(wet) / energy(noise))) < 1.5)
    #expect(energy(Array(wet[(rate / 2)...])) > 0)
    #expect(try RoomCopies.reverberate(noise, response: [0, 0]) == noise)
  }
}
