import Foundation

/// Paths typed at the prompt, oldest first, a line each.
struct PromptHistory {
  private static let limit = 200
  /// The file; nil where there is no place for one.
  let path: String?

  /// The paths typed before.
  func load() -> [String] {
    guard let path, let data = FileManager.default.contents(atPath: path) else { return [] }
    // By bytes: a carriage return and a line feed are one character.
    let lines = data.split(separator: UInt8(ascii: "\n")).suffix(Self.limit)
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Keeps the newest of `lines`.
  func save(_ lines: [String]) throws(PrivateFile.Failure) {
    guard let path else { return }
    // A name with a line feed in it would come back as two.
    let kept = lines.filter { !$0.utf8.contains(UInt8(ascii: "\n")) }.suffix(Self.limit)
    try PrivateFile.replace(path, with: kept.map { $0 + "\n" }.joined())
  }
}
