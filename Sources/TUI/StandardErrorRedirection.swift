import CNcurses
import Glibc

/// Keeps what libraries write to standard error off the screen, and hands it back.
///
/// Thread: one at a time in the process; begun before the screen is up and ended after it is down.
public final class StandardErrorRedirection {
  private var saved: Int32
  private var held: Int32

  /// Sends standard error into memory from now on.
  public init() throws(TUIError) {
    saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    held = -1
    guard saved >= 0 else { throw Self.failure() }
    held = liveser_memory_file("liveser-stderr")
    // Appending, so that reading it never moves where libraries write.
    guard held >= 0, fcntl(held, F_SETFL, O_APPEND) >= 0, dup2(held, STDERR_FILENO) >= 0 else {
      let error = Self.failure()
      close(saved)
      if held >= 0 { close(held) }
      // There is nothing left to end.
      saved = -1
      throw error
    }
    TerminalGuard.memory.pointee.savedStandardError = saved
    TerminalGuard.memory.pointee.heldStandardError = held
  }

  deinit {
    _ = end()
  }

  /// Gives standard error back.
  ///
  /// - Returns: what was written, at most the last 64 KiB; empty the second time.
  public func end() -> String {
    guard saved >= 0 else { return "" }
    liveser_flush_stderr()
    TerminalGuard.memory.pointee.savedStandardError = -1
    TerminalGuard.memory.pointee.heldStandardError = -1
    dup2(saved, STDERR_FILENO)
    close(saved)
    saved = -1
    let end = lseek(held, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: max(0, min(end, 65536)))
    let count = bytes.isEmpty ? 0 : pread(held, &bytes, bytes.count, end - bytes.count)
    close(held)
    held = -1
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  private static func failure() -> TUIError {
    .standardErrorNotRedirected(reason: String(cString: strerror(errno)))
  }
}
