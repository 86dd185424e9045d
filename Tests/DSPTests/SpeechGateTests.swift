import Glibc
import Testing

@testable import DSP

@Suite("The speech gate")
struct SpeechGateTests {
  /// Rows of levels: syllables of 8 loud rows and 4 softer ones.
  private func speech(_ count: Int, peak: Float, dip: Float) -> [Float] {
    (0..<count).map { $0 % 12 < 8 ? peak : dip }
  }

  private func openShare(_ levels: [Float], _ gate: inout SpeechGate) -> Double {
    let open = levels.map { gate.isOpen(level: $0) }
    return Double(open.count(where: { $0 })) / Double(open.count)
  }

  @Test("opens for speech over a quiet room and closes in the pause")
  func opensAndCloses() throws {
    var gate = try SpeechGate()
    let room = [Float](repeating: -38, count: 100)
    #expect(openShare(room, &gate) == 0)
    #expect(openShare(speech(96, peak: 20, dip: 5), &gate) == 1)
    #expect(openShare(room, &gate) == 0)
  }

  @Test("hears speech that begins with the stream")
  func speechFromTheFirstRow() throws {
    var gate = try SpeechGate()
    let isOpen = gate.isOpen(level: 15)
    #expect(isOpen)
    #expect(openShare(speech(60, peak: 18, dip: 0), &gate) > 0.9)
  }

  @Test("takes a steady noise for background within four seconds, at any level", arguments: [-20, 0, 20, 35])
  func steadyNoise(level: Float) throws {
    var gate = try SpeechGate()
    _ = openShare([Float](repeating: level, count: 200), &gate)
    #expect(openShare([Float](repeating: level, count: 100), &gate) == 0)
  }

  @Test("hears speech over noise that it has learnt")
  func speechOverNoise() throws {
    var gate = try SpeechGate()
    let noise = (0..<400).map { Float(5 + ($0 * 7) % 4) }
    _ = openShare(noise, &gate)
    #expect(openShare(speech(96, peak: 24, dip: 8), &gate) > 0.6)
    #expect(openShare(noise, &gate) < 0.05)
  }

  @Test("follows gain: 20 dB up or down opens the same rows")
  func gain() throws {
    let levels =
      [Float](repeating: -50, count: 60) + speech(60, peak: 20, dip: 8) + [Float](repeating: -50, count: 60)
    let open = try [Float](arrayLiteral: -10, 0, 20).map { shift in
      var gate = try SpeechGate()
      return levels.map { gate.isOpen(level: $0 + shift) }
    }
    #expect(open[0] == open[1])
    #expect(open[2] == open[1])
  }

  @Test("is closed by digital silence and by values that are no numbers, and goes on after them")
  func silence() throws {
    var gate = try SpeechGate()
    for level: Float in [-41.9, .nan, .infinity, -.infinity, -41.9] {
      let isOpen = gate.isOpen(level: level)
      #expect(!isOpen)
    }
    #expect(openShare(speech(24, peak: 20, dip: 5), &gate) == 1)
  }

  @Test("forgets everything on reset")
  func reset() throws {
    var gate = try SpeechGate()
    let levels = speech(50, peak: 10, dip: -10)
    let first = levels.map { gate.isOpen(level: $0) }
    _ = openShare([Float](repeating: 30, count: 300), &gate)
    gate.reset()
    #expect(levels.map { gate.isOpen(level: $0) } == first)
  }

  @Test("refuses options out of range by name, and takes those at its end")
  func options() throws {
    var options = SpeechGate.Options()
    options.smoothing = 0.01
    _ = try SpeechGate(options)
    options.smoothing = 0
    options.windowRowCount = 3
    #expect {
      try SpeechGate(options)
    } throws: { error in
      guard case .invalidOptions(let problems)? = error as? DSPError else { return false }
      return problems.map(\.name) == ["windowRowCount", "smoothing"]
    }
  }
}
