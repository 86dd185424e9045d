import AudioCapture
import Recognition

/// An event of the live path as `listen` prints it.
enum ListenEvent {
  case start(LiveStream, model: String)
  case update(RecognitionUpdate)
  case utterance(Utterance)
  case device(LiveDeviceEvent)
  case end(LiveSessionCounts)

  /// The event as a JSON object.
  func record(labels: [String]) -> JSONValue {
    switch self {
    case .start(let stream, let model):
      return .object([
        "type": "start", "source": .text(stream.kind.rawValue), "device": .text(stream.name),
        "rate": .integer(stream.format.sampleRate), "channels": .integer(stream.format.channelCount),
        "mix": .text(stream.format.mixName), "model": .text(model),
        "labels": .array(labels.map { .text($0) }),
      ])
    case .update(let update):
      let leader = update.probabilities?.leader(labels: labels)
      return .object([
        "type": "update", "time": .seconds(update.time), "speech": .bool(update.isSpeech),
        "label": .text(orNull: leader?.label),
        "confidence": leader.map { .decimal($0.confidence, places: 4) } ?? .null,
        "probabilities": update.probabilities?.record(labels: labels) ?? .null,
      ])
    case .utterance(let utterance):
      let leader = utterance.probabilities.leader(labels: labels)
      return .object([
        "type": "utterance", "start": .seconds(utterance.start), "end": .seconds(utterance.end),
        "state": .text(utterance.state.rawValue), "label": .text(leader.label),
        "confidence": .decimal(leader.confidence, places: 4),
        "probabilities": utterance.probabilities.record(labels: labels),
        "speechSeconds": .seconds(utterance.speechSeconds),
      ])
    case .device(.overrun(let time, let lostSampleCount)):
      return .object([
        "type": "device", "event": "overrun", "time": .seconds(time),
        "lostSamples": .integer(lostSampleCount),
      ])
    case .device(.lost(let time, let error)):
      return .object([
        "type": "device", "event": "lost", "time": .seconds(time), "reason": .text(error.text),
      ])
    case .device(.recovered(let time, let stream)):
      return .object([
        "type": "device", "event": "recovered", "time": .seconds(time), "device": .text(stream.name),
        "rate": .integer(stream.format.sampleRate), "channels": .integer(stream.format.channelCount),
        "gapSeconds": .seconds(stream.gapSeconds),
      ])
    case .end(let counts):
      return .object([
        "type": "end", "seconds": .seconds(counts.seconds), "overruns": .integer(counts.overrunCount),
        "droppedSamples": .integer(counts.droppedSampleCount),
        "capturedSamples": .integer(counts.capturedSampleCount),
        "processedSamples": .integer(counts.processedSampleCount),
        "skippedSamples": .integer(counts.skippedSampleCount),
        "losses": .integer(counts.lossCount), "gapSeconds": .seconds(counts.gapSeconds),
      ])
    }
  }
}

extension AudioFormat {
  /// How the channels become one: they are none to mix, or their mean is taken.
  var mixName: String { channelCount == 1 ? "none" : "mean" }
}

extension JSONValue: ExpressibleByStringLiteral {
  /// A text.
  init(stringLiteral value: String) { self = .text(value) }
}
