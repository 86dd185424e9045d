import Buffers
import Glibc

extension LayerList {
  /// Draws the initial weights; an LSTM's forget gates get their extra bias, attention starts at the plain mean.
  ///
  /// PyTorch's way: uniform within 1 / sqrt(fan in) for kernels and biases, within 1 / sqrt(units) for LSTMs.
  /// Keras's way: uniform within sqrt(6 / (fan in + fan out)), orthogonal recurrent kernels, biases 0.
  /// Source: LeCun et al. 1998; Glorot & Bengio 2010; Saxe, McClelland & Ganguli 2014; forget bias:
  /// Jozefowicz, Zaremba & Sutskever 2015.
  ///
  /// - Note: Draw k of seed s + 1 is draw k + 1 of seed s, layer by layer, as SplitMix64 steps by the factor of the seed. The
  ///   shipped weights and their figures come of it; decision 0015 tells what it means and when to change it.
  func initialize(seed: UInt64, as method: Initialization) {
    for (index, layer) in layers.enumerated() {
      let layerSeed = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index) &* 0xBF58_476D_1CE4_E5B9
      var random = SplitMix64(seed: layerSeed)
      switch layer {
      case let branches as Branches:
        for branch in branches.branches { branch.initialize(seed: random.next(), as: method) }
      case let convolution as Convolution:
        let positions = convolution.geometry.kernelSteps * convolution.geometry.kernelBins
        random.fill(
          kernel: convolution.weight, bias: convolution.bias, as: method,
          fanIn: convolution.geometry.patchWidth, fanOut: positions * convolution.filterCount)
      case let dense as Dense:
        random.fill(
          kernel: dense.weight, bias: dense.bias, as: method, fanIn: dense.inputShape.width,
          fanOut: dense.unitCount)
      case let lstm as LSTM:
        switch method {
        case .pytorch:
          for parameter in lstm.parameters {
            random.fill(parameter, within: 1 / Float(lstm.unitCount).squareRoot())
          }
        case .keras:
          random.fill(
            kernel: lstm.inputWeight, bias: nil, as: .keras, fanIn: lstm.inputShape.width,
            fanOut: 4 * lstm.unitCount)
          random.fillOrthogonally(lstm.recurrentWeight)
        }
        if case .lstm(_, let forgetBias, _, _, _) = descriptions[index] {
          for unit in lstm.unitCount..<(2 * lstm.unitCount) { lstm.bias.value[unit] += forgetBias }
        }
      default: break
      }
    }
  }
}

extension SplitMix64 {
  fileprivate mutating func fill(_ parameter: Parameter, within bound: Float) {
    for place in 0..<parameter.count { parameter.value[place] = (2 * uniform() - 1) * bound }
  }

  fileprivate mutating func fill(
    kernel: Parameter, bias: Parameter?, as method: Initialization, fanIn: Int, fanOut: Int
  ) {
    switch method {
    case .pytorch:
      let bound = 1 / Float(fanIn).squareRoot()
      fill(kernel, within: bound)
      if let bias { fill(bias, within: bound) }
    case .keras:
      fill(kernel, within: (6 / Float(fanIn + fanOut)).squareRoot())
    }
  }

  /// Fills a matrix with at least as many rows as columns so that its columns are orthonormal.
  fileprivate mutating func fillOrthogonally(_ parameter: Parameter) {
    let rowCount = parameter.shape[0], columnCount = parameter.shape[1]
    var columns: [[Double]] = []
    while columns.count < columnCount {
      var column = (0..<rowCount).map { _ in normal() }
      // Twice, because the first round leaves rounding errors.
      for _ in 0..<2 {
        for other in columns {
          var along = 0.0
          for row in 0..<rowCount { along += column[row] * other[row] }
          for row in 0..<rowCount { column[row] -= along * other[row] }
        }
      }
      let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 1e-9 else { continue }
      for row in 0..<rowCount { column[row] /= length }
      columns.append(column)
    }
    for (index, column) in columns.enumerated() {
      for row in 0..<rowCount { parameter.value[row * columnCount + index] = Float(column[row]) }
    }
  }

  /// Normally distributed with deviation 1. Source: Box & Muller 1958.
  private mutating func normal() -> Double {
    let radius = (-2 * log(1 - Double(next() >> 11) * 0x1p-53)).squareRoot()
    return radius * cos(2 * Double.pi * Double(next() >> 11) * 0x1p-53)
  }
}
