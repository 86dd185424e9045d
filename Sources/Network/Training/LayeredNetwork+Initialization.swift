extension LayeredNetwork {
  /// Draws the initial weights: uniform within 1 / sqrt(fan in) for kernels and biases, within 1 / sqrt(units) for
  /// LSTMs, whose forget gates get their extra bias; attention starts at the plain mean.
  ///
  /// Source: LeCun et al. 1998 (bounds); Jozefowicz, Zaremba & Sutskever 2015 (forget bias).
  func initialize(seed: UInt64) {
    for (index, layer) in layers.enumerated() {
      var random = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index) &* 0xBF58_476D_1CE4_E5B9)
      func fill(_ parameter: Parameter, within bound: Float) {
        for place in 0..<parameter.count { parameter.value[place] = (2 * random.uniform() - 1) * bound }
      }
      switch layer {
      case let convolution as Convolution:
        let bound = 1 / Float(convolution.geometry.patchWidth).squareRoot()
        for parameter in convolution.parameters { fill(parameter, within: bound) }
      case let dense as Dense:
        let bound = 1 / Float(dense.inputShape.width).squareRoot()
        for parameter in dense.parameters { fill(parameter, within: bound) }
      case let lstm as LSTM:
        let bound = 1 / Float(lstm.unitCount).squareRoot()
        for parameter in lstm.parameters { fill(parameter, within: bound) }
        if case .lstm(_, let forgetBias, _) = description.layers[index] {
          for unit in lstm.unitCount..<(2 * lstm.unitCount) { lstm.bias.value[unit] += forgetBias }
        }
      default: break
      }
    }
  }
}
