extension Branches {
  /// Puts the branches' steps one behind the other, every sequence packed without gaps.
  func joinSteps() {
    let sampleCount = outputs[0].sampleCount
    let stepCount = outputs.reduce(0) { $0 + $1.stepCount }
    let width = outputShape.width
    output.resize(sampleCount: sampleCount, stepCount: stepCount, width: width)
    let mask = StepMask()
    mask.resize(sampleCount: sampleCount, stepCount: stepCount)
    for sample in 0..<sampleCount {
      var first = 0
      for branch in outputs {
        let length = branch.mask.length(of: sample)
        (output.sample(sample) + first * width).update(from: branch.sample(sample), count: length * width)
        for step in 0..<length { mask[sample, first + step] = branch.mask[sample, step] }
        first += length
      }
      output.clear(sample, from: first)
      mask.setLength(first, of: sample)
    }
    output.mask = mask
  }

  /// Puts the branches' channels side by side.
  func joinChannels() {
    let sampleCount = outputs[0].sampleCount
    let stepCount = outputs.map(\.stepCount).min() ?? 0
    output.resize(sampleCount: sampleCount, stepCount: stepCount, width: outputShape.width)
    let mask = StepMask()
    mask.resize(sampleCount: sampleCount, stepCount: stepCount)
    for sample in 0..<sampleCount {
      let length = outputs.map { $0.mask.length(of: sample) }.min() ?? 0
      for step in 0..<length {
        mask[sample, step] = outputs.contains { $0.mask[sample, step] }
      }
      output.clear(sample, from: length)
      mask.setLength(length, of: sample)
      var offset = 0
      for (branch, activation) in zip(branches, outputs) {
        let channels = branch.outputShape.channels
        for row in 0..<(length * outputShape.bins) {
          (output.sample(sample) + row * outputShape.channels + offset).update(
            from: activation.sample(sample) + row * channels, count: channels)
        }
        offset += channels
      }
    }
    output.mask = mask
  }

  /// Takes branch `index`'s share out of the gradient of the joined output.
  func split(_ gradient: Activation, branch index: Int, into slice: Activation) {
    let activation = outputs[index]
    slice.resize(like: activation, width: activation.width)
    let channels = branches[index].outputShape.channels
    let offset = branches[..<index].reduce(0) { $0 + $1.outputShape.channels }
    for sample in 0..<gradient.sampleCount {
      switch join {
      case .steps:
        let first = outputs[..<index].reduce(0) { $0 + $1.mask.length(of: sample) }
        let length = activation.mask.length(of: sample)
        slice.sample(sample).update(
          from: gradient.sample(sample) + first * gradient.width, count: length * gradient.width)
        slice.clear(sample, from: length)
      case .channels:
        let length = output.mask.length(of: sample)
        for row in 0..<(length * outputShape.bins) {
          (slice.sample(sample) + row * channels).update(
            from: gradient.sample(sample) + row * outputShape.channels + offset, count: channels)
        }
        slice.clear(sample, from: length)
      }
    }
  }
}
