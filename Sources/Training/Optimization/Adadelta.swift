/// Steps in proportion to recent steps over recent gradients.
///
/// a = ρ a + (1 - ρ) g²; d = -g sqrt(b + ε) / sqrt(a + ε); b = ρ b + (1 - ρ) d²; w += lr d. Keras takes lr 0.001, ρ 0.95 and
/// ε 1e-7, with which it hardly moves; PyTorch takes lr 1, as the paper, ρ 0.9 and ε 1e-6.
/// Source: Zeiler 2012; Keras 3 `Adadelta`.
struct Adadelta: UpdateRule {
  let rho: Float
  let epsilon: Float

  var memory: [MemoryTensor] { [MemoryTensor(name: "gradient"), MemoryTensor(name: "change")] }

  func update(_ tensor: TensorUpdate, learningRate: Float) {
    let (w, g, scale) = (tensor.weights, tensor.gradient, tensor.gradientScale)
    let (square, changes) = (tensor.memory[0], tensor.memory[1])
    for place in 0..<tensor.count {
      let gradient = g[place] * scale
      square[place] = rho * square[place] + (1 - rho) * gradient * gradient
      let change =
        -(changes[place] + epsilon).squareRoot() * gradient / (square[place] + epsilon).squareRoot()
      changes[place] = rho * changes[place] + (1 - rho) * change * change
      w[place] += learningRate * change
    }
  }
}
