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
  let inputGradient = Activation()
  private(set) var input = Activation()
  /// i, f, g, o of every step; the backward pass puts their gradients in the same place.
  let gates = Activation()
  let cells = Activation()
  let hidden = Activation()
  /// For each shard, the gradients that go back from step to step.
  var carry: [AlignedBuffer] = []

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
  func source(of step: Int, _ sample: Int) -> Int? {
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

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    LSTMStream(self, maximumRowCount: maximumRowCount)
  }
}
