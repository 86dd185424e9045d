/// For every step of a batch, 1 where it is open (speech) and 0 where it is closed; and every sequence's length.
///
/// Closed steps move neither the LSTM nor the pooling, but they are part of the sequence: convolutions and batch
/// normalisation see them. Steps beyond a sequence's length are not: to every layer they do not exist.
/// Shape: samples x steps.
public final class StepMask: @unchecked Sendable {
  /// Sequences in the batch.
  public private(set) var sampleCount = 0
  /// Steps of every sequence.
  public private(set) var stepCount = 0
  private var flags: UnsafeMutablePointer<UInt8>
  private var lengths: UnsafeMutablePointer<Int>
  private var flagCapacity = 1
  private var lengthCapacity = 1

  /// Makes an empty mask.
  public init() {
    flags = .allocate(capacity: 1)
    lengths = .allocate(capacity: 1)
  }

  deinit {
    flags.deallocate()
    lengths.deallocate()
  }

  /// Sets the shape, closes every step, and gives every sequence all steps for its length.
  public func resize(sampleCount: Int, stepCount: Int) {
    self.sampleCount = sampleCount
    self.stepCount = stepCount
    let needed = sampleCount * stepCount
    if flagCapacity < needed {
      flags.deallocate()
      flags = .allocate(capacity: needed)
      flagCapacity = needed
    }
    if lengthCapacity < sampleCount {
      lengths.deallocate()
      lengths = .allocate(capacity: sampleCount)
      lengthCapacity = sampleCount
    }
    flags.initialize(repeating: 0, count: needed)
    lengths.initialize(repeating: stepCount, count: sampleCount)
  }

  /// Whether step `step` of sequence `sample` is open; different steps may be set from different threads.
  @inline(__always)
  public subscript(sample: Int, step: Int) -> Bool {
    get { flags[sample * stepCount + step] != 0 }
    set { flags[sample * stepCount + step] = newValue ? 1 : 0 }
  }

  /// Steps of sequence `sample` itself; what comes after only fills the batch up.
  @inline(__always)
  public func length(of sample: Int) -> Int { lengths[sample] }

  /// Ends sequence `sample` after `length` steps and closes the rest; different sequences may be ended from
  /// different threads.
  public func setLength(_ length: Int, of sample: Int) {
    precondition((0...stepCount).contains(length), "a sequence of \(stepCount) steps cannot have \(length)")
    lengths[sample] = length
    (flags + sample * stepCount + length).update(repeating: 0, count: stepCount - length)
  }

  /// Steps of all sequences together.
  var totalLength: Int { (0..<sampleCount).reduce(0) { $0 + lengths[$1] } }

  /// Last open step of sequence `sample`; nil where none is.
  func lastOpenStep(of sample: Int) -> Int? {
    (0..<stepCount).last { self[sample, $0] }
  }

  /// The mask of a layer whose output step covers `stride` input steps: open if any of them is.
  ///
  /// - Parameter offset: how far after `stride * output` the covered steps begin; negative where a layer looks
  ///   back.
  /// - Parameter outputLength: output steps of a sequence of so many input steps.
  func reduced(
    by stride: Int, offset: Int = 0, stepCount outputCount: Int, outputLength: (Int) -> Int
  ) -> StepMask {
    guard stride > 1 || outputCount != stepCount else { return self }
    let result = StepMask()
    result.resize(sampleCount: sampleCount, stepCount: outputCount)
    for sample in 0..<sampleCount {
      let length = min(outputLength(lengths[sample]), outputCount)
      result.lengths[sample] = length
      for step in 0..<length {
        let first = max(step * stride + offset, 0)
        for input in first..<max(first, min(step * stride + offset + stride, stepCount))
        where self[sample, input] {
          result[sample, step] = true
        }
      }
    }
    return result
  }

  /// The mask of a batch whose sequences were reduced to one step each: open if any of its steps was.
  func summarized() -> StepMask {
    let result = StepMask()
    result.resize(sampleCount: sampleCount, stepCount: 1)
    for sample in 0..<sampleCount { result[sample, 0] = lastOpenStep(of: sample) != nil }
    return result
  }
}
