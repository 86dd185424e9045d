import Network

extension NetworkDescription {
  /// Output steps of a sequence of `inputStepCount` steps; 0 where it is too short for the network.
  public func outputStepCount(forInputStepCount inputStepCount: Int) -> Int {
    Self.pass(layers, StepPass(stepCount: inputStepCount, bins: input.bins)).stepCount
  }

  /// Fewest input steps that give an output step.
  public var minimumStepCount: Int {
    var count = 1
    while outputStepCount(forInputStepCount: count) == 0, count < 1 << 20 { count *= 2 }
    var lower = count / 2
    while lower + 1 < count {
      let middle = (lower + count) / 2
      if outputStepCount(forInputStepCount: middle) == 0 { lower = middle } else { count = middle }
    }
    return count
  }

  private struct StepPass {
    var stepCount: Int
    var bins: Int
  }

  private static func pass(_ layers: [LayerDescription], _ input: StepPass) -> StepPass {
    layers.reduce(input) { state, layer in
      switch layer {
      case .convolution(
        _, let kernelSteps, let kernelBins, let strideSteps, let strideBins, let padding, _, _):
        func size(_ size: Int, kernel: Int, stride: Int) -> Int {
          let spare = size - (padding == .valid ? kernel : 1)
          return size == 0 || spare < 0 ? 0 : spare / stride + 1
        }
        return StepPass(
          stepCount: size(state.stepCount, kernel: kernelSteps, stride: strideSteps),
          bins: size(state.bins, kernel: kernelBins, stride: strideBins))
      case .maxPool(let steps, let bins), .averagePool(let steps, let bins):
        return StepPass(stepCount: state.stepCount / steps, bins: state.bins / bins)
      case .flatten, .dense, .attentionPool, .meanPool:
        return StepPass(stepCount: state.stepCount, bins: 1)
      case .binsToSteps: return StepPass(stepCount: state.stepCount * state.bins, bins: 1)
      case .lstm(_, _, _, let returns, _):
        let count = returns == .last ? min(1, state.stepCount) : state.stepCount
        return StepPass(stepCount: count, bins: 1)
      case .last:
        return StepPass(stepCount: min(1, state.stepCount), bins: state.bins)
      case .branches(let branches, let join):
        let parts = branches.map { pass($0, state) }
        let counts = parts.map(\.stepCount)
        return StepPass(
          stepCount: join == .steps ? counts.reduce(0, +) : counts.min() ?? 0,
          bins: parts.first?.bins ?? state.bins)
      case .batchNormalization, .activation, .dropout: return state
      }
    }
  }
}
