import Glibc
import Synchronization

/// The bytes of a descriptor that may be a pipe: blocking reads that another thread can end.
///
/// - Thread: reads on one thread at a time; `interrupt` on any.
final class ByteStream: @unchecked Sendable {
  let descriptor: Int32
  /// The system's error number of the read that failed; nil while all is well.
  private(set) var failureNumber: Int32?
  private let isInterruptedFlag = Atomic<Bool>(false)
  /// Asked while a read waits; true is as good as an interruption. Only while the stream is opened.
  private var isCancelled: () -> Bool = { false }

  /// Reads from `descriptor`, which the caller keeps and closes.
  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  var isInterrupted: Bool { isInterruptedFlag.load(ordering: .relaxed) || isCancelled() }

  /// Does `body`, whose reads end once `isCancelled` says so.
  func whileNot<Value>(
    _ isCancelled: () -> Bool, _ body: () throws(AudioError) -> Value
  ) throws(AudioError) -> Value {
    try withoutActuallyEscaping(isCancelled) { (isCancelled) throws(AudioError) in
      self.isCancelled = isCancelled
      defer { self.isCancelled = { false } }
      return try body()
    }
  }

  /// Makes reads return 0 from now on.
  func interrupt() {
    isInterruptedFlag.store(true, ordering: .relaxed)
  }

  /// Reads once, waiting until there is a byte.
  ///
  /// - Returns: 0 at the end, after a failure, and once interrupted.
  func readSome(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    guard count > 0, failureNumber == nil else { return 0 }
    while !isInterrupted {
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // The interval bounds how long an interruption goes unseen.
      let ready = poll(&request, 1, 50)
      if ready == 0 || ready < 0 && errno == EINTR { continue }
      let got = Glibc.read(descriptor, target, count)
      if got >= 0 { return got }
      if errno == EINTR || errno == EAGAIN { continue }
      failureNumber = errno
      return 0
    }
    return 0
  }

  /// Reads what has arrived and then waits for the rest of the last unit of `unit` bytes, if it came in part.
  ///
  /// - Returns: a multiple of `unit`, except where the stream ends within a unit.
  func readUnits(_ target: UnsafeMutableRawPointer, _ count: Int, unit: Int) -> Int {
    var filled = readSome(target, count - count % unit)
    while filled % unit != 0 {
      let got = readSome(target + filled, unit - filled % unit)
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  /// Reads until the target is full or the stream is over.
  func readFully(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    var filled = 0
    while filled < count {
      let got = readSome(target + filled, count - filled)
      if got == 0 { break }
      filled += got
    }
    return filled
  }
}
