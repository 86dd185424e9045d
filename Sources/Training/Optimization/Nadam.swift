/// Adam with Nesterov momentum.
///
/// With μₜ = β1 (1 - 0.96ᵗ / 2) and Πₜ = μ1 … μₜ: m̂ = μₜ₊₁ m / (1 - Πₜ₊₁) + (1 - μₜ) g / (1 - Πₜ); w -= lr m̂ / (sqrt(v̂) + ε).
/// PyTorch's exponent is 0.004 t, so that its momentum rises far more slowly, and its ε is 1e-8 instead of 1e-7. Source: Dozat 2016; Keras 3 `Nadam`.
struct Nadam: UpdateRule {
  let beta1: Float
  let beta2: Float
  let epsilon: Float
  private var momentum: Float = 0
  private var nextMomentum: Float = 0
  private var correction2: Float = 1
  /// Product of the momenta up to step `productStep`.
  private var product: Float = 1
  private var productStep = 0

  init(beta1: Float, beta2: Float, epsilon: Float) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  var memory: [MemoryTensor] { [MemoryTensor(name: "first"), MemoryTensor(name: "second")] }

  mutating func prepare(step: Int) {
    // A restored training starts in the middle: the product is made again from its first factor.
    if step != productStep + 1 {
      product = 1
      productStep = 0
    }
    while productStep < step {
      productStep += 1
      product *= momentum(at: productStep)
    }
    momentum = momentum(at: step)
    nextMomentum = momentum(at: step + 1)
    correction2 = 1 - power(beta2, step)
  }

  private func momentum(at step: Int) -> Float { beta1 * (1 - 0.5 * power(0.96, step)) }

  func update(_ tensor: TensorUpdate, learningRate: Float) {
    let (w, g, scale) = (tensor.weights, tensor.gradient, tensor.gradientScale)
    let (m, v) = (tensor.memory[0], tensor.memory[1])
    let ahead = nextMomentum / (1 - product * nextMomentum)
    let now = (1 - momentum) / (1 - product)
    for place in 0..<tensor.count {
      let gradient = g[place] * scale
      m[place] += (1 - beta1) * (gradient - m[place])
      v[place] += (1 - beta2) * (gradient * gradient - v[place])
      let mean = ahead * m[place] + now * gradient
      w[place] -= learningRate * mean / ((v[place] / correction2).squareRoot() + epsilon)
    }
  }
}
