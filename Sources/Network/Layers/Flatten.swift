/// Sees bins and channels of a step as one position; the numbers stay where they are.
public final class Flatten: Layer, @unchecked Sendable {
  public let outputShape: RowShape

  /// Flattens rows of `inputShape`.
  public init(inputShape: RowShape) {
    outputShape = inputShape.flattened
  }

  public func forward(_ input: Activation, _ context: PassContext) -> Activation { input }

  public func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? { needsInputGradient ? gradient : nil }

  public func makeStream(maximumRowCount: Int) -> (any LayerStream)? { nil }
}
