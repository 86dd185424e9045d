import Buffers

/// Running mean over the open steps of a sequence.
///
/// Every output step holds the mean of the open steps so far; a closed step repeats the last output, and before
/// the first open step it is zero. The last step thus holds the mean of the whole sequence.
/// Shape: steps x width to steps x width.
final class MeanPool: Layer, @unchecked Sendable {
  let outputShape: RowShape
  private let output = Activation()
  private let inputGradient = Activation()
  private var mask = StepMask()

  /// Pools rows of `inputShape`, seen as one position.
  init(inputShape: RowShape) {
    outputShape = inputShape.flattened
  }

  var looksBack: Bool { true }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    mask = input.mask
    let width = input.width
    output.resize(like: input, width: width)
    context.workers.forEachShard(of: input.sampleCount) { _, samples in
      for sample in samples {
        var openCount = 0
        for step in 0..<input.stepCount {
          let to = output.sample(sample) + step * width
          if step == 0 {
            to.update(repeating: 0, count: width)
          } else {
            to.update(from: to - width, count: width)
          }
          guard mask[sample, step] else { continue }
          openCount += 1
          Self.move(to, towards: input.sample(sample) + step * width, openCount: openCount, width: width)
        }
      }
    }
    return output
  }

  /// Takes open step number `openCount`, counted from 1, into the mean.
  @inline(__always)
  static func move(
    _ mean: UnsafeMutablePointer<Float>, towards row: UnsafePointer<Float>, openCount: Int, width: Int
  ) {
    let share = 1 / Float(openCount)
    for index in 0..<width { mean[index] += share * (row[index] - mean[index]) }
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    guard needsInputGradient else { return nil }
    let width = gradient.width
    inputGradient.resize(like: gradient, width: width)
    context.workers.forEachShard(of: gradient.sampleCount) { _, samples in
      // Gradient of the sum of the open steps, gathered from the end.
      let gathered = AlignedBuffer(count: width)
      defer { withExtendedLifetime(gathered) {} }
      let sum = gathered.base
      for sample in samples {
        sum.update(repeating: 0, count: width)
        var openCount = (0..<gradient.stepCount).reduce(0) { $0 + (mask[sample, $1] ? 1 : 0) }
        for step in stride(from: gradient.stepCount - 1, through: 0, by: -1) {
          let target = inputGradient.sample(sample) + step * width
          if openCount > 0 {
            let share = 1 / Float(openCount)
            let upstream = gradient.sample(sample) + step * width
            for index in 0..<width { sum[index] += share * upstream[index] }
          }
          if mask[sample, step] {
            target.update(from: sum, count: width)
            openCount -= 1
          } else {
            target.update(repeating: 0, count: width)
          }
        }
      }
    }
    return inputGradient
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    MeanStream(width: outputShape.width, maximumRowCount: maximumRowCount)
  }
}

/// Mean pooling live.
final class MeanStream: LayerStream {
  let maximumOutputRowCount: Int
  private let width: Int
  private let mean: AlignedBuffer
  private let output: AlignedBuffer
  private var openCount = 0

  init(width: Int, maximumRowCount: Int) {
    self.width = width
    maximumOutputRowCount = maximumRowCount
    mean = AlignedBuffer(count: width)
    output = AlignedBuffer(count: maximumRowCount * width)
  }

  func push(_ block: RowBlock) -> RowBlock {
    for row in 0..<block.count {
      if block.open[row] != 0 {
        openCount += 1
        MeanPool.move(mean.base, towards: block.rows + row * width, openCount: openCount, width: width)
      }
      (output.base + row * width).update(from: mean.base, count: width)
    }
    return RowBlock(rows: output.base, count: block.count, open: block.open)
  }

  func reset() {
    mean.clear()
    openCount = 0
  }
}
