import Recognition

extension ClassifyReport {
  /// Width of the verdict column.
  private var verdictWidth: Int {
    max("cannot be read".count, (labels.map(\.count).max() ?? 0) + " (unsure)".count)
  }

  /// Heads the columns; the file comes last, because names are of any length.
  var textHeader: String {
    "VERDICT".padded(to: verdictWidth) + "   CONF  SPEECH  LENGTH  FILE\n"
  }

  /// One result, with its utterances where it is the only one or has several.
  func text(of result: ClassifyResult) -> String {
    let file = result.file.visible
    switch result.content {
    case .failure:
      return "cannot be read".padded(to: verdictWidth) + "      -       -       -  \(file)\n"
    case .success(let audio):
      let verdict = audio.verdict
      let confidence = verdict.probabilities?.percent ?? "-"
      var lines = [
        words(for: verdict.state, verdict.probabilities).padded(to: verdictWidth)
          + "  " + confidence.padded(from: 5) + "  "
          + "\(Self.tenths(verdict.speechSeconds))s".padded(from: 6)
          + "  " + "\(Self.tenths(audio.duration))s".padded(from: 6) + "  \(file)"
      ]
      if isSingle, let probabilities = verdict.probabilities {
        lines += probabilityLines(probabilities)
      }
      if isSingle || verdict.segments.count > 1 {
        lines += verdict.segments.map { segment in
          "  \(Self.hundredths(segment.start).padded(from: 8)) -\(Self.hundredths(segment.end).padded(from: 8)) s  "
            + words(for: segment.state, segment.probabilities).padded(to: verdictWidth)
            + segment.probabilities.percent.padded(from: 5)
        }
      }
      lines += (audio.timeline ?? []).map { point in
        let words = point.isSpeech ? point.probabilities.map { labels[$0.leaderIndex] } ?? "speech" : "-"
        return "  \(Self.hundredths(point.time).padded(from: 8)) s  " + words.padded(to: verdictWidth)
          + (point.probabilities?.percent ?? "").padded(from: 5)
      }
      return lines.joined(separator: "\n") + "\n"
    }
  }

  /// Every class with its bar, the leading one marked.
  private func probabilityLines(_ probabilities: Probabilities) -> [String] {
    let width = labels.map(\.count).max() ?? 0
    return labels.indices.map { index in
      let share = Double(probabilities.values[index])
      let bar = String(repeating: "#", count: Int((share * 40).rounded()))
      let mark = index == probabilities.leaderIndex ? ">" : " "
      return
        "\(mark) \(labels[index].padded(to: width)) \("\(Int((share * 100).rounded()))%".padded(from: 5))"
        + (bar.isEmpty ? "" : "  \(bar)")
    }
  }

  private func words(for state: VerdictState, _ probabilities: Probabilities?) -> String {
    guard let probabilities, state != .noSpeech else { return "no speech" }
    let label = labels[probabilities.leaderIndex]
    return state == .unsure ? "\(label) (unsure)" : label
  }

  private static func tenths(_ value: Double) -> String { fixed(value, places: 1) }
  private static func hundredths(_ value: Double) -> String { fixed(value, places: 2) }

  private static func fixed(_ value: Double, places: Int) -> String {
    var text = JSONValue.decimal(value, places: places) ?? "0"
    let decimals =
      text.count - 1 - (text.firstIndex(of: ".").map { text.distance(from: text.startIndex, to: $0) } ?? 0)
    text += String(repeating: "0", count: max(0, places - decimals))
    return text
  }
}

extension String {
  /// The text with blanks behind it up to `width` characters.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// The text with blanks before it up to `width` characters.
  func padded(from width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
