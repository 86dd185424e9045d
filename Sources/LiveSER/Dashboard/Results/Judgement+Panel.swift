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

  /// The verdict as `classify --timeline 1` writes it.
  func record(file: String, model: EmotionModel) -> JSONValue {
    let audio = ClassifiedAudio(format: format, duration: duration, verdict: verdict, timeline: timeline)
    return ClassifyReport(format: .jsonl, model: model, isSingle: true)
      .record(of: ClassifyResult(file: file, content: .success(audio)))
  }
}
