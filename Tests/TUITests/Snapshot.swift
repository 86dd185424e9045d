import Glibc
import TUI
import Testing

/// Expected text kept in files beside the tests.
///
/// `LIVESER_REWRITE_SNAPSHOTS=1` writes what is drawn now; look at the difference before keeping it.
enum Snapshot {
  private static let folder: String = {
    let file = #filePath
    return String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]) + "/Snapshots"
  }()

  static func expect(
    _ text: String, named name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let path = folder + "/" + name + ".txt"
    if getenv("LIVESER_REWRITE_SNAPSHOTS") != nil {
      write(text, to: path)
      return
    }
    guard let expected = read(path) else {
      Issue.record("no snapshot \(name).txt", sourceLocation: sourceLocation)
      return
    }
    if text == expected { return }
    let drawn = text.split(separator: "\n", omittingEmptySubsequences: false)
    let kept = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let row = zip(drawn, kept).enumerated().first { $1.0 != $1.1 }?.offset ?? min(drawn.count, kept.count)
    Issue.record(
      """
      \(name).txt differs from row \(row):
      drawn:    \(row < drawn.count ? drawn[row] : "")
      expected: \(row < kept.count ? kept[row] : "")
      whole screen drawn:
      \(text)
      """, sourceLocation: sourceLocation)
  }

  static func screen(
    _ state: DashboardState, _ interaction: DashboardInteraction = DashboardInteraction(), width: Int,
    height: Int, style: Style = Style()
  ) -> String {
    var canvas = Canvas(width: width, height: height)
    var interaction = interaction
    Dashboard(style: style).draw(state, &interaction, into: &canvas)
    return canvas.text
  }

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&block, 1, block.count, file)
      if count == 0 { break }
      bytes += block[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else {
      Issue.record("cannot write \(path)")
      return
    }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}
