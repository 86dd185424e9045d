/// Gradient descent divided by the root of the mean square of recent gradients.
///
/// v = ρ v + (1 - ρ) g²; step = lr g / sqrt(v + ε), with v - mean(g)² for v where centred. Keras takes ρ 0.9 and adds
/// ε = 1e-7 under the root; PyTorch takes 0.99 and adds 1e-8 beside the root.
/// Source: Tieleman & Hinton 2012, lecture 6.5; Keras 3 `RMSprop`.
struct RMSprop: UpdateRule {
  let rho: Float
  let momentum: Float
  let epsilon: Float
  let isCentered: Bool

  var memory: [MemoryTensor] {
    [MemoryTensor(name: "square")] + (isCentered ? [MemoryTensor(name: "mean")] : [])
      + (momentum > 0 ? [MemoryTensor(name: "velocity")] : [])
  }

  func update(_ tensor: TensorUpdate, learningRate: Float) {
    let (w, g, scale) = (tensor.weights, tensor.gradient, tensor.gradientScale)
    let square = tensor.memory[0]
    let mean = isCentered ? tensor.memory[1] : nil
    let velocity = momentum > 0 ? tensor.memory[tensor.memory.count - 1] : nil
    for place in 0..<tensor.count {
      let gradient = g[place] * scale
      square[place] = rho * square[place] + (1 - rho) * gradient * gradient
      var variance = square[place]
      if let mean {
        mean[place] = rho * mean[place] + (1 - rho) * gradient
        // Rounding may leave a little less than nothing.
        variance = max(0, variance - mean[place] * mean[place])
      }
      var step = learningRate * gradient / (variance + epsilon).squareRoot()
      if let velocity {
        velocity[place] = momentum * velocity[place] + step
        step = velocity[place]
      }
      w[place] -= step
    }
  }
}
