import Buffers

/// A batch of sequences on its way through a network, and which of their steps count.
///
/// Shape: samples x steps x row width. Storage grows to the largest batch seen and is then reused.
public final class Activation: @unchecked Sendable {
  /// Sequences in the batch.
  public private(set) var sampleCount = 0
  /// Steps of every sequence; shorter ones are filled up to it, see ``StepMask/length(of:)``.
  public private(set) var stepCount = 0
  /// Floats in a step.
  public private(set) var width = 0
  /// Which steps are open (speech); a layer that keeps the time axis hands its input's mask on.
  public var mask = StepMask()

  private var storage = AlignedBuffer(count: 0)

  /// Makes an empty batch.
  public init() {}

  /// Sets the shape; the contents are undefined afterwards.
  public func resize(sampleCount: Int, stepCount: Int, width: Int) {
    self.sampleCount = sampleCount
    self.stepCount = stepCount
    self.width = width
    let needed = sampleCount * stepCount * width
    if storage.count < needed { storage = AlignedBuffer(count: needed) }
  }

  /// Takes shape and mask from `other`, with rows of `width`.
  func resize(like other: Activation, width: Int) {
    resize(sampleCount: other.sampleCount, stepCount: other.stepCount, width: width)
    mask = other.mask
  }

  /// Shows the numbers of `other` in another shape of as many floats, without copying them.
  func show(_ other: Activation, stepCount: Int, width: Int) {
    precondition(stepCount * width == other.sampleStride, "a view must keep the count of floats")
    sampleCount = other.sampleCount
    self.stepCount = stepCount
    self.width = width
    storage = other.storage
  }

  /// Sets the steps of sequence `index` from `step` on to zero.
  func clear(_ index: Int, from step: Int) {
    guard step < stepCount else { return }
    (sample(index) + step * width).update(repeating: 0, count: (stepCount - step) * width)
  }

  /// First float of the whole batch.
  public var base: UnsafeMutablePointer<Float> { storage.base }

  /// Floats of one sequence.
  public var sampleStride: Int { stepCount * width }

  /// First float of sequence `index`.
  @inline(__always)
  public func sample(_ index: Int) -> UnsafeMutablePointer<Float> {
    storage.base + index * sampleStride
  }
}
