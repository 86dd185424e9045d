import Recognition
import TUI

extension UtteranceRow {
  /// An utterance as the screen lists it.
  init(_ utterance: Utterance) {
    self.init(
      start: utterance.start, end: utterance.end, speechSeconds: utterance.speechSeconds,
      verdict: RunningVerdict(utterance.state), probabilities: utterance.probabilities.values)
  }
}

extension RunningVerdict {
  init(_ state: VerdictState) {
    switch state {
    case .emotion: self = .emotion
    case .unsure: self = .unsure
    case .noSpeech: self = .silence
    }
  }
}

extension Judgement {
  /// The verdict as the screen shows it.
  func panel(kind: ResultPanel.Kind, title: String, labels: [String]) -> ResultPanel {
    ResultPanel(
      kind: kind, title: title, duration: duration, verdict: RunningVerdict(verdict.state), labels: labels,
      probabilities: verdict.probabilities?.values ?? [], speechSeconds: verdict.speechSeconds,
      segments: verdict.segments.map { UtteranceRow($0) }, timeline: seconds)
  }

  /// The verdict as `classify` writes it, with the timeline of every second.
  func record(file: String, model: EmotionModel) -> JSONValue {
    let labels = model.labels
    let leader = verdict.probabilities?.leader(labels: labels)
    return .object([
      "file": .text(file), "duration": .seconds(duration), "sampleRate": .integer(format.sampleRate),
      "channels": .integer(format.channelCount), "state": .text(verdict.state.rawValue),
      "label": .text(orNull: leader?.label),
      "confidence": leader.map { .decimal($0.confidence, places: 4) } ?? .null,
      "probabilities": verdict.probabilities?.record(labels: labels) ?? .null,
      "speechSeconds": .seconds(verdict.speechSeconds),
      "segments": .array(verdict.segments.map { Self.record(of: $0, labels: labels) }),
      "model": .text(model.metadata.name),
      "timeline": .array(
        seconds.enumerated().map { index, values in
          .object([
            "time": .seconds(Double(index + 1)), "speech": .bool(values != nil),
            "probabilities": values.map { Probabilities($0).record(labels: labels) } ?? .null,
          ])
        }),
    ])
  }

  private static func record(of segment: Utterance, labels: [String]) -> JSONValue {
    let leader = segment.probabilities.leader(labels: labels)
    return .object([
      "start": .seconds(segment.start), "end": .seconds(segment.end), "label": .text(leader.label),
      "confidence": .decimal(leader.confidence, places: 4),
      "probabilities": segment.probabilities.record(labels: labels),
    ])
  }
}
