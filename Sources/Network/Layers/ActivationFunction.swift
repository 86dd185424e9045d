import Buffers
import Glibc

/// An elementwise function between layers.
public enum ActivationKind: String, Codable, Sendable, CaseIterable {
  /// Exponential linear unit: x above 0, exp(x) - 1 below. Source: Clevert, Unterthiner & Hochreiter 2016.
  case elu
  /// Rectified linear unit: x above 0, 0 below.
  case relu
  /// Hyperbolic tangent.
  case tanh
}

extension ActivationKind {
  /// Applies the function to `count` values.
  @inline(__always)
  func apply(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, count: Int) {
    switch self {
    case .elu:
      for index in 0..<count {
        let x = input[index]
        output[index] = x > 0 ? x : expf(x) - 1
      }
    case .relu:
      for index in 0..<count { output[index] = max(input[index], 0) }
    case .tanh:
      for index in 0..<count { output[index] = tanhf(input[index]) }
    }
  }

  /// Multiplies `gradient` by the function's slope, told from its output.
  @inline(__always)
  func differentiate(
    output: UnsafePointer<Float>, gradient: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    switch self {
    case .elu:
      for index in 0..<count {
        target[index] = gradient[index] * (output[index] > 0 ? 1 : output[index] + 1)
      }
    case .relu:
      for index in 0..<count { target[index] = output[index] > 0 ? gradient[index] : 0 }
    case .tanh:
      for index in 0..<count { target[index] = gradient[index] * (1 - output[index] * output[index]) }
    }
  }
}

/// An activation function as a layer.
final class ActivationFunction: Layer, @unchecked Sendable {
  /// Which function.
  let kind: ActivationKind
  let outputShape: RowShape
  private let output = Activation()
  private let inputGradient = Activation()

  /// Applies `kind` to rows of `shape`.
  init(_ kind: ActivationKind, shape: RowShape) {
    self.kind = kind
    outputShape = shape
  }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    output.resize(like: input, width: input.width)
    context.workers.forEachShard(of: input.sampleCount) { _, samples in
      kind.apply(
        input.sample(samples.lowerBound), output.sample(samples.lowerBound),
        count: samples.count * input.sampleStride)
    }
    return output
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    guard needsInputGradient else { return nil }
    inputGradient.resize(like: gradient, width: gradient.width)
    context.workers.forEachShard(of: gradient.sampleCount) { _, samples in
      kind.differentiate(
        output: output.sample(samples.lowerBound), gradient: gradient.sample(samples.lowerBound),
        into: inputGradient.sample(samples.lowerBound), count: samples.count * gradient.sampleStride)
    }
    return inputGradient
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    ActivationStream(kind, width: outputShape.width, maximumRowCount: maximumRowCount)
  }
}

/// An activation function live.
final class ActivationStream: LayerStream {
  let maximumOutputRowCount: Int
  private let kind: ActivationKind
  private let width: Int
  private let output: AlignedBuffer

  init(_ kind: ActivationKind, width: Int, maximumRowCount: Int) {
    self.kind = kind
    self.width = width
    maximumOutputRowCount = maximumRowCount
    output = AlignedBuffer(count: maximumRowCount * width)
  }

  func push(_ block: RowBlock) -> RowBlock {
    kind.apply(block.rows, output.base, count: block.count * width)
    return RowBlock(rows: output.base, count: block.count, open: block.open)
  }

  func reset() {}
}
