import Training

/// Speakers whose clips are held apart while a model is trained, to choose epochs and the temperature by.
enum ValidationSpeakers {
  /// Speakers of `clips` that `names` stand for: whole names (`ravdess-03`), or what follows the corpus (`03`).
  ///
  /// - Errors: `speakersMissing` with the names that stand for nobody.
  static func named(_ names: [String], among clips: [LabeledClip]) throws(TrainingError) -> Set<String> {
    let speakers = Set(clips.compactMap(\.clip.speaker))
    var chosen: Set<String> = []
    var unknown: [String] = []
    for name in names {
      let found = speakers.filter { $0 == name || $0.hasSuffix("-\(name)") }
      if found.isEmpty { unknown.append(name) }
      chosen.formUnion(found)
    }
    guard unknown.isEmpty else {
      throw .speakersMissing(protocolName: "--validation-speakers", speakers: unknown)
    }
    return chosen
  }

  /// Speakers drawn by `seed` until they have a tenth of the clips; nobody without whom a label is left with no clip.
  static func drawn(among clips: [LabeledClip], seed: UInt64) -> Set<String> {
    let bySpeaker = Dictionary(grouping: clips) { $0.clip.speaker ?? "" }
    var generator = SeededGenerator(seed: seed, stream: 0xa11d)
    var left = clips.reduce(into: [Int: Int]()) { $0[$1.labelIndex, default: 0] += 1 }
    var chosen: Set<String> = []
    var count = 0
    for speaker in bySpeaker.keys.filter({ !$0.isEmpty }).sorted().shuffled(using: &generator) {
      guard 10 * count < clips.count else { break }
      let own = bySpeaker[speaker] ?? []
      let labels = own.reduce(into: [Int: Int]()) { $0[$1.labelIndex, default: 0] += 1 }
      guard labels.allSatisfy({ (left[$0.key] ?? 0) > $0.value }) else { continue }
      for (label, number) in labels { left[label, default: 0] -= number }
      chosen.insert(speaker)
      count += own.count
    }
    return chosen
  }
}
