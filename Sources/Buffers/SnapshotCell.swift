import Synchronization

/// Shows the latest value of one thread to another, without locks: a triple buffer.
///
/// One thread publishes and one thread reads. The writer always has a slot of its own to fill, the reader
/// always has a slot of its own to look at, and the third one changes hands in a single atomic exchange;
/// neither waits, and the reader never sees half a value. Values between two reads are skipped.
///
/// - Allocates: in `init` alone, as long as the bodies mutate in place. A value that the reader copies out
///   and keeps makes a later in-place change of an array in it allocate (copy-on-write).
public final class SnapshotCell<Value: Sendable>: @unchecked Sendable {
  private let slots: UnsafeMutablePointer<Value>
  /// Index of the slot between the two threads, plus `fresh` when the reader has not seen it.
  private let middle = Atomic<UInt8>(1)
  private static var fresh: UInt8 { 4 }
  /// The writer's own slot, and the one it published last: after that nobody writes there until it comes
  /// back as the writer's own, so the writer may look at it while the reader does.
  private var writerIndex = 0
  private var publishedIndex = 1
  private var readerIndex = 2

  /// Makes a cell whose three slots each start as a value of their own.
  ///
  /// - Parameter initial: evaluated three times, so that arrays in it do not share storage.
  public init(_ initial: @autoclosure () -> Value) {
    slots = .allocate(capacity: 3)
    for index in 0..<3 { (slots + index).initialize(to: initial()) }
  }

  deinit {
    slots.deinitialize(count: 3)
    slots.deallocate()
  }

  /// Fills a slot in place and makes it the latest value.
  ///
  /// Slots are used again: what `body` is given is an old value (not the last one), and it must write
  /// everything it wants seen. Use `revise` to carry on from the last published value.
  ///
  /// - Thread: the writer's.
  public func publish(_ body: (inout Value) -> Void) {
    body(&slots[writerIndex])
    exchange()
  }

  /// Fills a slot with the last published value at hand, and makes it the latest value.
  ///
  /// - Parameter body: given the last published value, or the initial one, and the slot to fill. `next = last`
  ///   copies plain values whole; copy arrays element by element to keep their storage apart.
  /// - Thread: the writer's.
  public func revise(_ body: (_ last: Value, _ next: inout Value) -> Void) {
    body(slots[publishedIndex], &slots[writerIndex])
    exchange()
  }

  private func exchange() {
    publishedIndex = writerIndex
    let old = middle.exchange(UInt8(writerIndex) | Self.fresh, ordering: .acquiringAndReleasing)
    writerIndex = Int(old & 3)
  }

  /// Whether something was published that the reader has not looked at.
  public var hasNews: Bool {
    middle.load(ordering: .relaxed) & Self.fresh != 0
  }

  /// Gives `body` the latest value if it is newer than the one looked at last; nil otherwise.
  ///
  /// - Thread: the reader's. The value is valid during the call; take out of it what is needed.
  public func readLatest<Result>(_ body: (Value) throws -> Result) rethrows -> Result? {
    guard hasNews else { return nil }
    let old = middle.exchange(UInt8(readerIndex), ordering: .acquiringAndReleasing)
    readerIndex = Int(old & 3)
    return try body(slots[readerIndex])
  }

  /// Gives `body` the latest value, seen before or not; the initial one before anything was published.
  ///
  /// - Thread: the reader's.
  public func withLatest<Result>(_ body: (Value) throws -> Result) rethrows -> Result {
    if let result = try readLatest(body) { return result }
    return try body(slots[readerIndex])
  }
}
