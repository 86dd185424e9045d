import AudioCapture
import Foundation

@testable import Recognition
@testable import Training

#if canImport(LiveSERProgram)
  // Trials has the program's sources as a module of its own.
  @testable import LiveSERProgram
#else
  @testable import LiveSER
#endif

extension FuzzTarget {
  /// What happens in a session, with devices and labels of any name: every record must be a line of JSON, a row that can
  /// be read again, and a text that no terminal acts upon.
  static let session = FuzzTarget(name: "session") { data in
    var draw = Draw(data)
    let labels = (0..<draw.integer(in: 1...9)).map { _ in draw.name() }
    while !draw.isOver {
      let event = draw.event(labels: labels)
      let line = SessionLog.line(event, labels: labels)
      precondition(line.hasSuffix("\n") && !line.dropLast().contains("\n"), "a record of several lines")
      let parsed = try? JSONSerialization.jsonObject(with: Data(line.utf8))
      precondition(parsed is [String: Any], "no JSON: \(line)")
      if let text = event.text(labels: labels) {
        precondition(text == text.visible, "a text that a terminal acts upon: \(text.visible)")
      }
      let row = event.csvRow(labels: labels)
      let read = try? CSVTable(row.line).rows
      precondition(read?.count == 1 && read?[0].fields == row.fields, "no row: \(row.line)")
    }
  }
}

/// Draws values from an input's bytes.
private struct Draw {
  private var rest: Data

  init(_ data: Data) { rest = data }

  var isOver: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(byte()) % range.count
  }

  mutating func integer() -> Int { (0..<4).reduce(0) { sum, _ in sum << 8 | Int(byte()) } }

  mutating func seconds() -> Double { Double(integer()) / 1000 }

  mutating func text() -> String {
    String(decoding: (0..<integer(in: 0...20)).map { _ in byte() }, as: UTF8.self)
  }

  /// A text that a model file may have as its name or a label.
  mutating func name() -> String {
    let text = text()
    return ModelMetadata.canBeName(text) ? text : "calm"
  }

  mutating func stream() -> LiveStream {
    LiveStream(
      name: text(), kind: .microphone, format: AudioFormat(sampleRate: integer(), channelCount: integer()))
  }

  mutating func probabilities(_ count: Int) -> Probabilities {
    let shares = (0..<count).map { _ in Float(byte()) + 1e-6 }
    let total = shares.reduce(0, +)
    return Probabilities(shares.map { $0 / total })
  }

  mutating func event(labels: [String]) -> ListenEvent {
    switch byte() % 7 {
    case 0: return .start(stream(), model: name())
    case 1:
      return .update(
        RecognitionUpdate(
          time: seconds(), isSpeech: byte() % 2 == 0,
          probabilities: byte() % 2 == 0 ? probabilities(labels.count) : nil))
    case 2:
      return .utterance(
        Utterance(
          start: seconds(), end: seconds(), speechSeconds: seconds(), state: .unsure,
          probabilities: probabilities(labels.count)))
    case 3: return .device(.overrun(time: seconds(), lostSampleCount: integer()))
    case 4: return .device(.lost(time: seconds(), .deviceLost(name: text(), reason: text())))
    case 5: return .device(.recovered(time: seconds(), stream()))
    default:
      var counts = LiveSessionCounts()
      counts.seconds = seconds()
      counts.droppedSampleCount = integer()
      return .end(counts)
    }
  }
}
