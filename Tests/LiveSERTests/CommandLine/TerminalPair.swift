import Glibc
import Testing

@testable import LiveSER

/// A terminal of the kernel's making: what is written to `terminal` can be read as the user would see it arrive.
struct TerminalPair {
  let controller: CInt
  let terminal: CInt

  // TIOCSPTLCK and TIOCGPTN of <asm-generic/ioctls.h>: Swift imports neither these macros nor grantpt's family.
  private static let unlock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  init(columnCount: UInt16) throws {
    controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(controller >= 0)
    var lock: CInt = 0
    var number: CUnsignedInt = 0
    try #require(ioctl(controller, Self.unlock, &lock) == 0)
    try #require(ioctl(controller, Self.getNumber, &number) == 0)
    terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    var size = winsize(ws_row: 24, ws_col: columnCount, ws_xpixel: 0, ws_ypixel: 0)
    try #require(ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0)
  }

  /// Everything written so far.
  func written() -> String { readAvailable(controller) }

  func close() {
    Glibc.close(terminal)
    Glibc.close(controller)
  }
}

/// What can be read from `descriptor` at once.
func readAvailable(_ descriptor: CInt) -> String {
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 65536)
  while true {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, 0) == 1, waiting.revents & Int16(POLLIN) != 0 else { break }
    let count = read(descriptor, &block, block.count)
    guard count > 0 else { break }
    bytes += block[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// A pipe, or nothing where the system has none to give.
func makePipe() throws -> (reader: CInt, writer: CInt) {
  var ends: [CInt] = [0, 0]
  try #require(pipe(&ends) == 0)
  return (ends[0], ends[1])
}

/// The lines a terminal of `columnCount` columns shows after `text`: carriage returns go back, line feeds go down.
func screen(after text: String, columnCount: Int) -> [String] {
  var lines: [[Character]] = [[]]
  var column = 0
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\r": column = 0
    case "\n":
      lines.append([])
      column = 0
    default:
      if column == columnCount {
        lines.append([])
        column = 0
      }
      let last = lines.count - 1
      while lines[last].count <= column { lines[last].append(" ") }
      lines[last][column] = Character(scalar)
      column += 1
    }
  }
  return lines.map { line in
    var line = line
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
