import Buffers

/// Long short-term memory whose state stands still on closed steps.
///
/// Gate order i, f, g, o: i = σ(a_i), f = σ(a_f), g = tanh(a_g), o = σ(a_o), c' = f c + i g, h' = o tanh(c'),
/// with a = W_ih x + W_hh h + b. With `skip` the input is appended to the output: [h', x].
/// Returning the last state alone, it gives one step: that after the last open one.
/// Shape: steps x width to steps (or 1) x units (+ width); W_ih 4 units x width, W_hh 4 units x units.
/// Source: Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000.
final class LSTM: Layer, @unchecked Sendable {
  /// Cells.
  let unitCount: Int
  /// Shape that goes in; bins and channels are seen as one row.
  let inputShape: RowShape
  /// Whether the input is appended to the output.
  let skip: Bool
  /// Whether every state comes out, or the last one alone.
  let returns: SequenceOutput
  /// W_ih, W_hh and b.
  let inputWeight: Parameter, recurrentWeight: Parameter, bias: Parameter

  private let output = Activation()
  private let inputGradient = Activation()
  private var input = Activation()
  /// i, f, g, o of every step; the backward pass puts their gradients in the same place.
  private let gates = Activation()
  private let cells = Activation()
  private let hidden = Activation()
  private var carry: [AlignedBuffer] = []

  /// Makes a layer with zero weights.
  init(
    inputShape: RowShape, unitCount: Int, skip: Bool, returns: SequenceOutput = .sequence, l2: Float = 0
  ) {
    self.inputShape = inputShape
    self.unitCount = unitCount
    self.skip = skip
    self.returns = returns
    inputWeight = Parameter("inputWeight", shape: [4 * unitCount, inputShape.width], decays: true, l2: l2)
    recurrentWeight = Parameter("recurrentWeight", shape: [4 * unitCount, unitCount], decays: true)
    bias = Parameter("bias", shape: [4 * unitCount], decays: false)
  }

  var outputShape: RowShape {
    RowShape(bins: 1, channels: unitCount + (skip ? inputShape.width : 0))
  }
  var summarizesTime: Bool { returns == .last }
  var looksBack: Bool { true }
  var parameters: [Parameter] { [inputWeight, recurrentWeight, bias] }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    self.input = input
    let steps = input.stepCount
    switch returns {
    case .sequence: output.resize(like: input, width: outputShape.width)
    case .last:
      output.resize(sampleCount: input.sampleCount, stepCount: 1, width: outputShape.width)
      output.mask = input.mask.summarized()
    }
    gates.resize(like: input, width: 4 * unitCount)
    cells.resize(like: input, width: unitCount)
    hidden.resize(like: input, width: unitCount)
    context.workers.forEachShard(of: input.sampleCount) { _, samples in
      guard !samples.isEmpty else { return }
      let first = samples.lowerBound
      BLAS.multiply(
        transposing: .right, rows: samples.count * steps, columns: 4 * unitCount, inner: input.width,
        input.sample(first),
        stride: input.width, inputWeight.value.base, stride: input.width,
        into: gates.sample(first), stride: 4 * unitCount)
      Rows.add(bias.value.base, to: gates.sample(first), rows: samples.count * steps, width: 4 * unitCount)
      for step in 0..<steps {
        if step > 0 {
          BLAS.multiply(
            transposing: .right, rows: samples.count, columns: 4 * unitCount, inner: unitCount,
            hidden.sample(first) + (step - 1) * unitCount, stride: hidden.sampleStride,
            recurrentWeight.value.base, stride: unitCount,
            into: gates.sample(first) + step * 4 * unitCount, stride: gates.sampleStride, beta: 1)
        }
        for sample in samples { advance(sample, step) }
      }
      for sample in samples { emit(sample) }
    }
    return output
  }

  /// One step of one sequence, its gates' sums being there.
  private func advance(_ sample: Int, _ step: Int) {
    let cell = cells.sample(sample) + step * unitCount
    let state = hidden.sample(sample) + step * unitCount
    if step > 0 {
      cell.update(from: cell - unitCount, count: unitCount)
      state.update(from: state - unitCount, count: unitCount)
    } else {
      cell.update(repeating: 0, count: unitCount)
      state.update(repeating: 0, count: unitCount)
    }
    if input.mask[sample, step] {
      LSTMCell.advance(
        gates: gates.sample(sample) + step * 4 * unitCount, cell: cell, hidden: state, unitCount: unitCount)
    }
  }

  /// Input step whose state stands in step `step` of the output, as far as the appended input goes.
  private func source(of step: Int, _ sample: Int) -> Int? {
    returns == .sequence ? step : input.mask.lastOpenStep(of: sample)
  }

  /// Writes the output of one sequence, its states being there.
  private func emit(_ sample: Int) {
    for step in 0..<output.stepCount {
      let to = output.sample(sample) + step * output.width
      guard let source = source(of: step, sample) else {
        to.update(repeating: 0, count: output.width)
        continue
      }
      to.update(from: hidden.sample(sample) + source * unitCount, count: unitCount)
      if skip {
        (to + unitCount).update(from: input.sample(sample) + source * input.width, count: input.width)
      }
    }
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    let input = self.input
    if needsInputGradient { inputGradient.resize(like: input, width: input.width) }
    // Per sample: gradient of the cell state, and of the hidden state, that comes from the steps after.
    let needed = 2 * unitCount * (input.sampleCount / Shards.count + 1)
    if (carry.first?.count ?? 0) < needed {
      carry = (0..<Shards.count).map { _ in AlignedBuffer(count: needed) }
    }
    context.workers.forEachShard(of: input.sampleCount) { shard, samples in
      guard !samples.isEmpty else { return }
      let cellCarry = carry[shard].base
      let hiddenCarry = cellCarry + samples.count * unitCount
      cellCarry.update(repeating: 0, count: 2 * samples.count * unitCount)
      for step in stride(from: input.stepCount - 1, through: 0, by: -1) {
        for (slot, sample) in samples.enumerated() {
          retreat(
            sample, step, upstream: upstream(gradient, sample, step),
            cellCarry: cellCarry + slot * unitCount, hiddenCarry: hiddenCarry + slot * unitCount)
        }
        // Gates of closed steps have no gradient, and their hidden carry passes through unchanged (beta 1).
        BLAS.multiply(
          rows: samples.count, columns: unitCount, inner: 4 * unitCount,
          gates.sample(samples.lowerBound) + step * 4 * unitCount, stride: gates.sampleStride,
          recurrentWeight.value.base, stride: unitCount, into: hiddenCarry, stride: unitCount, beta: 1)
      }
      accumulate(shard, samples, upstream: gradient, needsInputGradient: needsInputGradient)
    }
    return needsInputGradient ? inputGradient : nil
  }

  /// Gradient that step `step` of the output gets; nil where it gives none. The state stands still after the last
  /// open step, so that what comes out is the state of the very last one.
  private func upstream(_ gradient: Activation, _ sample: Int, _ step: Int) -> UnsafePointer<Float>? {
    switch returns {
    case .sequence: UnsafePointer(gradient.sample(sample) + step * gradient.width)
    case .last: step == input.stepCount - 1 ? UnsafePointer(gradient.sample(sample)) : nil
    }
  }

  /// Turns the gates of one step into their gradients; the hidden carry of an open step is used up.
  private func retreat(
    _ sample: Int, _ step: Int, upstream: UnsafePointer<Float>?, cellCarry: UnsafeMutablePointer<Float>,
    hiddenCarry: UnsafeMutablePointer<Float>
  ) {
    if let upstream {
      for unit in 0..<unitCount { hiddenCarry[unit] += upstream[unit] }
    }
    let gate = gates.sample(sample) + step * 4 * unitCount
    guard input.mask[sample, step] else {
      gate.update(repeating: 0, count: 4 * unitCount)
      return
    }
    let cell = cells.sample(sample) + step * unitCount
    LSTMCell.retreat(
      gates: gate, cell: cell, previousCell: step > 0 ? cell - unitCount : nil, cellCarry: cellCarry,
      hiddenCarry: hiddenCarry, unitCount: unitCount)
  }

  /// Gradients of the weights and of the input, once all gates have theirs.
  private func accumulate(
    _ shard: Int, _ samples: Range<Int>, upstream: Activation, needsInputGradient: Bool
  ) {
    let first = samples.lowerBound
    let rows = samples.count * input.stepCount
    BLAS.multiply(
      transposing: .left, rows: 4 * unitCount, columns: input.width, inner: rows, gates.sample(first),
      stride: 4 * unitCount, input.sample(first), stride: input.width,
      into: inputWeight.shardGradients[shard].base, stride: input.width, beta: 1)
    Rows.addSum(
      of: gates.sample(first), rows: rows, width: 4 * unitCount, to: bias.shardGradients[shard].base)
    if input.stepCount > 1 {
      for sample in samples {
        BLAS.multiply(
          transposing: .left, rows: 4 * unitCount, columns: unitCount, inner: input.stepCount - 1,
          gates.sample(sample) + 4 * unitCount, stride: 4 * unitCount,
          hidden.sample(sample), stride: unitCount, into: recurrentWeight.shardGradients[shard].base,
          stride: unitCount, beta: 1)
      }
    }
    guard needsInputGradient else { return }
    BLAS.multiply(
      rows: rows, columns: input.width, inner: 4 * unitCount, gates.sample(first), stride: 4 * unitCount,
      inputWeight.value.base, stride: input.width, into: inputGradient.sample(first), stride: input.width)
    guard skip else { return }
    for sample in samples {
      for step in 0..<upstream.stepCount {
        guard let source = source(of: step, sample) else { continue }
        let to = inputGradient.sample(sample) + source * input.width
        let from = upstream.sample(sample) + step * upstream.width + unitCount
        for index in 0..<input.width { to[index] += from[index] }
      }
    }
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    LSTMStream(self, maximumRowCount: maximumRowCount)
  }
}
