import Synchronization

/// Passes samples from one thread to another through a fixed block, without locks.
///
/// One thread writes and one thread reads; which threads these are may change only with a
/// happens-before between the old and the new one. Neither ever waits for the other.
///
/// - Allocates: in `init` alone.
public final class SampleRing: @unchecked Sendable {
  /// Samples the ring holds at most; a power of two.
  public let capacity: Int
  private let mask: Int
  private let storage: AlignedBuffer
  /// Samples ever written and ever read; both only grow, their difference is what the ring holds.
  private let written = PaddedCounter()
  private let consumed = PaddedCounter()

  /// Makes an empty ring for at least `minimumCapacity` samples, rounded up to a power of two.
  public init(minimumCapacity: Int) {
    precondition(
      minimumCapacity > 0 && minimumCapacity <= 1 << 32,
      "a ring of \(minimumCapacity) samples is out of range")
    var size = 1
    while size < minimumCapacity { size <<= 1 }
    capacity = size
    mask = size - 1
    storage = AlignedBuffer(count: size)
  }

  /// Samples that can be read now; the writer may add to them at any moment.
  public var readableCount: Int {
    // The reads come first: they never overtake the writes seen afterwards, so this is never negative.
    let out = consumed.value.load(ordering: .acquiring)
    return min(written.value.load(ordering: .acquiring) - out, capacity)
  }

  /// Samples that can be written now; the reader may add to them at any moment.
  public var writableCount: Int {
    capacity - readableCount
  }

  /// Copies as many of `samples` as fit, from the front, and returns how many that were.
  ///
  /// - Thread: the writer's.
  @discardableResult
  public func write(_ samples: UnsafeBufferPointer<Float>) -> Int {
    let position = written.value.load(ordering: .relaxed)
    let space = capacity - (position - consumed.value.load(ordering: .acquiring))
    let count = min(samples.count, space)
    guard count > 0, let source = samples.baseAddress else { return 0 }
    let start = position & mask
    let first = min(count, capacity - start)
    (storage.base + start).update(from: source, count: first)
    storage.base.update(from: source + first, count: count - first)
    written.value.store(position + count, ordering: .releasing)
    return count
  }

  /// Moves the oldest samples to the front of `block`, as many as there are and fit, and returns how many.
  ///
  /// - Thread: the reader's.
  public func read(into block: UnsafeMutableBufferPointer<Float>) -> Int {
    let position = consumed.value.load(ordering: .relaxed)
    let available = written.value.load(ordering: .acquiring) - position
    let count = min(block.count, available)
    guard count > 0, let target = block.baseAddress else { return 0 }
    let start = position & mask
    let first = min(count, capacity - start)
    target.update(from: storage.base + start, count: first)
    (target + first).update(from: storage.base, count: count - first)
    consumed.value.store(position + count, ordering: .releasing)
    return count
  }

  /// Throws away up to `count` of the oldest samples and returns how many that were.
  ///
  /// - Thread: the reader's.
  @discardableResult
  public func discard(_ count: Int) -> Int {
    let position = consumed.value.load(ordering: .relaxed)
    let dropped = max(0, min(count, written.value.load(ordering: .acquiring) - position))
    consumed.value.store(position + dropped, ordering: .releasing)
    return dropped
  }
}
