import Training

/// What a training is about to do, told before it does it.
struct TrainingOutline {
  let recipe: Recipe
  let collection: ClipCollection
  let parts: Fold
  let weightCount: Int
  let seed: UInt64
  let threadCount: Int
  let output: String

  /// The lines.
  var lines: [String] {
    let training = recipe.training
    let threads = threadCount == 1 ? "1 thread" : "\(threadCount) threads"
    var lines = [
      "recipe \(recipe.name): \(weightCount) weights\(members), \(training.epochCount) epochs in batches of \(training.batchSize), "
        + "\(training.optimizer.name), seed \(seed), \(threads)"
    ]
    let labels = TrainingMaterial.emotionMap(of: recipe).labels
    lines += Self.corpusLines(parts.train, labels: labels, limits: training.clipsPerEpoch)
    if let heldApart = parts.heldApart { lines.append("held apart: \(heldApart)") }
    lines += dropped
    let noiseCount = recipe.mixesRecordedNoise ? collection.noise.count : 0
    let roomCount = recipe.mixesRooms ? collection.rooms.count : 0
    if noiseCount > 0 || roomCount > 0 {
      lines.append("mixed in: \(noiseCount.counted("noise")), \(roomCount.counted("room"))")
    }
    let named = Set(training.clipsPerEpoch.keys).union(training.corpusWeights.keys)
    let missing = named.filter { corpus in
      !Self.madeUpCorpora.contains(corpus) && !parts.train.contains { $0.clip.corpus == corpus }
    }
    if !missing.isEmpty {
      lines.append("named by the recipe but not in the data: \(missing.sorted().joined(separator: ", "))")
    }
    return lines + ["to be written: \(output)"]
  }

  /// Corpora that a recipe may name whose clips have no emotion.
  private static let madeUpCorpora = ["noise", "synthetic"]

  private var members: String {
    recipe.training.memberCount > 1 ? " in \(recipe.training.memberCount) networks" : ""
  }

  /// A line a corpus: clips, speakers, clips of each label.
  private static func corpusLines(
    _ clips: [LabeledClip], labels: [String], limits: [String: Int]
  ) -> [String] {
    Dictionary(grouping: clips, by: \.clip.corpus).sorted { $0.key < $1.key }.map { corpus, own in
      let speakers = Set(own.compactMap(\.clip.speaker)).count
      let counts = labels.indices.compactMap { index -> String? in
        let count = own.count { $0.labelIndex == index }
        return count == 0 ? nil : "\(count) \(labels[index])"
      }
      let limit = limits[corpus].flatMap { $0 < own.count ? ", \($0) of them drawn an epoch" : nil } ?? ""
      return
        "\(corpus): \(own.count.counted("clip")) of \(speakers.counted("speaker"))\(limit): \(counts.joined(separator: ", "))"
    }
  }

  /// Clips without a label, and files that are no clips.
  private var dropped: [String] {
    var lines: [String] = []
    let map = TrainingMaterial.emotionMap(of: recipe)
    let counts = map.droppedCounts(collection.clips).sorted { $0.key < $1.key }.map {
      "\($0.value) \($0.key)"
    }
    if !counts.isEmpty { lines.append("left out, without a label here: \(counts.joined(separator: ", "))") }
    let skipped = collection.skippedCounts.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.value) \($0.key.words)" }
    if !skipped.isEmpty { lines.append("left out, not used: \(skipped.joined(separator: ", "))") }
    return lines
  }
}

extension SkippedFile.Reason {
  /// Of how many files it is told.
  fileprivate var words: String {
    switch self {
    case .notAudio: "no sound files"
    case .unrecognisedName: "with names of no known corpus"
    case .song: "songs"
    case .videoSound: "sounds of videos that repeat sound files"
    case .labelMissing: "without their label file"
    case .secondCopy: "second copies"
    }
  }
}

extension Recipe {
  /// Whether clips are learnt from in recorded noise.
  fileprivate var mixesRecordedNoise: Bool {
    input.window == nil
      ? augmentation.noiseProbability > 0
      : copies.copies.contains { $0.noiseRatio != nil && $0.noise == .recorded }
  }

  /// Whether clips are learnt from in rooms.
  fileprivate var mixesRooms: Bool {
    input.window == nil ? augmentation.roomProbability > 0 : copies.copies.contains(where: \.isInRoom)
  }
}
