import Synchronization

/// An atomic count alone on its cache lines, so that two threads' counts do not slow each other.
///
/// 128 bytes, because processors fetch cache lines in pairs.
struct PaddedCounter: ~Copyable {
  let value = Atomic<Int>(0)
  private let padding: InlineArray<15, Int> = InlineArray(repeating: 0)
}
