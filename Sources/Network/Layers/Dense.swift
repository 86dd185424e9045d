import Buffers

/// Fully connected layer on each step: y = W x + b.
///
/// Shape: rows of input width to rows of unit count; weight units x width.
final class Dense: Layer, @unchecked Sendable {
  /// Outputs.
  let unitCount: Int
  /// Shape that goes in; bins and channels are seen as one row.
  let inputShape: RowShape
  /// One row of weights a unit, and one bias.
  let weight: Parameter, bias: Parameter

  private let output = Activation()
  private let inputGradient = Activation()
  private var input = Activation()

  /// Makes a layer with zero weights.
  init(inputShape: RowShape, unitCount: Int, l2: Float = 0) {
    self.inputShape = inputShape
    self.unitCount = unitCount
    weight = Parameter("weight", shape: [unitCount, inputShape.width], decays: true, l2: l2)
    bias = Parameter("bias", shape: [unitCount], decays: false)
  }

  var outputShape: RowShape { RowShape(bins: 1, channels: unitCount) }
  var parameters: [Parameter] { [weight, bias] }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    self.input = input
    output.resize(like: input, width: unitCount)
    context.workers.forEachShard(of: input.sampleCount) { _, samples in
      let rows = samples.count * input.stepCount
      let to = output.sample(samples.lowerBound)
      BLAS.multiply(
        transposing: .right, rows: rows, columns: unitCount, inner: input.width,
        input.sample(samples.lowerBound),
        stride: input.width, weight.value.base, stride: input.width, into: to,
        stride: unitCount)
      Rows.add(bias.value.base, to: to, rows: rows, width: unitCount)
    }
    return output
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    let input = self.input
    if needsInputGradient { inputGradient.resize(like: input, width: input.width) }
    context.workers.forEachShard(of: input.sampleCount) { shard, samples in
      let rows = samples.count * input.stepCount
      let upstream = gradient.sample(samples.lowerBound)
      BLAS.multiply(
        transposing: .left, rows: unitCount, columns: input.width, inner: rows, upstream, stride: unitCount,
        input.sample(samples.lowerBound), stride: input.width,
        into: weight.shardGradients[shard].base, stride: input.width, beta: 1)
      Rows.addSum(of: upstream, rows: rows, width: unitCount, to: bias.shardGradients[shard].base)
      guard needsInputGradient else { return }
      BLAS.multiply(
        rows: rows, columns: input.width, inner: unitCount, upstream, stride: unitCount,
        weight.value.base, stride: input.width, into: inputGradient.sample(samples.lowerBound),
        stride: input.width)
    }
    return needsInputGradient ? inputGradient : nil
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    DenseStream(weight: weight.value, bias: bias.value, maximumRowCount: maximumRowCount)
  }
}

/// A fully connected layer live.
final class DenseStream: LayerStream {
  let maximumOutputRowCount: Int
  private let weight: AlignedBuffer
  private let bias: AlignedBuffer
  private let output: AlignedBuffer

  init(weight: AlignedBuffer, bias: AlignedBuffer, maximumRowCount: Int) {
    self.weight = weight
    self.bias = bias
    maximumOutputRowCount = maximumRowCount
    output = AlignedBuffer(count: maximumRowCount * bias.count)
  }

  func push(_ block: RowBlock) -> RowBlock {
    let width = weight.count / bias.count
    for row in 0..<block.count {
      let to = output.base + row * bias.count
      to.update(from: bias.base, count: bias.count)
      BLAS.multiply(
        rows: bias.count, columns: width, weight.base, vector: block.rows + row * width, into: to, beta: 1)
    }
    return RowBlock(rows: output.base, count: block.count, open: block.open)
  }

  func reset() {}
}
