import Buffers

/// Takes a large constant offset out of a stream, as faulty sound cards add one. All other streams pass bit for bit.
///
/// The offset is the median of the last means of 100 ms, and their mean has to be as large, so that neither a breath into
/// the microphone nor a low tone counts as one. What is taken away changes over 100 ms, without a click. The result does
/// not depend on the blocks.
/// - Thread: one at a time. Allocates: nothing after init.
struct OffsetRemover: ~Copyable {
  /// From here on an offset is removed: more than any recording the shipped model has learnt from has (0.053, SAVEE).
  static let leastRemoved: Float = 0.06
  /// Below this it is left alone again.
  private static let leastKept: Float = 0.05
  /// How far it may wander before what is taken away follows.
  private static let slack: Float = 0.005
  private static let meanCount = 10
  private static let leastMeanCount = 3

  private let chunkCount: Int
  private let output: AlignedBuffer
  // The 100 ms under way.
  private var count = 0
  private var sum = 0.0
  /// Offset taken away at the beginning and at the end of them; 0 is none.
  private var first: Float = 0
  private var last: Float = 0
  /// Means of the last chunks, the oldest overwritten first, and room to sort them.
  private let means = AlignedBuffer(count: meanCount)
  private let sorted = AlignedBuffer(count: meanCount)
  private var chunkIndex = 0

  /// Prepares for a stream at `sampleRate`.
  init(sampleRate: Int) {
    chunkCount = max(1, sampleRate / 10)
    output = AlignedBuffer(count: chunkCount)
  }

  /// Hands on `block` without its offset, in one or more parts.
  mutating func take<Failure: Error>(
    _ block: UnsafeBufferPointer<Float>, _ next: (UnsafeBufferPointer<Float>) throws(Failure) -> Void
  ) throws(Failure) {
    var rest = block
    while !rest.isEmpty {
      let part = UnsafeBufferPointer(rebasing: rest.prefix(chunkCount - count))
      for sample in part { sum += Double(sample) }
      if first == 0, last == 0 {
        try next(part)
      } else {
        let (target, slope) = (output.base, (last - first) / Float(chunkCount))
        for index in 0..<part.count {
          target[index] = part[index] - (first + slope * Float(count + index + 1))
        }
        try next(UnsafeBufferPointer(start: target, count: part.count))
      }
      count += part.count
      rest = UnsafeBufferPointer(rebasing: rest.dropFirst(part.count))
      if count == chunkCount { endChunk() }
    }
  }

  private mutating func endChunk() {
    let mean = Float(sum / Double(chunkCount))
    (count, sum, first) = (0, 0, last)
    guard mean.isFinite else { return }
    means.base[chunkIndex % Self.meanCount] = mean
    chunkIndex += 1
    guard chunkIndex >= Self.leastMeanCount else { return }
    let count = min(chunkIndex, Self.meanCount)
    let offset = median(of: count)
    if last == 0 {
      var total: Float = 0
      for index in 0..<count { total += means.base[index] }
      if min(abs(offset), abs(total) / Float(count)) > Self.leastRemoved { last = offset }
    } else if abs(offset) < Self.leastKept {
      last = 0
    } else if abs(offset - last) > Self.slack {
      last = offset
    }
  }

  private func median(of meanCount: Int) -> Float {
    let (means, sorted) = (means.base, sorted.base)
    for index in 0..<meanCount {
      var place = index
      while place > 0, sorted[place - 1] > means[index] {
        sorted[place] = sorted[place - 1]
        place -= 1
      }
      sorted[place] = means[index]
    }
    return (sorted[(meanCount - 1) / 2] + sorted[meanCount / 2]) / 2
  }

  /// Forgets the stream.
  mutating func reset() {
    (count, sum, first, last, chunkIndex) = (0, 0, 0, 0, 0)
  }
}

/// A constant offset in recordings.
public enum ConstantOffset {
  /// `samples` as a recogniser hears them: without a large constant offset, and as they are where there is none.
  public static func removed(from samples: [Float], sampleRate: Int) -> [Float] {
    var remover = OffsetRemover(sampleRate: sampleRate)
    var result: [Float] = []
    result.reserveCapacity(samples.count)
    samples.withUnsafeBufferPointer { samples in
      remover.take(samples) { (part) throws(Never) in result.append(contentsOf: part) }
    }
    return result
  }
}
