/// Adam with the largest recent gradient in the place of the mean square.
///
/// m += (1 - β1) (g - m); u = max(β2 u, |g|); w -= lr / (1 - β1ᵗ) m / (u + ε). Keras adds ε when it divides, PyTorch inside
/// the maximum. Source: Kingma & Ba 2015, algorithm 2; Keras 3 `Adamax`.
struct Adamax: UpdateRule {
  let beta1: Float
  let beta2: Float
  let epsilon: Float
  private var correction: Float = 1

  init(beta1: Float, beta2: Float, epsilon: Float) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  var memory: [MemoryTensor] { [MemoryTensor(name: "first"), MemoryTensor(name: "largest")] }

  mutating func prepare(step: Int) {
    correction = 1 - power(beta1, step)
  }

  func update(_ tensor: TensorUpdate, learningRate: Float) {
    let (w, g, scale) = (tensor.weights, tensor.gradient, tensor.gradientScale)
    let (m, u) = (tensor.memory[0], tensor.memory[1])
    for place in 0..<tensor.count {
      let gradient = g[place] * scale
      m[place] += (1 - beta1) * (gradient - m[place])
      u[place] = max(beta2 * u[place], gradient.magnitude)
      w[place] -= learningRate * m[place] / (correction * (u[place] + epsilon))
    }
  }
}
