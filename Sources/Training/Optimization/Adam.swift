/// Adam as Keras computes it.
///
/// m += (1 - β1) (g - m); v += (1 - β2) (g² - v); w -= lr sqrt(1 - β2ᵗ) / (1 - β1ᵗ) m / (sqrt(v) + ε). ε stands beside the
/// root of the uncorrected v (Kingma & Ba's ε̂) and is 1e-7; PyTorch corrects v first and takes 1e-8.
/// Source: Kingma & Ba 2015, end of section 2; Keras 3 `Adam`.
struct Adam: UpdateRule {
  let beta1: Float
  let beta2: Float
  let epsilon: Float
  private var correction: Float = 1

  init(beta1: Float, beta2: Float, epsilon: Float) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  var memory: [MemoryTensor] { [MemoryTensor(name: "first"), MemoryTensor(name: "second")] }

  mutating func prepare(step: Int) {
    correction = (1 - power(beta2, step)).squareRoot() / (1 - power(beta1, step))
  }

  func update(_ tensor: TensorUpdate, learningRate: Float) {
    let rate = learningRate * correction
    let (w, g, scale) = (tensor.weights, tensor.gradient, tensor.gradientScale)
    let (m, v) = (tensor.memory[0], tensor.memory[1])
    for place in 0..<tensor.count {
      let gradient = g[place] * scale
      m[place] += (1 - beta1) * (gradient - m[place])
      v[place] += (1 - beta2) * (gradient * gradient - v[place])
      w[place] -= rate * m[place] / (v[place].squareRoot() + epsilon)
    }
  }
}
