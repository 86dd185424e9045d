extension LineEditor {
  /// Completes as far as all candidates agree; once they differ, shows them and goes through them.
  mutating func completeForward() {
    if let index = candidateIndex {
      take((index + 1) % candidates.count)
      return
    }
    if !candidates.isEmpty {
      take(0)
      return
    }
    let found = complete(text)
    guard let first = found.first else { return }
    if found.count == 1 {
      replace(with: first.text)
      return
    }
    let common = found.dropFirst().reduce(Array(first.text)) { prefix, candidate in
      Array(zip(prefix, candidate.text).prefix { $0 == $1 }.map(\.0))
    }
    if common.count > characters.count { replace(with: String(common)) }
    candidates = found
  }

  mutating func completeBackward() {
    guard !candidates.isEmpty else { return }
    take((candidateIndex ?? 0) == 0 ? candidates.count - 1 : (candidateIndex ?? 0) - 1)
  }

  private mutating func take(_ index: Int) {
    replace(with: candidates[index].text)
    candidateIndex = index
  }
}

/// One way to complete a line.
public struct Candidate: Sendable, Equatable {
  /// The whole line as it would be.
  public var text: String
  /// The part shown in the list.
  public var label: String

  /// A completion to `text`, shown as `label`.
  public init(text: String, label: String) {
    self.text = text
    self.label = label
  }
}
