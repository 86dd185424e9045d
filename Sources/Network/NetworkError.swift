/// Why a network or its file cannot be used.
public enum NetworkError: Error, Sendable, Equatable {
  /// Layer `layerIndex` cannot take what the layer before gives.
  case badShape(layerIndex: Int, layer: String, reason: String)
  /// The network has no layers.
  case noLayers
  /// A layer needs the future: the network cannot run live.
  case cannotStream(layerIndex: Int, layer: String)
  /// The file has no tensor of this name.
  case missingTensor(name: String)
  /// The file has a tensor that the network does not know.
  case unexpectedTensor(name: String)
  /// A tensor has another shape than the network's.
  case tensorShape(name: String, expected: [Int], found: [Int])
  /// A tensor holds NaN or infinity.
  case nonFiniteTensor(name: String)
  /// A tensor of variances holds a negative one.
  case negativeVariance(name: String)
}
