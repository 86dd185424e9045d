/// Gradient descent with momentum.
///
/// v = μ v - lr g; w += v, or with Nesterov momentum w += μ v - lr g. The learning rate is part of the velocity, as in Keras;
/// PyTorch multiplies by it afterwards, which differs once the rate changes.
/// Source: Sutskever et al. 2013; Keras 3 `SGD`.
struct SGD: UpdateRule {
  let momentum: Float
  let isNesterov: Bool

  var memory: [MemoryTensor] { momentum > 0 ? [MemoryTensor(name: "velocity")] : [] }

  func update(_ tensor: TensorUpdate, learningRate: Float) {
    let (w, g, scale) = (tensor.weights, tensor.gradient, tensor.gradientScale)
    guard let v = tensor.memory.first else {
      for place in 0..<tensor.count { w[place] -= learningRate * (g[place] * scale) }
      return
    }
    for place in 0..<tensor.count {
      let change = learningRate * (g[place] * scale)
      v[place] = momentum * v[place] - change
      w[place] += isNesterov ? momentum * v[place] - change : v[place]
    }
  }
}
