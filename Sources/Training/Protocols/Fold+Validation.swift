extension Fold {
  /// A fold without a validation part.
  init(name: String, train: [LabeledClip], test: [LabeledClip]) {
    self.init(name: name, train: train, validation: [], test: test, validationSharesSpeakers: false)
  }

  /// All `clips` to learn from but those that `options` hold apart; none to test.
  public static func training(on clips: [LabeledClip], options: FoldOptions) -> Fold {
    var fold = Fold(name: "all clips", train: clips, test: [])
    fold.holdValidation(options: options, foldIndex: 0, sharesSpeakers: false)
    return fold
  }

  /// Moves a share of the training clips to `validation`: whole speakers, unless the protocol shares speakers anyway
  /// or too few are left to learn every label from.
  mutating func holdValidation(options: FoldOptions, foldIndex: Int, sharesSpeakers: Bool) {
    guard options.validationShare > 0, !train.isEmpty else { return }
    var generator = SeededGenerator(seed: options.seed, stream: 0xa11d, UInt64(foldIndex))
    if !sharesSpeakers, let speakers = validationSpeakers(share: options.validationShare, using: &generator) {
      validation = train.filter { speakers.contains($0.clip.speaker ?? "") }
      train.removeAll { speakers.contains($0.clip.speaker ?? "") }
    } else {
      let groups = ContentGroups(options.contentGroups)
      (validation, train) = StratifiedSplit.split(
        train, share: options.validationShare, groups: groups, seed: generator.next())
      validationSharesSpeakers = true
    }
  }

  /// Speakers whose clips are nearest to the share, taken in random order; nil when none can be spared.
  private func validationSpeakers(share: Double, using generator: inout SeededGenerator) -> Set<String>? {
    let bySpeaker = Dictionary(grouping: train) { $0.clip.speaker ?? "" }
    let names = bySpeaker.keys.filter { !$0.isEmpty }.sorted().shuffled(using: &generator)
    let wanted = share * Double(train.count)
    let labels = Set(train.map(\.labelIndex))
    var chosen: Set<String> = []
    func leavesEveryLabel(_ speaker: String) -> Bool {
      var rest: Set<Int> = []
      for (name, clips) in bySpeaker where name != speaker && !chosen.contains(name) {
        rest.formUnion(clips.map(\.labelIndex))
      }
      return rest == labels
    }
    var count = 0
    for name in names {
      let size = bySpeaker[name]?.count ?? 0
      guard Double(count + size) <= wanted * 1.2, leavesEveryLabel(name) else { continue }
      chosen.insert(name)
      count += size
    }
    if chosen.isEmpty {
      let bySize = names.indices.sorted {
        (bySpeaker[names[$0]]?.count ?? 0, $0) < (bySpeaker[names[$1]]?.count ?? 0, $1)
      }
      guard let smallest = bySize.lazy.map({ names[$0] }).first(where: leavesEveryLabel) else { return nil }
      chosen = [smallest]
    }
    return chosen
  }
}
