/// A fixed block of `Float` storage on a 64-byte boundary, zero at the start.
///
/// The count never changes, so the base address may be kept for as long as the buffer lives.
/// It is a class because several owners share one block (weights, activations); whoever writes
/// sees to it that nobody else does at the same time.
public final class AlignedBuffer: @unchecked Sendable {
  /// Number of elements.
  public let count: Int
  /// First element; valid while this object lives.
  public let base: UnsafeMutablePointer<Float>

  /// Allocates `count` zeros.
  ///
  /// - Parameter count: number of elements, at least 0.
  public init(count: Int) {
    precondition(count >= 0, "a buffer cannot have \(count) elements")
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    base.initialize(repeating: 0, count: max(count, 1))
  }

  /// Allocates a copy of `elements`.
  public convenience init(_ elements: some Collection<Float>) {
    self.init(count: elements.count)
    var index = 0
    for element in elements {
      base[index] = element
      index += 1
    }
  }

  deinit {
    base.deallocate()
  }

  /// The elements as an array; unlike ``elements`` it may be taken of a buffer that nobody keeps.
  public func copied() -> [Float] {
    let copy = Array(UnsafeBufferPointer(start: base, count: count))
    withExtendedLifetime(self) {}
    return copy
  }

  /// The whole block; the buffer must be kept for as long as the block is used.
  public var elements: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }

  /// Element at `index`; not range-checked in release builds.
  public subscript(index: Int) -> Float {
    get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    set {
      assert(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  /// Sets every element to zero.
  public func clear() {
    base.update(repeating: 0, count: count)
  }
}
