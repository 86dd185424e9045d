import Foundation

/// A program that draws on a terminal of 110 x 34, listening to the virtual microphone.
final class ScreenProgram {
  let terminal: PseudoTerminal
  let process: ChildProcess

  init(_ words: [String], home: String) throws {
    try? FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    terminal = try PseudoTerminal(columnCount: 110, rowCount: 34)
    process = try ChildProcess(
      words,
      environment: [
        "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", "HOME": home,
        "XDG_CONFIG_HOME": nil, "XDG_DATA_HOME": nil, "XDG_STATE_HOME": nil, "NO_COLOR": nil,
      ], terminal: terminal.path)
  }

  /// Lets it run.
  func pump(_ seconds: Double) {
    terminal.pump(until: ChildProcess.now() + seconds)
  }

  /// Per cent of one core, and bytes a second written, in one stretch after another.
  func measure(stretchCount: Int, seconds: Double) -> (processor: Series, bytes: Series) {
    var processor: [Double] = [], bytes: [Double] = []
    for _ in 0..<stretchCount {
      let begin = ChildProcess.now(), used = process.processorSeconds, written = terminal.byteCount
      pump(seconds)
      let elapsed = ChildProcess.now() - begin
      processor.append(100 * (process.processorSeconds - used) / elapsed)
      bytes.append(Double(terminal.byteCount - written) / elapsed)
    }
    return (Series(values: processor), Series(values: bytes))
  }

  /// Presses q and takes the rest.
  func quit() {
    terminal.type(Array("q".utf8))
    pump(1)
    process.end()
  }
}
