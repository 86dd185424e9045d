import Buffers

/// A network in layers, for training and for whole batches.
public final class LayeredNetwork: Sendable {
  /// What it was built from.
  public let description: NetworkDescription
  /// The layers.
  let list: LayerList

  /// Builds the layers of `description` with the initial weights of `seed`; all of them 0 for nil.
  ///
  /// - Errors: `noLayers`, `badShape`; a network too large for memory is one of the latter.
  public init(_ description: NetworkDescription, seed: UInt64?) throws(NetworkError) {
    guard !description.layers.isEmpty else { throw .noLayers }
    let shape = description.input
    guard (1...65_536).contains(shape.bins), (1...65_536).contains(shape.channels),
      shape.width <= LayerBudget.width
    else {
      throw .badShape(
        layerIndex: 0, layer: "input",
        reason: "bins and channels must be from 1 to 65536, and a step at most \(LayerBudget.width) numbers")
    }
    self.description = description
    var budget = LayerBudget()
    list = try LayerList(description.layers, input: shape, place: LayerPlace(), budget: &budget)
    if let seed { list.initialize(seed: seed, as: description.initialization) }
  }

  /// The layers, first to last.
  var layers: [any Layer] { list.layers }

  /// Floats in an output step.
  public var outputWidth: Int { list.outputShape.width }

  /// Input steps for one output step.
  public var timeStride: Int { list.timeStride }

  /// Refuses a network that needs too much memory for a sequence of `stepCount` steps.
  ///
  /// - Errors: `badShape`.
  public func checkMemory(forStepCount stepCount: Int) throws(NetworkError) {
    guard list.passFloatCount(stepCount: Double(stepCount)).floats <= Double(LayerBudget.runningFloatCount)
    else {
      throw .badShape(
        layerIndex: 0, layer: "input", reason: "\(stepCount) steps need more memory than a network may have")
    }
  }

  /// Whether a batch of `sequenceCount` sequences of `stepCount` steps keeps no more numbers than a training may.
  public func canTrain(sequenceCount: Int, stepCount: Int) -> Bool {
    list.passFloatCount(stepCount: Double(stepCount)).floats * Double(sequenceCount)
      <= Double(LayerBudget.trainingFloatCount)
  }

  /// Everything that is trained, with the names used in model files.
  public var parameters: [(name: String, parameter: Parameter)] { list.parameters }

  /// Number of trained weights.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.parameter.count } }

  /// Number of values that are saved but not trained: batch normalisation's running means and variances.
  public var statisticCount: Int { list.statistics.reduce(0) { $0 + $1.value.count } }

  /// Output for a batch.
  public func forward(_ input: Activation, _ context: PassContext) -> Activation {
    precondition(
      input.width == description.input.width && input.mask.sampleCount == input.sampleCount
        && input.mask.stepCount == input.stepCount, "a batch needs the network's row width and a mask")
    return list.forward(input, context)
  }

  /// Gradients of all parameters for the batch of the last ``forward(_:_:)``.
  public func backward(_ gradient: Activation, _ context: PassContext) {
    let parameters = self.parameters
    for (_, parameter) in parameters { parameter.clearGradient() }
    _ = list.backward(gradient, needsInputGradient: false, context)
    for (_, parameter) in parameters { parameter.reduceGradient() }
  }
}
