import Buffers
import Network

/// Moves the weights of a network by an ``UpdateRule``, with the whole gradient clipped.
final class Optimizer {
  /// What is trained, with the names used in files.
  let parameters: [(name: String, parameter: Parameter)]
  /// The rule's memory: one buffer a parameter for each tensor it names.
  let memory: [(tensor: MemoryTensor, buffers: [AlignedBuffer])]
  /// Steps taken.
  var stepCount = 0
  private var rule: any UpdateRule

  /// Prepares the first step.
  init(_ rule: any UpdateRule, parameters: [(name: String, parameter: Parameter)]) {
    self.rule = rule
    self.parameters = parameters
    memory = rule.memory.map { tensor in
      (
        tensor,
        parameters.map { AlignedBuffer(repeatElement(tensor.start, count: $0.parameter.count)) }
      )
    }
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
  ///
  /// - Returns: the gradient's length before; where it is not finite, nothing was moved.
  @discardableResult
  func step(learningRate: Float, normLimit: Float) -> Float {
    let norm = gradientNorm()
    guard norm.isFinite else { return norm }
    stepCount += 1
    rule.prepare(step: stepCount)
    let scale = norm > normLimit ? normLimit / norm : 1
    for (index, (_, parameter)) in parameters.enumerated() {
      rule.update(
        TensorUpdate(
          weights: parameter.value.base, gradient: parameter.gradient.base, gradientScale: scale,
          memory: memory.map { $0.buffers[index].base }, count: parameter.count, decays: parameter.decays),
        learningRate: learningRate)
    }
    return norm
  }
}
