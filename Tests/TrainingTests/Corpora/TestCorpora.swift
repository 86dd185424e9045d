import Foundation
import Testing

@testable import Training

/// The corpora, where they are, and clips made up for tests of splits.
enum TestCorpora {
  static let folder = ProcessInfo.processInfo.environment["LIVESER_CORPORA"]
  static var isThere: Bool {
    folder.map { FileManager.default.fileExists(atPath: $0 + "/manifest.csv") } ?? false
  }
  static let reason: Comment = "LIVESER_CORPORA does not name a folder with the corpora's manifest.csv"

  static func loaded() throws -> ClipCollection {
    try ClipCollection.load(paths: [try #require(folder)])
  }

  static func path(_ relative: String) throws -> String { try #require(folder) + "/" + relative }
}

/// A folder for one test, removed afterwards.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("training-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Writes `text` at `name`, with the folders it needs, and gives the path.
  @discardableResult
  func write(_ name: String, _ text: String = "") throws -> String {
    let file = path + "/" + name
    let folder = (file as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    return file
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
