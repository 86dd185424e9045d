import Glibc
import Testing

@testable import LiveSER

@Suite("Diagnostics and output")
struct DiagnosticsTests {
  @Test("A diagnostic is one line behind the program's name, whatever a file name holds")
  func oneLine() throws {
    let (reader, writer) = try makePipe()
    defer {
      close(reader)
      close(writer)
    }
    Diagnostics(descriptor: writer).report("a\nb\t\u{1B}[31m\r\u{7F}\u{9B}2J \u{202E}gpj.exe\u{0} ü 日本")
    #expect(
      readAvailable(reader)
        == "liveser: a\\nb\\t\\x1b[31m\\r\\x7f\\x9b2J \\u202egpj.exe\\x00 ü 日本\n")
  }

  @Test("Output reaches a pipe whole, also when it is larger than the pipe")
  func largeOutput() async throws {
    let (reader, writer) = try makePipe()
    let text = String(repeating: "0123456789abcdef", count: 20_000)
    async let received = Task.detached {
      var bytes: [UInt8] = []
      var block = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(reader, &block, block.count)
        guard count > 0 else { break }
        bytes += block[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }.value
    // Non-blocking, as a terminal shared with another program may be.
    _ = fcntl(writer, F_SETFL, O_NONBLOCK)
    try StandardOutput(descriptor: writer).write(text)
    close(writer)
    let all = await received
    #expect(all == text)
    close(reader)
  }

  @Test("A reader that has gone is told apart from a full disk")
  func closedPipe() throws {
    StandardOutput.survivesClosedPipes()
    let (reader, writer) = try makePipe()
    close(reader)
    #expect(throws: OutputError.closed) { try StandardOutput(descriptor: writer).write("x") }
    // Diagnostics have nowhere to complain to.
    Diagnostics(descriptor: writer).report("x")
    close(writer)
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    #expect(throws: OutputError.failed(reason: "No space left on device")) {
      try StandardOutput(descriptor: full).write("x")
    }
    close(full)
  }
}

@Suite("Progress bar")
struct ProgressBarTests {
  @Test("Nothing is written where there is no terminal")
  func silentInPipes() throws {
    let (reader, writer) = try makePipe()
    let bar = ProgressBar("train", totalCount: 10, on: Diagnostics(descriptor: writer))
    for _ in 0..<10 { bar.advance() }
    bar.finish()
    #expect(readAvailable(reader) == "")
    close(reader)
    close(writer)
  }

  @Test("On a terminal it is drawn, stays out of diagnostics' way and is cleared at the end")
  func onTerminal() throws {
    let pair = try TerminalPair(columnCount: 60)
    defer { pair.close() }
    let diagnostics = Diagnostics(descriptor: pair.terminal)
    let bar = ProgressBar("classify", totalCount: 2, on: diagnostics)
    var text = pair.written()
    #expect(screen(after: text, columnCount: 60) == ["classify  [\(String(repeating: ".", count: 40))]  0/2"])
    diagnostics.report("x.wav: no audio")
    text += pair.written()
    #expect(
      screen(after: text, columnCount: 60)
        == ["liveser: x.wav: no audio", "classify  [\(String(repeating: ".", count: 40))]  0/2"])
    bar.advance(by: 2)
    text += pair.written()
    #expect(
      screen(after: text, columnCount: 60).last == "classify  [\(String(repeating: "#", count: 40))]  2/2")
    bar.finish()
    text += pair.written()
    #expect(screen(after: text, columnCount: 60) == ["liveser: x.wav: no audio", ""])
  }

  @Test("Many steps in no time are drawn a few times only")
  func rateLimit() throws {
    let pair = try TerminalPair(columnCount: 80)
    defer { pair.close() }
    let start = ContinuousClock.now
    let bar = ProgressBar("train", totalCount: 20_000, on: Diagnostics(descriptor: pair.terminal))
    for _ in 0..<20_000 { bar.advance() }
    let drawingLimit = 2 + Int((ContinuousClock.now - start) / ProgressBar.drawingInterval)
    let drawn = pair.written().count { $0 == "\r" }
    #expect(drawn >= 2 && drawn <= drawingLimit)
    bar.finish()
  }

  @Test("The line fits every width: the bar goes first, the counts last")
  func widths() {
    for width in 0...200 {
      let line = ProgressBar.line(
        title: "classify", doneCount: 12, totalCount: 40, elapsed: .seconds(13), width: width)
      #expect(line.count <= width)
      if width >= 5 { #expect(line.contains("12/40")) }
      if width >= 26 { #expect(line.contains("0:31 left")) }
    }
    let wide = ProgressBar.line(
      title: "train", doneCount: 1, totalCount: 4, elapsed: .seconds(3600), width: 120)
    #expect(wide == "train  [##########..............................]  1/4  3:00:00 left")
    let none = ProgressBar.line(title: "train", doneCount: 0, totalCount: 0, elapsed: .zero, width: 30)
    #expect(none == "train  [################]  0/0")
  }
}
