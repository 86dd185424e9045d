import Recognition

/// Writes `classify`'s results as they come.
struct ClassifyReport {
  let format: VerdictFormat
  let model: EmotionModel
  /// Whether there is one input alone, which text then shows in full.
  let isSingle: Bool
  let output: StandardOutput
  private var resultCount = 0

  init(format: VerdictFormat, model: EmotionModel, isSingle: Bool, output: StandardOutput = StandardOutput())
  {
    self.format = format
    self.model = model
    self.isSingle = isSingle
    self.output = output
  }

  var labels: [String] { model.labels }

  /// Writes what stands before the first result.
  func begin() throws(OutputError) {
    switch format {
    case .text: try output.write(textHeader)
    case .json: try output.write("[")
    case .jsonl: break
    case .csv: try output.write(csvHeader.line)
    }
  }

  /// Writes one result.
  mutating func write(_ result: ClassifyResult) throws(OutputError) {
    defer { resultCount += 1 }
    switch format {
    case .text: try output.write(text(of: result))
    case .json: try output.write((resultCount == 0 ? "\n " : ",\n ") + record(of: result).json)
    case .jsonl: try output.write(record(of: result).json + "\n")
    case .csv: try output.write(csvRow(of: result).line)
    }
  }

  /// Writes what stands behind the last result.
  func end() throws(OutputError) {
    if format == .json { try output.write(resultCount == 0 ? "]\n" : "\n]\n") }
  }

  /// The record of one result.
  func record(of result: ClassifyResult) -> JSONValue {
    let audio: ClassifiedAudio
    switch result.content {
    case .failure(let failure):
      return .object(["file": .text(result.file.recorded), "error": .text(failure.problem)])
    case .success(let content): audio = content
    }
    let verdict = audio.verdict
    let leader = verdict.probabilities?.leader(labels: labels)
    var pairs: [(key: String, value: JSONValue)] = [
      ("file", .text(result.file.recorded)),
      ("duration", .seconds(audio.duration)),
      ("sampleRate", .integer(audio.format.sampleRate)),
      ("channels", .integer(audio.format.channelCount)),
      ("state", .text(verdict.state.rawValue)),
      ("label", .text(orNull: leader?.label)),
      ("confidence", leader.map { .decimal($0.confidence, places: 4) } ?? .null),
      ("probabilities", verdict.probabilities?.record(labels: labels) ?? .null),
      ("speechSeconds", .seconds(verdict.speechSeconds)),
      ("segments", .array(verdict.segments.map(record(of:)))),
      ("model", .text(model.metadata.name)),
    ]
    if let timeline = audio.timeline {
      pairs.append(("timeline", .array(timeline.map(record(of:)))))
    }
    return .object(pairs)
  }

  private func record(of segment: Utterance) -> JSONValue {
    let leader = segment.probabilities.leader(labels: labels)
    return .object([
      "start": .seconds(segment.start), "end": .seconds(segment.end), "label": .text(leader.label),
      "confidence": .decimal(leader.confidence, places: 4),
      "probabilities": segment.probabilities.record(labels: labels),
    ])
  }

  private func record(of point: TimelinePoint) -> JSONValue {
    .object([
      "time": .seconds(point.time), "speech": .bool(point.isSpeech),
      "probabilities": point.probabilities?.record(labels: labels) ?? .null,
    ])
  }
}
