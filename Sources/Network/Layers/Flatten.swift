/// Sees bins and channels of a step as one position; the numbers stay where they are.
final class Flatten: Layer, @unchecked Sendable {
  let outputShape: RowShape
  var retention: Retention { .input }

  /// Flattens rows of `inputShape`.
  init(inputShape: RowShape) {
    outputShape = inputShape.flattened
  }

  func forward(_ input: Activation, _ context: PassContext) -> Activation { input }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? { needsInputGradient ? gradient : nil }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? { nil }
}
