import Glibc
import Synchronization

/// Wakes one waiting thread from another, without locks; also a descriptor that `poll` can watch.
///
/// Signals that nobody waits for do not add up: one wait takes them all.
public final class WakeSignal: Sendable {
  /// Readable while a signal is pending.
  public let descriptor: Int32
  private let writeDescriptor: Int32
  /// Whether a byte is in the pipe, so that a signal costs a system call only when somebody may sleep.
  private let isPending = Atomic<Bool>(false)

  /// Makes a signal; the program's limit of descriptors must not be reached.
  public init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "no descriptors left for a pipe")
    descriptor = ends[0]
    writeDescriptor = ends[1]
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
  }

  deinit {
    close(descriptor)
    close(writeDescriptor)
  }

  /// Wakes the waiting thread, or the next one to wait. What was written before is visible to it.
  ///
  /// - Thread: any. Allocates: nothing, never waits.
  public func signal() {
    guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var byte: UInt8 = 1
    _ = write(writeDescriptor, &byte, 1)
  }

  /// Waits for a signal.
  ///
  /// - Returns: whether one came within `timeout`.
  @discardableResult
  public func wait(timeout: Duration) -> Bool {
    let deadline =
      MonotonicClock.now() + max(0, Int(clamping: timeout.components.seconds)) * 1_000_000_000
      + Int(timeout.components.attoseconds / 1_000_000_000)
    while true {
      let left = max(0, deadline - MonotonicClock.now())
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&request, 1, Int32(clamping: (left + 999_999) / 1_000_000))
      if ready > 0 {
        var bytes: (UInt64, UInt64) = (0, 0)
        _ = read(descriptor, &bytes, 16)
        // After the byte is taken: a signal from here on writes a new one, an earlier one has its data visible.
        _ = isPending.exchange(false, ordering: .acquiringAndReleasing)
        return true
      }
      if left == 0 { return false }
    }
  }
}
