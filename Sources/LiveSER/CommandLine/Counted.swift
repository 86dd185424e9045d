extension BinaryInteger {
  /// The number and what it counts: `1 clip`, `2 clips`.
  func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
