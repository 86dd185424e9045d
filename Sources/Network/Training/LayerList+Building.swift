extension LayerList {
  static func makeLayer(
    _ description: LayerDescription, index: Int, input: RowShape, place: LayerPlace,
    overwrites: Overwriting, budget: inout LayerBudget
  ) throws(NetworkError) -> any Layer {
    switch description {
    case .convolution(
      let filters, let kernelSteps, let kernelBins, let strideSteps, let strideBins, let padding, let bias,
      let l2):
      return Convolution(
        geometry: ConvolutionGeometry(
          input: input, kernelSteps: kernelSteps, kernelBins: kernelBins, strideSteps: strideSteps,
          strideBins: strideBins, padding: padding), filterCount: filters, hasBias: bias, l2: l2)
    case .batchNormalization(let momentum, let epsilon):
      return BatchNormalization(shape: input, momentum: momentum, epsilon: epsilon, overwrites: overwrites)
    case .activation(let kind): return ActivationFunction(kind, shape: input, overwrites: overwrites)
    case .maxPool(let steps, let bins):
      try checkWindow(description, index: index, steps: steps, bins: bins, input: input, place: place)
      return MaxPool(inputShape: input, steps: steps, bins: bins)
    case .averagePool(let steps, let bins):
      try checkWindow(description, index: index, steps: steps, bins: bins, input: input, place: place)
      return AveragePool(inputShape: input, steps: steps, bins: bins)
    case .dropout(let rate):
      return Dropout(rate: rate, shape: input, identifier: place.identifier &+ UInt64(index))
    case .flatten: return Flatten(inputShape: input)
    case .binsToSteps: return BinsToSteps(inputShape: input)
    case .lstm(let units, _, let skip, let returns, let l2):
      return LSTM(inputShape: input, unitCount: units, skip: skip, returns: returns, l2: l2)
    case .attentionPool: return AttentionPool(inputShape: input)
    case .meanPool: return MeanPool(inputShape: input)
    case .last: return LastStep(shape: input)
    case .dense(let units, let l2): return Dense(inputShape: input, unitCount: units, l2: l2)
    case .branches(let descriptions, let join):
      var branches: [LayerList] = []
      for (branch, layers) in descriptions.enumerated() {
        branches.append(
          try LayerList(
            layers, input: input, place: place.branch(branch, ofLayer: index), budget: &budget))
      }
      if let reason = Branches.obstacle(to: join, branches) {
        throw place.badShape(index, description, reason)
      }
      return Branches(branches, join: join)
    }
  }

  private static func checkWindow(
    _ description: LayerDescription, index: Int, steps: Int, bins: Int, input: RowShape, place: LayerPlace
  ) throws(NetworkError) {
    guard steps * bins <= Int(UInt16.max), bins <= input.bins else {
      throw place.badShape(index, description, "a window of \(bins) bins does not fit into \(input.bins)")
    }
  }
}
