import Glibc

/// A terminal without a screen: takes what a program writes, counts it, and knows when.
final class PseudoTerminal {
  /// Path of the side that a program takes for its terminal.
  let path: String
  /// Bytes taken so far.
  private(set) var byteCount = 0
  /// What was taken since `keepsText` was set.
  private(set) var text: [UInt8] = []
  /// Whether `text` grows.
  var keepsText = false {
    didSet { if keepsText { text = [] } }
  }
  private let controller: Int32
  private var block = [UInt8](repeating: 0, count: 65_536)

  // TIOCSPTLCK and TIOCGPTN of <asm-generic/ioctls.h>, which Swift does not import.
  private static let unlock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  init(columnCount: UInt16, rowCount: UInt16) throws {
    controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: UInt32 = 0
    guard controller >= 0, ioctl(controller, Self.unlock, &lock) == 0,
      ioctl(controller, Self.getNumber, &number) == 0
    else { throw BenchFailure(description: "there is no pseudo-terminal to be had") }
    path = "/dev/pts/\(number)"
    // The size stays only as long as somebody has the terminal open.
    held = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var size = winsize(ws_row: rowCount, ws_col: columnCount, ws_xpixel: 0, ws_ypixel: 0)
    guard held >= 0, ioctl(held, UInt(TIOCSWINSZ), &size) == 0 else {
      throw BenchFailure(description: "the pseudo-terminal cannot be set up")
    }
  }

  private let held: Int32

  deinit {
    close(held)
    close(controller)
  }

  /// Types `bytes`.
  func type(_ bytes: [UInt8]) {
    _ = write(controller, bytes, bytes.count)
  }

  /// Takes what is written until `deadline`.
  ///
  /// - Parameter took: called with every block taken; false ends the wait.
  func pump(until deadline: Double, took: (UnsafeBufferPointer<UInt8>) -> Bool = { _ in true }) {
    while case let rest = deadline - ChildProcess.now(), rest > 0 {
      var waiting = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, Int32(rest * 1000) + 1) > 0 else { continue }
      if !take(took) { return }
    }
  }

  /// Takes one block that waits; false where `took` says so, or nothing comes any more.
  private func take(_ took: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
    let count = block.withUnsafeMutableBytes { read(controller, $0.baseAddress, $0.count) }
    guard count > 0 else { return false }
    byteCount += count
    if keepsText { text += block[..<count] }
    return block.withUnsafeBufferPointer { took(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }
}
