/// How one optimiser moves weights; ``Optimizer`` does what they have in common.
///
/// A step is a function of the gradient, the learning rate, the number of the step and the memory tensors: whoever saves
/// the last two saves all of it.
protocol UpdateRule: Sendable {
  /// Tensors remembered for every parameter.
  var memory: [MemoryTensor] { get }
  /// Computes what depends on the number of the step alone, counted from 1; called before the updates of each step.
  mutating func prepare(step: Int)
  /// Moves the weights of one parameter.
  func update(_ tensor: TensorUpdate, learningRate: Float)
}

extension UpdateRule {
  /// Most simple rules do not look at the number of the step.
  mutating func prepare(step: Int) {}
}

/// A tensor that an optimiser keeps for every parameter, in the parameter's shape.
struct MemoryTensor: Sendable, Equatable {
  /// Name in checkpoints.
  var name: String
  /// Value of every element before the first step.
  var start: Float = 0
}

/// One parameter in one step.
struct TensorUpdate {
  /// The weights.
  var weights: UnsafeMutablePointer<Float>
  /// Gradient of the batch, before clipping.
  var gradient: UnsafePointer<Float>
  /// Factor of the gradient: under 1 where it is clipped.
  var gradientScale: Float
  /// The rule's memory tensors, in the order it names them.
  var memory: [UnsafeMutablePointer<Float>]
  /// Elements of each.
  var count: Int
  /// Whether weight decay applies.
  var decays: Bool
}

/// `base` to the power of `exponent` by repeated multiplication in double precision, the same on every machine.
func power(_ base: Float, _ exponent: Int) -> Float {
  var result: Double = 1
  for _ in 0..<min(exponent, 100_000) { result *= Double(base) }
  return Float(result)
}
