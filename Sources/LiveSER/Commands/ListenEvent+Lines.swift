import AudioCapture
import Recognition

extension ListenEvent {
  /// Names of the columns, as a line; the labels' columns hold their probabilities.
  static func csvHeader(labels: [String]) -> String {
    CSVRow(
      fields: ["type", "time", "start", "end", "speech", "state", "label", "confidence"] + labels + ["detail"]
    ).line
  }

  /// The event as a row; what does not apply is empty.
  func csvRow(labels: [String]) -> CSVRow {
    func seconds(_ value: Double) -> String { JSONValue.decimal(value, places: 3) ?? "" }
    func row(
      _ type: String, time: String = "", span: (String, String) = ("", ""), speech: String = "",
      state: String = "", _ probabilities: Probabilities? = nil, detail: String = ""
    ) -> CSVRow {
      let leader = probabilities?.leader(labels: labels)
      func decimal(_ value: Double) -> String { JSONValue.decimal(value, places: 4) ?? "" }
      return CSVRow(
        fields: [
          type, time, span.0, span.1, speech, state, leader?.label ?? "",
          leader.map { decimal($0.confidence) } ?? "",
        ] + (probabilities?.rounded.map(decimal) ?? labels.map { _ in "" }) + [detail])
    }
    switch self {
    case .start(let stream, let model):
      return row(
        "start", time: seconds(0),
        detail:
          "device=\(stream.name) rate=\(stream.format.sampleRate) channels=\(stream.format.channelCount)"
          + " model=\(model)")
    case .update(let update):
      return row(
        "update", time: seconds(update.time), speech: update.isSpeech ? "true" : "false", update.probabilities
      )
    case .utterance(let utterance):
      return row(
        "utterance", time: seconds(utterance.end), span: (seconds(utterance.start), seconds(utterance.end)),
        state: utterance.state.rawValue, utterance.probabilities)
    case .device(.overrun(let time, let count)):
      return row("device", time: seconds(time), detail: "overrun lostSamples=\(count)")
    case .device(.lost(let time, let error)):
      return row("device", time: seconds(time), detail: "lost \(error.text)")
    case .device(.recovered(let time, let stream)):
      return row(
        "device", time: seconds(time),
        detail:
          "recovered device=\(stream.name) rate=\(stream.format.sampleRate) gapSeconds=\(seconds(stream.gapSeconds))"
      )
    case .end(let counts):
      return row(
        "end", time: seconds(counts.seconds),
        detail: "overruns=\(counts.overrunCount) droppedSamples=\(counts.droppedSampleCount)"
          + " losses=\(counts.lossCount) gapSeconds=\(seconds(counts.gapSeconds))")
    }
  }

  /// The event as a line for people; nil for updates, which come too fast to read.
  func text(labels: [String]) -> String? {
    func clock(_ seconds: Double) -> String {
      let tenths = Int((seconds * 10).rounded())
      let (minutes, rest) = tenths.quotientAndRemainder(dividingBy: 600)
      return "\(minutes):\(rest < 100 ? "0" : "")\(rest / 10).\(rest % 10)".padded(from: 7)
    }
    switch self {
    case .update: return nil
    case .start(let stream, let model):
      let channels =
        stream.format.channelCount == 1 ? "1 channel" : "mean of \(stream.format.channelCount) channels"
      return "listening to \(stream.name.visible), \(stream.format.sampleRate) Hz, \(channels), with \(model)"
    case .utterance(let utterance):
      let width = (labels.map(\.count).max() ?? 0) + 2
      let leader = labels[utterance.probabilities.leaderIndex]
      return "\(clock(utterance.start)) -\(clock(utterance.end))  \(leader.padded(to: width))"
        + utterance.probabilities.percent.padded(from: 4) + (utterance.state == .unsure ? "  unsure" : "")
    case .device(.overrun(let time, let count)):
      return "\(clock(time))  overrun: \(count.counted("sample")) lost"
    case .device(.lost(let time, _)): return "\(clock(time))  the device is gone; waiting for it"
    case .device(.recovered(let time, let stream)):
      return "\(clock(time))  \(stream.name.visible) is back after "
        + (JSONValue.decimal(stream.gapSeconds, places: 1) ?? "0") + " s"
    case .end(let counts):
      return "\(clock(counts.seconds))  end; \(counts.overrunCount.counted("overrun")), "
        + "\(counts.droppedSampleCount.counted("sample")) dropped"
        + (counts.lossCount == 0 ? "" : ", device lost \(counts.lossCount.counted("time"))")
    }
  }
}
