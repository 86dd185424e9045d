import DSP
import Network
import Recognition

extension Recipe {
  /// Checks what the types cannot: that labels differ, ranges hold, the network fits input and labels, and a model can be
  /// made of it all.
  func validate(path: String) throws(TrainingError) {
    func refuse(_ place: String, _ reason: String) -> TrainingError {
      .recipe(path: path, place: place, reason: reason)
    }
    guard ModelMetadata.canBeName(name) else { throw refuse("name", ModelMetadata.nameRule) }
    guard labels.count >= 2, Set(labels).count == labels.count, !labels.contains("") else {
      throw refuse("labels", "needs at least two labels, all different")
    }
    guard labels.allSatisfy(ModelMetadata.canBeName) else { throw refuse("labels", ModelMetadata.nameRule) }
    // Clips are numbered by the emotions, which are the network's first outputs.
    guard [nil, labels.count - 1].contains(labels.firstIndex(of: EmotionModel.nonSpeechLabel)) else {
      throw refuse("labels", "must have \"\(EmotionModel.nonSpeechLabel)\" as the last, if at all")
    }
    do {
      try frontEnd.validate()
    } catch {
      guard case .invalidOptions(let problems) = error, let first = problems.first else {
        throw refuse("frontEnd", "cannot be used")
      }
      throw refuse(
        "frontEnd.\(first.name)", "is \(first.value); must be from \(first.lowest) to \(first.highest)")
    }
    do throws(WindowInputProblem) {
      try input.window?.validate()
    } catch {
      throw refuse("input.\(error.name)", error.reason)
    }
    // The networks are checked for crops of that length.
    if let problem = training.problem { throw refuse("training.\(problem.name)", problem.reason) }
    for (index, network) in ([network] + otherNetworks).enumerated() {
      try validate(network, at: index == 0 ? "network" : "otherNetworks[\(index - 1)]", path: path)
    }
    guard training.memberCount == 1 || input == .liveLogMel else {
      throw refuse("training.memberCount", "must be 1 where the input is a window")
    }
    guard otherNetworks.count < max(training.memberCount, 1) else {
      throw refuse(
        "otherNetworks", "must be fewer than training.memberCount, which is \(training.memberCount)")
    }
    let whole: LayeredNetwork
    do {
      whole = try wholeNetwork()
    } catch {
      throw refuse("network", Self.words(for: error))
    }
    try checkModel(whole, path: path)
    if let problem = augmentation.problem ?? copies.problem(sampleRate: input.sampleRate(frontEnd)) {
      throw refuse("augmentation.\(problem.name)", problem.reason)
    }
    for (emotion, label) in replacements.sorted(by: { $0.key < $1.key })
    where LabelMap.conventionalReplacements[emotion] != label {
      let known = Emotion.normalized(emotion)
      guard known == emotion else {
        throw refuse("replacements.\(emotion)", "is never looked for; it is known as \"\(known)\"")
      }
      guard labelMap.has(label) else {
        throw refuse("replacements.\(emotion)", "is \(label), which is no label")
      }
    }
  }

  /// Checks that one of the networks fits input, labels and the length of what it learns from.
  private func validate(
    _ network: NetworkDescription, at place: String, path: String
  ) throws(TrainingError) {
    func refuse(_ place: String, _ reason: String) -> TrainingError {
      .recipe(path: path, place: place, reason: reason)
    }
    let shape = input.shape(frontEnd)
    guard network.input == shape else {
      throw refuse(
        place + ".input",
        "must be \(shape.bins) bins and 1 channel, which is what the "
          + (input == .liveLogMel ? "front end" : "input") + " gives")
    }
    let built: LayeredNetwork
    do {
      built = try LayeredNetwork(network, seed: nil)
      let width = built.outputWidth
      guard width == labels.count else {
        throw NetworkError.badShape(
          layerIndex: network.layers.count - 1, layer: network.layers.last?.typeName ?? "",
          reason: "gives \(width) outputs for \(labels.count) labels")
      }
    } catch {
      throw refuse(place, Self.words(for: error))
    }
    let stepCount =
      input.window.map { $0.fixedStepCount ?? network.minimumStepCount } ?? training.cropRowCount
    guard network.outputStepCount(forInputStepCount: stepCount) > 0 else {
      throw refuse(
        place,
        "needs at least \(network.minimumStepCount) steps; \(input == .liveLogMel ? "a crop" : "the input") has "
          + "\(stepCount)")
    }
    guard built.canTrain(sequenceCount: training.batchSize, stepCount: stepCount) else {
      throw refuse(
        "training.batchSize",
        "is \(training.batchSize); a batch of so many clips of \(stepCount) steps needs more memory than a training may have"
      )
    }
  }

  /// What is wrong with a network, as it is told of a recipe's.
  static func words(for error: any Error) -> String {
    switch error as? NetworkError {
    case .badShape(_, "input", let reason): reason
    case .badShape(let index, let layer, let reason): "layers[\(index)] (\(layer)): \(reason)"
    case .noLayers: "has no layers"
    default: "\(error)"
    }
  }
}
