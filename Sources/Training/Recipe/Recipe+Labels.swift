import Network
import Recognition

extension Recipe {
  /// The recipe with `emotions` for the classes of its own, and networks with as many outputs: for protocols that test
  /// classes all corpora have. A class for sounds that are not speech stays; weights of other classes, and emotions that took
  /// their label, are dropped.
  ///
  /// - Errors: `recipe` where a network does not end in a dense layer with one output a label.
  public func telling(_ emotions: [String]) throws(TrainingError) -> Recipe {
    let all = emotions + labels.filter { $0 == EmotionModel.nonSpeechLabel }
    guard all != labels else { return self }
    var recipe = self
    recipe.labels = all
    recipe.replacements = replacements.filter { all.contains($0.value) }
    recipe.network = try Self.resized(network, from: labels.count, to: all, place: "network", name: name)
    recipe.otherNetworks = []
    for (index, network) in otherNetworks.enumerated() {
      let place = "otherNetworks[\(index)]"
      recipe.otherNetworks.append(
        try Self.resized(network, from: labels.count, to: all, place: place, name: name))
    }
    if case .byLabel(let weights) = training.classWeights {
      recipe.training.classWeights = .byLabel(weights.filter { all.contains($0.key) })
    }
    return recipe
  }

  private static func resized(
    _ network: NetworkDescription, from count: Int, to labels: [String], place: String, name: String
  ) throws(TrainingError) -> NetworkDescription {
    guard case .dense(count, let l2) = network.layers.last else {
      throw .recipe(
        path: name, place: place,
        reason: "must end in a dense layer, whose outputs can be made those of the classes all corpora have: "
          + labels.joined(separator: ", "))
    }
    var network = network
    network.layers[network.layers.count - 1] = .dense(units: labels.count, l2: l2)
    return network
  }
}
