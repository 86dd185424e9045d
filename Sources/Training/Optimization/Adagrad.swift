/// Gradient descent divided by the root of the sum of all squared gradients.
///
/// a += g²; w -= lr g / sqrt(a + ε). Keras starts a at 0.1 and adds ε = 1e-7 under the root; PyTorch starts at 0 and adds
/// 1e-10 beside it. Source: Duchi, Hazan & Singer 2011; Keras 3 `Adagrad`.
struct Adagrad: UpdateRule {
  let initialAccumulator: Float
  let epsilon: Float

  var memory: [MemoryTensor] { [MemoryTensor(name: "sum", start: initialAccumulator)] }

  func update(_ tensor: TensorUpdate, learningRate: Float) {
    let (w, g, scale) = (tensor.weights, tensor.gradient, tensor.gradientScale)
    let sum = tensor.memory[0]
    for place in 0..<tensor.count {
      let gradient = g[place] * scale
      sum[place] += gradient * gradient
      w[place] -= learningRate * gradient / (sum[place] + epsilon).squareRoot()
    }
  }
}
