/// Where a list of layers stands: in the network itself, or in a branch of one of its layers.
struct LayerPlace: Sendable {
  /// The network's layer that this lies within; nil for the network's own list.
  var layerIndex: Int?
  /// How an error names the way there: empty, or as in `branches[1][0] `.
  var path = ""
  /// Keeps the random bits of different lists apart.
  var identifier: UInt64 = 0

  /// Place of branch `branch` of layer `index` of this list.
  func branch(_ branch: Int, ofLayer index: Int) -> LayerPlace {
    var bits = SplitMix64(seed: identifier &+ UInt64(index) &* 0x1_0001 &+ UInt64(branch) &+ 1)
    return LayerPlace(
      layerIndex: layerIndex ?? index,
      path: layerIndex == nil ? "branches[\(branch)]" : "\(path)[\(index)].branches[\(branch)]",
      identifier: bits.next())
  }

  /// The error of layer `index` of this list.
  func badShape(_ index: Int, _ layer: LayerDescription, _ reason: String) -> NetworkError {
    .badShape(layerIndex: layerIndex ?? index, layer: name(index, layer), reason: reason)
  }

  /// The error of layer `index` of this list, live.
  func cannotStream(_ index: Int, _ layer: LayerDescription) -> NetworkError {
    .cannotStream(layerIndex: layerIndex ?? index, layer: name(index, layer))
  }

  private func name(_ index: Int, _ layer: LayerDescription) -> String {
    layerIndex == nil ? layer.typeName : "\(path)[\(index)] \(layer.typeName)"
  }
}

/// Which of a layer's two arguments it may overwrite, because nobody needs them any more.
struct Overwriting: Sendable {
  /// What goes in.
  var input: Bool
  /// The gradient of what came out.
  var gradient: Bool
}

/// Layers one behind the other: a network's, or those of a branch.
final class LayerList: Sendable {
  /// What the layers were built from.
  let descriptions: [LayerDescription]
  /// The layers, first to last.
  let layers: [any Layer]
  /// Shape of a step that goes in, and of one that comes out.
  let inputShape: RowShape, outputShape: RowShape
  /// Where the list stands.
  let place: LayerPlace
  /// Input steps for one output step.
  let timeStride: Int
  /// Most output steps for one input step.
  let stepGrowth: Int

  /// Builds the layers of `descriptions` with weights still zero.
  init(
    _ descriptions: [LayerDescription], input: RowShape, place: LayerPlace, budget: inout LayerBudget
  ) throws(NetworkError) {
    var shape = input
    var timeStride = 1
    var stepGrowth = 1
    var layers: [any Layer] = []
    // The list's own input belongs to the caller.
    var mayOverwriteInput = false
    let mayOverwriteGradient = Self.mayOverwriteGradients(descriptions)
    for (index, description) in descriptions.enumerated() {
      if let reason = budget.take(description, input: shape) {
        throw place.badShape(index, description, reason)
      }
      let layer = try Self.makeLayer(
        description, index: index, input: shape, place: place,
        overwrites: Overwriting(input: mayOverwriteInput, gradient: mayOverwriteGradient[index]),
        budget: &budget)
      switch layer.retention {
      case .none: mayOverwriteInput = true
      case .output: mayOverwriteInput = false
      case .input: break
      }
      guard layer.outputShape.width > 0 else {
        throw place.badShape(index, description, "nothing is left of \(shape)")
      }
      guard layer.outputShape.width <= LayerBudget.width else {
        throw place.badShape(index, description, "a step has more than \(LayerBudget.width) numbers")
      }
      timeStride *= layer.timeStride
      stepGrowth *= layer.stepGrowth
      guard timeStride <= LayerBudget.timeStride, stepGrowth <= LayerBudget.timeStride else {
        throw place.badShape(
          index, description, "more than \(LayerBudget.timeStride) steps make one, or come of one")
      }
      shape = layer.outputShape
      layers.append(layer)
    }
    self.descriptions = descriptions
    self.layers = layers
    self.place = place
    inputShape = input
    outputShape = shape
    self.timeStride = timeStride
    self.stepGrowth = stepGrowth
  }

  /// For each layer, whether the gradient it gets is in a buffer of the layer after it, and not the caller's.
  private static func mayOverwriteGradients(_ descriptions: [LayerDescription]) -> [Bool] {
    var result = [Bool](repeating: false, count: descriptions.count)
    var isOwn = false
    for (index, description) in descriptions.enumerated().reversed() {
      result[index] = isOwn
      switch description {
      case .dropout, .flatten, .binsToSteps: break
      default: isOwn = true
      }
    }
    return result
  }

  /// Whether a whole sequence gives one step.
  var summarizesTime: Bool { layers.contains { $0.summarizesTime } }
  /// Whether an output step depends on more than one input step.
  var looksBack: Bool { layers.contains { $0.looksBack } }

  /// Everything that is trained, with the names used in model files.
  var parameters: [(name: String, parameter: Parameter)] {
    layers.enumerated().flatMap { index, layer in
      layer.namedParameters.map { ("layers.\(index).\($0.name)", $0.parameter) }
    }
  }

  /// Everything that is saved besides, likewise.
  var statistics: [LayerStatistic] {
    layers.enumerated().flatMap { index, layer in
      layer.statistics.map { LayerStatistic(name: "layers.\(index).\($0.name)", value: $0.value) }
    }
  }

  /// Output for a batch.
  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    var activation = input
    for layer in layers { activation = layer.forward(activation, context) }
    return activation
  }

  /// Adds to the parameters' gradients and returns the input's; nil where that is not needed.
  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    var gradient = gradient
    for index in layers.indices.reversed() {
      guard
        let next = layers[index].backward(
          gradient, needsInputGradient: needsInputGradient || index > 0, context)
      else { return nil }
      gradient = next
    }
    return needsInputGradient ? gradient : nil
  }
}
