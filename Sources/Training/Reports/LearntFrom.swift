/// What a finished model says it learnt from.
public struct LearntFrom: Sendable, Hashable, Codable {
  /// Recipe it was trained from.
  public var recipeName: String
  /// Clips of each corpus it learnt from.
  public var clipCounts: [String: Int]

  /// Records a model's own statement.
  public init(recipeName: String, clipCounts: [String: Int]) {
    self.recipeName = recipeName
    self.clipCounts = clipCounts
  }

  /// Corpora of `tested` that it learnt from, and those that are new to it.
  func split(_ tested: [String]) -> (learnt: [String], new: [String]) {
    (tested.filter { clipCounts[$0] != nil }, tested.filter { clipCounts[$0] == nil })
  }

  /// What its figures say of new voices on clips of `tested`.
  func statement(_ tested: [String]) -> String {
    guard !clipCounts.isEmpty else { return "The model does not say what it learnt from." }
    let (learnt, new) = split(tested)
    var sentences: [String] = []
    if !learnt.isEmpty {
      sentences.append(
        "The model learnt from \(learnt.joined(separator: ", ")): its speakers and clips may be among those tested "
          + "here, and the figures then do not hold for a new voice.")
    }
    if !new.isEmpty {
      sentences.append(
        "No clip of \(new.joined(separator: ", ")) was learnt from, so those speakers are new to it.")
    }
    return sentences.joined(separator: " ")
  }
}
