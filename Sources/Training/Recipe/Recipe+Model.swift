import Network
import Recognition

extension Recipe {
  /// Whether the network runs row by row live; else over what has been heard of an utterance, several times a second.
  public var isStreaming: Bool {
    guard input == .liveLogMel, let network = try? wholeNetwork() else { return false }
    // A recipe that was read has no network whose stream is merely too large.
    return (try? StreamingNetwork(network)) != nil
  }

  /// Trained weights of the network that its networks are joined into.
  public var weightCount: Int {
    // A recipe that was read has a network that can be built.
    (try? wholeNetwork())?.parameterCount ?? 0
  }

  /// The network of a model of this recipe, with weights of zero: all of its networks as one.
  func wholeNetwork() throws(NetworkError) -> LayeredNetwork {
    // Joined before anything is built: networks that are too large together are not made one by one first.
    try LayeredNetwork(.ensemble(of: (0..<training.memberCount).map { member($0).network }), seed: nil)
  }

  /// The recipe of member `index`, counted from 0, alone: a network of an ensemble is trained as it would be by itself.
  public func member(_ index: Int) -> Recipe {
    var recipe = self
    recipe.network = ([network] + otherNetworks)[index % (1 + otherNetworks.count)]
    recipe.otherNetworks = []
    recipe.training.memberCount = 1
    return recipe
  }

  /// What the network's outputs are.
  public var head: OutputHead { training.loss == .binaryCrossEntropy ? .sigmoid : .softmax }

  /// Makes sure, before anything is trained, that a model of this recipe can be read once it is written.
  ///
  /// - Parameter network: what ``wholeNetwork()`` gives.
  /// - Errors: `recipe`.
  func checkModel(_ network: LayeredNetwork, path: String) throws(TrainingError) {
    do throws(RecognitionError) {
      try EmotionModel.checkFile(of: untrainedMetadata(network.description), network: network, path: path)
    } catch {
      switch error {
      case .network(_, let problem):
        throw .recipe(path: path, place: "network", reason: Self.words(for: problem))
      case .metadata(_, "utterances", let reason):
        throw .recipe(path: path, place: "frontEnd.logMel", reason: "rows are too far apart: \(reason)")
      case .metadata(_, let key, let reason): throw .recipe(path: path, place: key, reason: reason)
      default: throw .recipe(path: path, place: "", reason: "makes no model that can be read: \(error)")
      }
    }
  }

  /// What a model of this recipe says of itself, as far as that is known before the training.
  private func untrainedMetadata(_ network: NetworkDescription) -> ModelMetadata {
    let standardizedWidth = input.window.flatMap { $0.isStandardized ? $0.width : nil }
    return ModelMetadata(
      name: name, labels: labels, frontEnd: frontEnd, input: input,
      standardization: standardizedWidth.map {
        Standardization(
          mean: [Float](repeating: 0, count: $0), deviation: [Float](repeating: 1, count: $0))
      }, head: head, network: network, calibration: Recognition.Calibration(), utterances: UtteranceOptions(),
      provenance: Provenance(
        recipe: name, version: "", command: "", seed: 0, epochCount: 0, clipCounts: [:], license: ""))
  }
}
