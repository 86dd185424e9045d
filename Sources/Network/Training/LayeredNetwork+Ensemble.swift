import Buffers

extension LayeredNetwork {
  /// One network whose logits are the mean of those of `members`: all layers but the last dense one become branches side by
  /// side, and the dense layers one, with the members' weights divided by their number.
  ///
  /// Softmax of mean logits is the geometric mean of the members' probabilities, normalised.
  ///
  /// - Parameter members: at least one, all of one description, which ends in a dense layer.
  /// - Errors: `noLayers` without members; `badShape` where the descriptions differ, do not end in a dense layer, or
  ///   the joined network is too large.
  public static func ensemble(of members: [LayeredNetwork]) throws(NetworkError) -> LayeredNetwork {
    guard let first = members.first else { throw .noLayers }
    guard members.count > 1 else { return first }
    let layers = first.description.layers, last = layers.count - 1
    guard case .dense? = layers.last, members.allSatisfy({ $0.description == first.description }) else {
      throw .badShape(
        layerIndex: last, layer: layers.last?.typeName ?? "",
        reason: "networks whose logits are averaged must be alike and end in a dense layer")
    }
    let joined = NetworkDescription(
      input: first.description.input, initialization: first.description.initialization,
      layers: [.branches(members.map { _ in Array(layers.dropLast()) }, join: .channels), layers[last]])
    let network = try LayeredNetwork(joined, seed: nil)
    var tensors = network.copyTensors()
    let share = 1 / Float(members.count)
    guard let weight = tensors["layers.1.weight"], let bias = tensors["layers.1.bias"] else {
      throw .missingTensor(name: "layers.1.weight")
    }
    let shape = last > 0 ? first.layers[last - 1].outputShape : first.description.input
    let width = weight.shape[1]
    for (index, member) in members.enumerated() {
      let own = member.tensors
      for (name, tensor) in own {
        switch name {
        case "layers.\(last).weight":
          // In every bin the branches' channels stand side by side, in their order.
          for row in 0..<tensor.shape[0] {
            for column in 0..<shape.width {
              let (bin, channel) = column.quotientAndRemainder(dividingBy: shape.channels)
              weight.values.base[row * width + (bin * members.count + index) * shape.channels + channel] =
                share * tensor.values.base[row * shape.width + column]
            }
          }
        case "layers.\(last).bias":
          for row in 0..<tensor.shape[0] { bias.values.base[row] += share * tensor.values.base[row] }
        default: tensors["layers.0.branches.\(index).\(name)"] = tensor
        }
      }
    }
    try network.load(tensors)
    return network
  }
}
