/// What one check of `doctor` found.
struct Checkup: Sendable, Equatable {
  /// How it came out.
  enum State: String, Sendable {
    /// As it should be.
    case ok
    /// It works, and could be better.
    case warning
    /// It does not work.
    case failed
    /// It could not be checked here.
    case skipped
  }

  /// What was checked.
  enum Subject: String, Sendable, CaseIterable {
    case settings, model, kernel, locale, terminal, microphone, rate, level, clipping, noise
  }

  /// What was checked.
  var subject: Subject
  /// How it came out.
  var state: State
  /// What was found, in one line.
  var finding: String
  /// What to do about it; nil where there is nothing to do.
  var remedy: String?

  /// A check that came out well, or that says what could be better.
  static func ok(_ subject: Subject, _ finding: String) -> Checkup {
    Checkup(subject: subject, state: .ok, finding: finding)
  }

  static func warning(_ subject: Subject, _ finding: String, remedy: String) -> Checkup {
    Checkup(subject: subject, state: .warning, finding: finding, remedy: remedy)
  }

  static func failed(_ subject: Subject, _ finding: String, remedy: String) -> Checkup {
    Checkup(subject: subject, state: .failed, finding: finding, remedy: remedy)
  }

  static func skipped(_ subject: Subject, _ finding: String, remedy: String? = nil) -> Checkup {
    Checkup(subject: subject, state: .skipped, finding: finding, remedy: remedy)
  }

  /// The check as a JSON object.
  var record: JSONValue {
    .object([
      "check": .text(subject.rawValue), "state": .text(state.rawValue), "finding": .text(finding),
      "remedy": .text(orNull: remedy),
    ])
  }

  /// The check in columns, with the remedy below it.
  var text: String {
    let margin = String(repeating: " ", count: 21)
    var lines = Self.broken(finding.visible, margin: margin)
    if let remedy { lines += Self.broken("-> " + remedy.visible, margin: margin, hanging: 3) }
    let name = subject.rawValue.padded(to: 12) + state.rawValue.padded(to: 9)
    return name + lines.joined(separator: "\n").dropFirst(margin.count) + "\n"
  }

  /// Lines of at most 80 columns with a margin; a long word stays whole.
  private static func broken(_ text: String, margin: String, hanging: Int = 0) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= 80 {
        lines[lines.count - 1] += " \(word)"
      } else {
        let indent = lines.isEmpty ? "" : String(repeating: " ", count: hanging)
        lines.append(margin + indent + word)
      }
    }
    return lines
  }
}
