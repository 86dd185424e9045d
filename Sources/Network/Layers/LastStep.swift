import Buffers

/// The last open step of a sequence alone; zeros where no step is open.
///
/// Live, every step gives the last open one so far. Shape: steps x width to 1 x width.
final class LastStep: Layer, @unchecked Sendable {
  let outputShape: RowShape
  private let output = Activation()
  private let inputGradient = Activation()
  private var inputStepCount = 0
  private var chosen: [Int?] = []

  /// Chooses among rows of `shape`.
  init(shape: RowShape) {
    outputShape = shape
  }

  var summarizesTime: Bool { true }
  var looksBack: Bool { true }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    inputStepCount = input.stepCount
    output.resize(sampleCount: input.sampleCount, stepCount: 1, width: input.width)
    output.mask = input.mask.summarized()
    chosen = (0..<input.sampleCount).map { input.mask.lastOpenStep(of: $0) }
    for (sample, step) in chosen.enumerated() {
      if let step {
        output.sample(sample).update(from: input.sample(sample) + step * input.width, count: input.width)
      } else {
        output.clear(sample, from: 0)
      }
    }
    return output
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    guard needsInputGradient else { return nil }
    let width = gradient.width
    inputGradient.resize(sampleCount: gradient.sampleCount, stepCount: inputStepCount, width: width)
    for (sample, step) in chosen.enumerated() {
      inputGradient.clear(sample, from: 0)
      guard let step else { continue }
      (inputGradient.sample(sample) + step * width).update(from: gradient.sample(sample), count: width)
    }
    return inputGradient
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    LastStepStream(width: outputShape.width, maximumRowCount: maximumRowCount)
  }
}

/// Holds the last open step live.
final class LastStepStream: LayerStream {
  let maximumOutputRowCount: Int
  private let width: Int
  private let held: AlignedBuffer
  private let output: AlignedBuffer

  init(width: Int, maximumRowCount: Int) {
    self.width = width
    maximumOutputRowCount = maximumRowCount
    held = AlignedBuffer(count: width)
    output = AlignedBuffer(count: maximumRowCount * width)
  }

  func push(_ block: RowBlock) -> RowBlock {
    for row in 0..<block.count {
      if block.open[row] != 0 { held.base.update(from: block.rows + row * width, count: width) }
      (output.base + row * width).update(from: held.base, count: width)
    }
    return RowBlock(rows: output.base, count: block.count, open: block.open)
  }

  func reset() {
    held.clear()
  }
}
