import Buffers

/// A network in layers, for training and for whole batches.
public final class LayeredNetwork: @unchecked Sendable {
  /// What it was built from.
  public let description: NetworkDescription
  /// The layers, first to last.
  let layers: [any Layer]

  /// Builds the layers of `description` with the initial weights of `seed`.
  public init(_ description: NetworkDescription, seed: UInt64) throws(NetworkError) {
    guard !description.layers.isEmpty else { throw .noLayers }
    self.description = description
    var shape = description.input
    guard (1...65_536).contains(shape.bins), (1...65_536).contains(shape.channels) else {
      throw .badShape(layerIndex: 0, layer: "input", reason: "bins and channels must be from 1 to 65536")
    }
    var layers: [any Layer] = []
    for (index, layerDescription) in description.layers.enumerated() {
      let layer = try Self.makeLayer(layerDescription, index: index, input: shape)
      shape = layer.outputShape
      guard (1...1_048_576).contains(shape.width) else {
        throw .badShape(
          layerIndex: index, layer: layerDescription.typeName,
          reason: "nothing is left of \(layers.last?.outputShape ?? description.input)")
      }
      layers.append(layer)
    }
    self.layers = layers
    initialize(seed: seed)
  }

  /// Floats in an output step.
  public var outputWidth: Int { layers[layers.count - 1].outputShape.width }

  /// Input steps for one output step.
  public var timeStride: Int { layers.reduce(1) { $0 * $1.timeStride } }

  /// Everything that is trained, with the names used in model files.
  public var parameters: [(name: String, parameter: Parameter)] {
    layers.enumerated().flatMap { index, layer in
      layer.parameters.map { ("layers.\(index).\($0.name)", $0) }
    }
  }

  /// Number of trained weights.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.parameter.count } }

  /// Output for a batch.
  public func forward(_ input: Activation, _ context: PassContext) -> Activation {
    var activation = input
    for layer in layers { activation = layer.forward(activation, context) }
    return activation
  }

  /// Gradients of all parameters for the batch of the last ``forward(_:_:)``.
  public func backward(_ gradient: Activation, _ context: PassContext) {
    for (_, parameter) in parameters { parameter.clearGradient() }
    var gradient = gradient
    for index in layers.indices.reversed() {
      guard
        let next = layers[index].backward(gradient, needsInputGradient: index > 0, context)
      else { break }
      gradient = next
    }
    for (_, parameter) in parameters { parameter.reduceGradient() }
  }

  private static func makeLayer(
    _ description: LayerDescription, index: Int, input: RowShape
  ) throws(NetworkError) -> any Layer {
    switch description {
    case .convolution(
      let filters, let kernelSteps, let kernelBins, let strideSteps, let strideBins, let padding, let bias):
      return Convolution(
        geometry: ConvolutionGeometry(
          input: input, kernelSteps: kernelSteps, kernelBins: kernelBins, strideSteps: strideSteps,
          strideBins: strideBins, padding: padding), filterCount: filters, hasBias: bias)
    case .batchNormalization(let momentum, let epsilon):
      return BatchNormalization(shape: input, momentum: momentum, epsilon: epsilon)
    case .activation(let kind): return ActivationFunction(kind, shape: input)
    case .maxPool(let steps, let bins):
      guard steps * bins <= Int(UInt16.max), bins <= input.bins else {
        throw .badShape(
          layerIndex: index, layer: description.typeName,
          reason: "a window of \(bins) bins does not fit into \(input.bins)")
      }
      return MaxPool(inputShape: input, steps: steps, bins: bins)
    case .dropout(let rate): return Dropout(rate: rate, shape: input, identifier: index)
    case .flatten: return Flatten(inputShape: input)
    case .lstm(let units, _, let skip): return LSTM(inputShape: input, unitCount: units, skip: skip)
    case .attentionPool: return AttentionPool(inputShape: input)
    case .dense(let units): return Dense(inputShape: input, unitCount: units)
    }
  }
}
