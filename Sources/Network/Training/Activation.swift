import Buffers

/// A batch of sequences on its way through a network, and which of their steps count.
///
/// Shape: samples x steps x row width. Storage grows to the largest batch seen and is then reused.
public final class Activation: @unchecked Sendable {
  /// Sequences in the batch.
  public private(set) var sampleCount = 0
  /// Steps of every sequence; shorter ones end in closed steps.
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

/// For every step of a batch, 1 where it is open (speech) and 0 where it is closed.
///
/// Closed steps move neither the LSTM nor the pooling. Shape: samples x steps.
public final class StepMask: @unchecked Sendable {
  /// Sequences in the batch.
  public private(set) var sampleCount = 0
  /// Steps of every sequence.
  public private(set) var stepCount = 0
  private var flags: UnsafeMutablePointer<UInt8>
  private var capacity = 0

  /// Makes an empty mask.
  public init() {
    flags = .allocate(capacity: 1)
  }

  deinit {
    flags.deallocate()
  }

  /// Sets the shape and closes every step.
  public func resize(sampleCount: Int, stepCount: Int) {
    self.sampleCount = sampleCount
    self.stepCount = stepCount
    let needed = sampleCount * stepCount
    if capacity < needed {
      flags.deallocate()
      flags = .allocate(capacity: needed)
      capacity = needed
    }
    flags.initialize(repeating: 0, count: needed)
  }

  /// Whether step `step` of sequence `sample` is open; different steps may be set from different threads.
  @inline(__always)
  public subscript(sample: Int, step: Int) -> Bool {
    get { flags[sample * stepCount + step] != 0 }
    set { flags[sample * stepCount + step] = newValue ? 1 : 0 }
  }

  /// The mask of a layer whose output step covers `stride` input steps: open if any of them is.
  ///
  /// Pooling covers the steps from `stride * output` on; what runs causally (`lookingBack`), those up to it.
  func reduced(by stride: Int, stepCount outputCount: Int, lookingBack: Bool = false) -> StepMask {
    guard stride > 1 || outputCount != stepCount else { return self }
    let result = StepMask()
    result.resize(sampleCount: sampleCount, stepCount: outputCount)
    for sample in 0..<sampleCount {
      for step in 0..<outputCount {
        let first = step * stride - (lookingBack ? stride - 1 : 0)
        for input in max(first, 0)..<min(first + stride, stepCount) where self[sample, input] {
          result[sample, step] = true
        }
      }
    }
    return result
  }
}
