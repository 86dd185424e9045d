import Testing

@testable import TUI

@Suite("Histories")
struct HistoryTests {
  @Test("the waveform keeps the newest columns and limits what is out of range")
  func waveform() {
    var history = WaveformHistory(capacity: 3, columnSeconds: 0.04)
    for value in 1...4 {
      history.append(low: -Float(value) / 10, high: Float(value) / 10, isClipped: value == 4)
    }
    #expect(history.count == 3)
    #expect(history.column(age: 0).high == 0.4 && history.column(age: 0).isClipped)
    #expect(history.column(age: 2).high == 0.2)
    #expect(history.column(age: 3).high == 0)
    history.append(low: -7, high: .nan, isClipped: false)
    #expect(history.column(age: 0).low == -1 && history.column(age: 0).high == 0)
  }

  @Test("spectrogram columns are scaled to bytes within their range")
  func spectrogram() throws {
    var history = SpectrogramHistory(capacity: 2, frequencies: [100, 200, 300, 400], columnSeconds: 0.08)
    history.append([-10, -5, 0, 99], range: -10...0)
    let first = try #require(history.offset(age: 0))
    #expect(history.withLevels { Array($0[first..<first + 4]) } == [0, 127, 255, 255])
    history.append([.nan], range: -10...0)
    let second = try #require(history.offset(age: 0))
    #expect(history.withLevels { Array($0[second..<second + 4]) } == [0, 0, 0, 0])
    #expect(history.offset(age: 1) == first)
    #expect(history.offset(age: 2) == nil)
  }

  @Test("the timeline adds up the slots of a stretch and forgets those over a minute old")
  func timeline() {
    var timeline = ProbabilityTimeline(slotSeconds: 0.5, spanSeconds: 60)
    timeline.append([1, 0])
    timeline.append(nil)
    timeline.append([0.5, 0.5])
    var sums: [Float] = [9, 9]
    #expect(timeline.accumulate(from: 0, to: 1.5, into: &sums) == 2)
    #expect(sums == [1.5, 0.5])
    #expect(timeline.accumulate(from: 0.5, to: 1, into: &sums) == 0)
    #expect(sums == [0, 0])
    for _ in 0..<200 { timeline.append(nil) }
    #expect(timeline.accumulate(from: 0, to: 2, into: &sums) == 0)
    #expect(timeline.slotCount == 203)
    timeline.append([0.2, 0.2, 0.6])
    #expect(timeline.accumulate(from: 101.5, to: 102, into: &sums) == 1)
    timeline.clear()
    #expect(timeline.accumulate(from: 0, to: 200, into: &sums) == 0)
    #expect(timeline.slotCount == 204)
  }

  @Test("leaders are found among ties, NaN and few values")
  func ranking() {
    #expect(Ranking.leaders(of: []) == (0, nil))
    #expect(Ranking.leaders(of: [1]) == (0, nil))
    #expect(Ranking.leaders(of: [0.5, 0.5]) == (0, 1))
    #expect(Ranking.leaders(of: [0.1, 0.2, 0.7]) == (2, 1))
    #expect(Ranking.leaders(of: [0.7, 0.1, 0.2]) == (0, 2))
    #expect(Ranking.leaders(of: [.nan, 0.1, 0.2]).first == 2)
  }

  @Test("every class has a letter of its own")
  func initials() {
    let letters = ClassInitials.make(for: [
      "neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised", "Sleepy",
    ])
    #expect(Set(letters).count == 9)
    #expect(letters[3] == 0x73 && letters[7] == 0x53)
    #expect(ClassInitials.make(for: ["", "麦"]) == [0x30, 0x31])
  }

  @Test(
    "figures are short, rounded and never 'nan'",
    arguments: [
      (Figure.decimal(1.25, places: 1), "1.3"), (Figure.decimal(-0.04, places: 1), "0.0"),
      (Figure.decimal(-1.5, places: 0), "-2"), (Figure.decimal(.nan, places: 1), "-"),
      (Figure.decimal(0.05, places: 2), "0.05"), (Figure.percent(0.995), "100%"), (Figure.percent(.nan), "-"),
      (Figure.percent(0.004), "0%"), (Figure.clock(59.9), "00:59"), (Figure.clock(3661), "1:01:01"),
      (Figure.clock(-1), "-"), (Figure.kilohertz(44100), "44.1 kHz"), (Figure.kilohertz(48000), "48 kHz"),
      (Figure.kilohertz(11025), "11.03 kHz"), (Figure.decibels(-.infinity), "-inf dB"),
      (Figure.decibels(-3.2), "-3 dB"),
    ])
  func figures(text: String, expected: String) {
    #expect(text == expected)
  }
}
