import Training

extension Evaluation {
  /// Share of the training speakers that choose epochs, in recipes that need it.
  static let validationShare = 0.1
  /// Said where validation clips are of speakers who are learnt from.
  static let sharedSpeakers =
    "there are too few speakers to hold some apart: validation clips share theirs with the training clips"

  /// The folds of a trial, which of them are run, and what their test and training clips have in common.
  func layOut(
    _ trial: EvaluateArguments.Trial, recipe: Recipe
  ) throws(TrainingError) -> (plan: EvaluationPlan, chosen: [Int], leaks: LeakReport?) {
    let method = try EvaluationProtocol(name: trial.protocolName)
    let labels = TrainingMaterial.emotionMap(of: recipe)
    var options = FoldOptions(
      validationShare: recipe.training.needsValidation ? Self.validationShare : 0,
      joinsOtherCorpora: trial.joinsOtherCorpora)
    var plan = try method.plan(over: collection.clips, labels: labels, options: options)
    let chosen = trial.folds.map { $0.filter(plan.folds.indices.contains) } ?? Array(plan.folds.indices)
    if let wanted = trial.folds, chosen.count < wanted.count {
      throw .tooFew(
        protocolName: method.name, what: "folds", needed: (wanted.max() ?? 0) + 1, found: plan.folds.count)
    }
    let matches = try contentMatches(chosen.map { plan.folds[$0] })
    let groups = matches.groups
    if case .random = method, !groups.isEmpty {
      options.contentGroups = groups
      plan = try method.plan(over: collection.clips, labels: labels, options: options)
      Diagnostics.standard.report(
        "recordings that are there more than once: \(groups.count); the random split keeps their copies together"
      )
    }
    let leaks = matches.report(of: chosen.map { plan.folds[$0] })
    for line in leaks?.lines ?? [] { Diagnostics.standard.report(line) }
    if plan.folds.contains(where: { $0.validationSharesSpeakers && !$0.validation.isEmpty }) {
      Diagnostics.standard.report(Self.sharedSpeakers)
    }
    return (plan, chosen, leaks)
  }

  /// Reads every clip of `folds` once and looks for recordings that are there more than once.
  private func contentMatches(_ folds: [Fold]) throws(TrainingError) -> ContentMatches {
    let clips = folds.flatMap { $0.train + $0.validation + $0.test }.map(\.clip)
    let bar = ProgressBar("looking for copies", totalCount: Set(clips.map(\.path)).count)
    defer { bar.finish() }
    return try ContentMatches(
      clips, threadCount: threadCount,
      samples: { (clip) throws(TrainingError) in
        if Interruption.signal != nil { throw .undecodable(path: clip.path, reason: "interrupted") }
        return try ClipDecoder.samples(path: clip.path, sampleRate: ContentMatches.sampleRate)
      }, progress: { bar.advance() })
  }

  /// Makes sure that the data hold what the conditions mix in.
  ///
  /// - Errors: `corpusMissing`.
  func requireSounds(of sounds: ClipCollection) throws(TrainingError) {
    for condition in conditions {
      switch condition {
      case .noise10, .noise20:
        if sounds.noise.isEmpty { throw .corpusMissing(protocolName: condition.rawValue, corpus: "noise") }
      case .room, .farRoom:
        if sounds.rooms.isEmpty { throw .corpusMissing(protocolName: condition.rawValue, corpus: "rooms") }
      case .quiet, .loud, .telephone: continue
      }
    }
  }
}
