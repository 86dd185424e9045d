import Buffers

extension NetworkDescription {
  /// The network that ``LayeredNetwork/ensemble(of:)`` joins networks of `members` into; nothing is built.
  ///
  /// - Errors: `noLayers` without members; `badShape` where they do not share their input or the dense layer at their end.
  public static func ensemble(
    of members: [NetworkDescription]
  ) throws(NetworkError) -> NetworkDescription {
    guard let first = members.first else { throw .noLayers }
    guard members.count > 1 else { return first }
    guard let head = first.layers.last, case .dense = head,
      members.allSatisfy({ $0.layers.last == head && $0.input == first.input })
    else {
      throw .badShape(
        layerIndex: max(0, first.layers.count - 1), layer: first.layers.last?.typeName ?? "",
        reason: "networks whose logits are averaged must share their input and end in the same dense layer")
    }
    return NetworkDescription(
      input: first.input, initialization: first.initialization,
      layers: [.branches(members.map { Array($0.layers.dropLast()) }, join: .channels), head])
  }
}

extension LayeredNetwork {
  /// One network whose logits are the mean of those of `members`: all layers but the last dense one become branches side by
  /// side, and the dense layers one, with the members' weights divided by their number.
  ///
  /// Softmax of mean logits is the geometric mean of the members' probabilities, normalised.
  ///
  /// - Parameter members: at least one; of one input, with as many bins before a dense layer that is the last of each, and
  ///   equally wide.
  /// - Errors: `noLayers` without members; `badShape` where they do not fit together, or the joined network is too large.
  public static func ensemble(of members: [LayeredNetwork]) throws(NetworkError) -> LayeredNetwork {
    guard let first = members.first else { throw .noLayers }
    guard members.count > 1 else { return first }
    let network = try LayeredNetwork(.ensemble(of: members.map(\.description)), seed: nil)
    let shapes = members.map(\.shapeBeforeLast)
    var tensors = network.copyTensors()
    let share = 1 / Float(members.count)
    guard let weight = tensors["layers.1.weight"], let bias = tensors["layers.1.bias"] else {
      throw .missingTensor(name: "layers.1.weight")
    }
    let width = weight.shape[1]
    let channelCount = shapes.reduce(0) { $0 + $1.channels }
    var channelsBefore = 0
    for (index, member) in members.enumerated() {
      let own = member.tensors, last = member.layers.count - 1, shape = shapes[index]
      for (name, tensor) in own {
        switch name {
        case "layers.\(last).weight":
          // In every bin the branches' channels stand side by side, in their order.
          for row in 0..<tensor.shape[0] {
            for column in 0..<shape.width {
              let (bin, channel) = column.quotientAndRemainder(dividingBy: shape.channels)
              weight.values.base[row * width + bin * channelCount + channelsBefore + channel] =
                share * tensor.values.base[row * shape.width + column]
            }
          }
        case "layers.\(last).bias":
          for row in 0..<tensor.shape[0] { bias.values.base[row] += share * tensor.values.base[row] }
        default: tensors["layers.0.branches.\(index).\(name)"] = tensor
        }
      }
      channelsBefore += shape.channels
    }
    try network.load(tensors)
    return network
  }

  /// What the last layer is given.
  private var shapeBeforeLast: RowShape {
    layers.count > 1 ? layers[layers.count - 2].outputShape : description.input
  }
}
