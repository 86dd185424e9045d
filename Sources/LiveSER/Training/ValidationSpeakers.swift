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
}
