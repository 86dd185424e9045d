import Buffers
import Network

/// Adam with decoupled weight decay.
///
/// m = β1 m + (1 - β1) g; v = β2 v + (1 - β2) g²; w -= lr (m̂ / (sqrt(v̂) + ε) + λ w), with m̂ and v̂ corrected for their
/// start at zero and λ for kernels only. Source: Loshchilov & Hutter 2019, algorithm 2.
final class AdamW {
  private let parameters: [(name: String, parameter: Parameter)]
  /// First and second moments, in the order of the parameters.
  let first: [AlignedBuffer], second: [AlignedBuffer]
  /// Steps taken.
  var stepCount = 0
  private let weightDecay: Float
  private let beta1: Float = 0.9
  private let beta2: Float = 0.999
  private let epsilon: Float = 1e-8

  init(_ parameters: [(name: String, parameter: Parameter)], weightDecay: Float) {
    self.parameters = parameters
    self.weightDecay = weightDecay
    first = parameters.map { AlignedBuffer(count: $0.parameter.count) }
    second = parameters.map { AlignedBuffer(count: $0.parameter.count) }
  }

  /// Length of the whole gradient.
  func gradientNorm() -> Float {
    var sum: Double = 0
    for (_, parameter) in parameters {
      let gradient = parameter.gradient.base
      var part: Float = 0
      for index in 0..<parameter.count { part += gradient[index] * gradient[index] }
      sum += Double(part)
    }
    return Float(sum.squareRoot())
  }

  /// Takes one step, with the gradient shortened to at most `normLimit`.
  func step(learningRate: Float, normLimit: Float) {
    stepCount += 1
    let norm = gradientNorm()
    let scale = norm > normLimit ? normLimit / norm : 1
    let correction1 = 1 - power(beta1, stepCount)
    let correction2 = 1 - power(beta2, stepCount)
    for (index, (_, parameter)) in parameters.enumerated() {
      let decay = parameter.decays ? weightDecay * learningRate : 0
      let w = parameter.value.base
      let g = parameter.gradient.base
      let m = first[index].base
      let v = second[index].base
      for place in 0..<parameter.count {
        let gradient = g[place] * scale
        m[place] = beta1 * m[place] + (1 - beta1) * gradient
        v[place] = beta2 * v[place] + (1 - beta2) * gradient * gradient
        let step = m[place] / correction1 / ((v[place] / correction2).squareRoot() + epsilon)
        w[place] -= learningRate * step + decay * w[place]
      }
    }
  }

  private func power(_ base: Float, _ exponent: Int) -> Float {
    var result: Double = 1
    for _ in 0..<min(exponent, 100_000) { result *= Double(base) }
    return Float(result)
  }
}
