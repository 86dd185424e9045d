extension LayeredNetwork {
  /// Sum of every parameter's `l2` times its squared weights: the part of the loss that the weights alone decide.
  ///
  /// Source: Keras's L2 regulariser, which does not halve the square.
  public var regularizationLoss: Double {
    var total = 0.0
    for (_, parameter) in parameters where parameter.l2 > 0 {
      total += Double(parameter.l2) * parameter.value.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    return total
  }

  /// Adds the gradient of ``regularizationLoss`` to the gradients that ``backward(_:_:)`` left.
  public func addRegularizationGradient() {
    for (_, parameter) in parameters where parameter.l2 > 0 {
      let factor = 2 * parameter.l2
      let value = parameter.value.base, gradient = parameter.gradient.base
      for index in 0..<parameter.count { gradient[index] += factor * value[index] }
    }
  }
}
