import Buffers

/// The last samples of a stream, found again by their number.
///
/// - Thread: one at a time. Allocates: nothing after init.
final class SampleWindow {
  /// Samples taken since the stream began.
  private(set) var count = 0
  private let ring: AlignedBuffer
  private let stretch: AlignedBuffer

  /// Remembers `capacity` samples.
  init(capacity: Int) {
    ring = AlignedBuffer(count: max(1, capacity))
    stretch = AlignedBuffer(count: max(1, capacity))
  }

  /// Takes the next samples.
  func append(_ samples: UnsafeBufferPointer<Float>) {
    let kept = samples.suffix(ring.count)
    var place = (count + samples.count - kept.count) % ring.count
    for sample in kept {
      ring[place] = sample
      place += 1
      if place == ring.count { place = 0 }
    }
    count += samples.count
  }

  /// The samples of `range` as far as they have come and are still remembered; valid until the next call.
  func samples(_ range: Range<Int>) -> UnsafeBufferPointer<Float> {
    let first = max(range.lowerBound, count - ring.count, 0)
    let last = min(max(range.upperBound, first), count)
    guard first < last else { return UnsafeBufferPointer(start: stretch.base, count: 0) }
    let start = first % ring.count
    let head = min(last - first, ring.count - start)
    stretch.base.update(from: ring.base + start, count: head)
    (stretch.base + head).update(from: ring.base, count: last - first - head)
    return UnsafeBufferPointer(start: stretch.base, count: last - first)
  }

  /// Forgets the stream.
  func reset() {
    count = 0
  }
}
