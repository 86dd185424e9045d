import Network

/// One layer of a network as people look at it: what comes out, and what it costs.
struct LayerOutline {
  var index: Int
  var typeName: String
  /// Steps (of T rows), bins and channels that come out.
  var shape: String
  var weightCount: Int

  /// The layers of `description`; up to the first that does not fit.
  static func layers(of description: NetworkDescription) -> [LayerOutline] {
    var outlines: [LayerOutline] = []
    var weightCount = 0
    for (index, layer) in description.layers.enumerated() {
      let layers = Array(description.layers[...index])
      guard let network = network(layers, of: description) else { break }
      // Batch normalisation has a scale and a shift for every channel, and no other layer says how many there are.
      let normalized = self.network(
        layers + [.batchNormalization(momentum: 0.1, epsilon: 1e-5)], of: description)
      let channels =
        normalized.map { ($0.parameterCount - network.parameterCount) / 2 } ?? network.outputWidth
      let steps = network.timeStride == 1 ? "T" : "T/\(network.timeStride)"
      outlines.append(
        LayerOutline(
          index: index, typeName: layer.typeName,
          shape: "\(steps) × \(network.outputWidth / max(1, channels)) × \(channels)",
          weightCount: network.parameterCount - weightCount))
      weightCount = network.parameterCount
    }
    return outlines
  }

  private static func network(
    _ layers: [LayerDescription], of description: NetworkDescription
  ) -> LayeredNetwork? {
    try? LayeredNetwork(
      NetworkDescription(
        input: description.input, initialization: description.initialization, layers: layers), seed: nil)
  }
}
