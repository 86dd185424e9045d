import Buffers

/// An elementwise function between layers.
public enum ActivationKind: String, Codable, Sendable, CaseIterable {
  /// Exponential linear unit: x above 0, exp(x) - 1 below. Source: Clevert, Unterthiner & Hochreiter 2016.
  case elu
  /// Rectified linear unit: x above 0, 0 below.
  case relu
  /// Leaky rectified linear unit: x above 0, 0.01 x below. Source: Maas, Hannun & Ng 2013.
  case leakyRelu
  /// Hyperbolic tangent.
  case tanh
  /// 1 / (1 + exp(-x)).
  case sigmoid
}

extension ActivationKind {
  private static let leak: Float = 0.01

  /// Applies the function to `count` values.
  @inline(__always)
  func apply(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, count: Int) {
    @inline(__always)
    func map(_ function: (Lanes.Vector) -> Lanes.Vector) {
      Lanes.forEachGroup(of: count) { index, lanes in
        Lanes.store(function(Lanes.load(input + index, lanes)), output + index, lanes)
      }
    }
    switch self {
    case .elu: map { x in (Lanes.exp(x) - 1).replacing(with: x, where: x .> 0) }
    case .relu: map { x in x.replacing(with: 0, where: x .< 0) }
    case .leakyRelu: map { x in (Self.leak * x).replacing(with: x, where: x .> 0) }
    case .tanh: map { x in Lanes.tanh(x) }
    case .sigmoid: map { x in Lanes.sigmoid(x) }
    }
  }

  /// Multiplies `gradient` by the function's slope, told from its output.
  @inline(__always)
  func differentiate(
    output: UnsafePointer<Float>, gradient: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    @inline(__always)
    func map(_ slope: (Lanes.Vector) -> Lanes.Vector) {
      Lanes.forEachGroup(of: count) { index, lanes in
        let y = Lanes.load(output + index, lanes)
        Lanes.store(Lanes.load(gradient + index, lanes) * slope(y), target + index, lanes)
      }
    }
    switch self {
    case .elu: map { y in (y + 1).replacing(with: 1, where: y .> 0) }
    case .relu: map { y in Lanes.Vector.zero.replacing(with: 1, where: y .> 0) }
    case .leakyRelu: map { y in Lanes.Vector(repeating: Self.leak).replacing(with: 1, where: y .> 0) }
    case .tanh: map { y in 1 - y * y }
    case .sigmoid: map { y in y * (1 - y) }
    }
  }
}

/// An activation function as a layer.
final class ActivationFunction: Layer, @unchecked Sendable {
  /// Which function.
  let kind: ActivationKind
  let outputShape: RowShape
  /// Whether input and gradient are overwritten, which saves half the memory and its traffic.
  let overwrites: Overwriting
  private let ownOutput = Activation()
  private let ownGradient = Activation()
  private var output = Activation()

  /// Applies `kind` to rows of `shape`.
  init(_ kind: ActivationKind, shape: RowShape, overwrites: Overwriting) {
    self.kind = kind
    outputShape = shape
    self.overwrites = overwrites
  }

  var retention: Retention { .output }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    output = overwrites.input ? input : ownOutput
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
    let inputGradient = overwrites.gradient ? gradient : ownGradient
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
