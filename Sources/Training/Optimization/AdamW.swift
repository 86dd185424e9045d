/// Adam with decoupled weight decay.
///
/// m = β1 m + (1 - β1) g; v = β2 v + (1 - β2) g²; w -= lr (m̂ / (sqrt(v̂) + ε) + λ w), with m̂ and v̂ corrected for their
/// start at zero and λ for kernels only. ε stands beside the corrected root, as in PyTorch; Keras's ``Adam`` puts it
/// beside the uncorrected one. Source: Loshchilov & Hutter 2019, algorithm 2.
struct AdamW: UpdateRule {
  let beta1: Float
  let beta2: Float
  let epsilon: Float
  let weightDecay: Float
  private var correction1: Float = 1
  private var correction2: Float = 1

  init(beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  var memory: [MemoryTensor] { [MemoryTensor(name: "first"), MemoryTensor(name: "second")] }

  mutating func prepare(step: Int) {
    correction1 = 1 - power(beta1, step)
    correction2 = 1 - power(beta2, step)
  }

  func update(_ tensor: TensorUpdate, learningRate: Float) {
    let decay = tensor.decays ? weightDecay * learningRate : 0
    let (w, g, scale) = (tensor.weights, tensor.gradient, tensor.gradientScale)
    let (m, v) = (tensor.memory[0], tensor.memory[1])
    for place in 0..<tensor.count {
      let gradient = g[place] * scale
      m[place] = beta1 * m[place] + (1 - beta1) * gradient
      v[place] = beta2 * v[place] + (1 - beta2) * gradient * gradient
      let step = m[place] / correction1 / ((v[place] / correction2).squareRoot() + epsilon)
      w[place] -= learningRate * step + decay * w[place]
    }
  }
}
