import Buffers

extension LSTM {
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
}
