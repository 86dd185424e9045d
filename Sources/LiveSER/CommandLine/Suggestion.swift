/// Finds what was probably meant by a mistyped word.
enum Suggestion {
  /// The candidate nearest to `word`, if it is near enough to be meant; the first of equals.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    guard !word.isEmpty else { return nil }
    if word.count >= 3, let completion = candidates.first(where: { $0.hasPrefix(word) }) {
      return completion
    }
    // A third of the letters may be wrong: one in short words, three in "evaluation".
    let limit = max(1, word.count / 3)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where abs(candidate.count - word.count) <= limit {
      let distance = editDistance(word, candidate)
      if distance <= limit && distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// Fewest insertions, deletions, replacements and swaps of neighbours that make `b` of `a`.
  ///
  /// - Source: the optimal string alignment distance (Damerau 1964; no substring is edited twice).
  static func editDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for row in a.indices {
      var current = [row + 1]
      for column in b.indices {
        let replaced = previous[column] + (a[row] == b[column] ? 0 : 1)
        var cost = min(replaced, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
          cost = min(cost, beforePrevious[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
