extension EvaluationProtocol {
  /// Lays the protocol out over `clips`.
  ///
  /// A fixed protocol leaves other speakers of its corpus out altogether. Every fold's training clips hold every label.
  ///
  /// - Parameter labels: labels to score; the protocol's own by default.
  /// - Errors: `corpusMissing`, `speakersMissing`, `speakerMissing`, `tooFew`, and what `LabelMap.labeled` throws.
  public func plan(
    over clips: [Clip], labels: LabelMap? = nil, options: FoldOptions = FoldOptions()
  ) throws(TrainingError) -> EvaluationPlan {
    var map = labels ?? defaultLabels
    if !sharesSpeakers { try requireSpeakers(of: clips) }
    var folds: [Fold]
    if let speakers = fixedTestSpeakers {
      folds = try fixedFolds(testing: speakers, clips: clips, map: map, options: options)
    } else {
      if case .leaveOneCorpusOut = self { map = try mapToCommonLabels(map, clips: clips) }
      folds = try openFolds(of: map.labeled(clips), options: options)
    }
    for index in folds.indices {
      try requireLabels(of: folds[index].train, map: map)
      folds[index].holdValidation(options: options, foldIndex: index, sharesSpeakers: sharesSpeakers)
    }
    return EvaluationPlan(evaluationProtocol: self, labels: map, folds: folds)
  }

  private func requireSpeakers(of clips: [Clip]) throws(TrainingError) {
    let corpora = testedCorpora
    let missing = clips.filter { $0.speaker == nil && (corpora.isEmpty || corpora.contains($0.corpus)) }
    if let first = missing.first {
      throw .speakerMissing(protocolName: name, path: first.path, clipCount: missing.count)
    }
  }

  private func requireLabels(of train: [LabeledClip], map: LabelMap) throws(TrainingError) {
    let present = Set(train.map(\.labelIndex))
    for index in map.labels.indices where !present.contains(index) {
      throw .classWithoutClips(label: map.labels[index], found: present.sorted().map { map.labels[$0] })
    }
  }

  private func fixedFolds(
    testing speakers: [[String]], clips: [Clip], map: LabelMap, options: FoldOptions
  ) throws(TrainingError) -> [Fold] {
    let corpora = Set(testedCorpora)
    let tested = clips.filter { corpora.contains($0.corpus) }
    let found = Set(tested.map(\.corpus))
    for corpus in testedCorpora where !found.contains(corpus) {
      throw .corpusMissing(protocolName: name, corpus: corpus)
    }
    let present = Set(tested.compactMap(\.speaker))
    let missing = speakers.joined().filter { !present.contains($0) }
    guard missing.isEmpty else { throw .speakersMissing(protocolName: name, speakers: missing) }
    let wanted = Set(speakers.joined())
    let own = map.labeledWherePossible(tested.filter { wanted.contains($0.speaker ?? "") })
    guard !own.isEmpty else {
      throw .noLabeledClips(labels: map.labels, found: map.droppedCounts(tested).keys.sorted())
    }
    var others = clips.filter { !corpora.contains($0.corpus) }
    var readers: [Clip] = []
    if case .jointCV = self {
      readers = others.filter { $0.corpus == Self.readingCorpus }
      others.removeAll { $0.corpus == Self.readingCorpus }
    }
    let joining = options.joinsOtherCorpora ? map.labeledWherePossible(others) : []
    var folds = speakers.map { names in
      let inTest = Set(names)
      return Fold(
        name: Self.foldName(names),
        train: own.filter { !inTest.contains($0.clip.speaker ?? "") } + joining,
        test: own.filter { inTest.contains($0.clip.speaker ?? "") })
    }
    addReaders(to: &folds, clips: map.labeledWherePossible(readers))
    return folds
  }

  /// Shares the readers out over the folds of `joint-cv`, so that each reads to one training that has not heard them.
  private func addReaders(to folds: inout [Fold], clips: [LabeledClip]) {
    let speakers = Set(clips.compactMap(\.clip.speaker)).sorted()
    for index in folds.indices {
      let own = speakers.indices.filter { $0 % folds.count == index }.map { speakers[$0] }
      folds[index].train += clips.filter { !own.contains($0.clip.speaker ?? "") }
      folds[index].test += clips.filter { own.contains($0.clip.speaker ?? "") }
      if !own.isEmpty { folds[index].name += " " + Self.foldName(own) }
    }
  }

  /// Speakers in a row, each corpus named once: `ravdess-01,02,03,04`.
  private static func foldName(_ speakers: [String]) -> String {
    var name = ""
    var corpus: Substring?
    for speaker in speakers {
      let parts = speaker.split(separator: "-", maxSplits: 1)
      let isSame = parts.count == 2 && parts[0] == corpus
      name += (name.isEmpty ? "" : isSame ? "," : " ") + (isSame ? String(parts[1]) : speaker)
      corpus = parts.first
    }
    return name
  }

  private func mapToCommonLabels(_ map: LabelMap, clips: [Clip]) throws(TrainingError) -> LabelMap {
    let byCorpus = Dictionary(grouping: clips.filter { $0.corpus != Self.readingCorpus }, by: \.corpus)
    guard byCorpus.count > 1 else {
      throw .tooFew(protocolName: name, what: "corpora", needed: 2, found: byCorpus.count)
    }
    let labelSets = byCorpus.values.map { Set($0.compactMap(map.index(of:))) }
    let common = map.labels.indices.filter { index in labelSets.allSatisfy { $0.contains(index) } }
    guard common.count > 1 else {
      throw .tooFew(protocolName: name, what: "classes that all corpora have", needed: 2, found: common.count)
    }
    return LabelMap(labels: common.map { map.labels[$0] }, replacements: map.replacements)
  }

  private func openFolds(of clips: [LabeledClip], options: FoldOptions) throws(TrainingError) -> [Fold] {
    let tested = clips.filter { $0.clip.corpus != Self.readingCorpus }
    switch self {
    case .random(let percent, let seed):
      let groups = ContentGroups(options.contentGroups)
      let (test, train) = StratifiedSplit.split(
        clips, share: Double(percent) / 100, groups: groups, seed: seed)
      guard !test.isEmpty, !train.isEmpty else {
        throw .tooFew(protocolName: name, what: "clips", needed: 2, found: clips.count)
      }
      return [Fold(name: "seed \(seed)", train: train, test: test)]
    case .speakerKFold(let count):
      let parts = SpeakerBalance.parts(of: tested, count: count, seed: options.seed)
      guard parts.count == count else {
        throw .tooFew(protocolName: name, what: "speakers", needed: count, found: parts.count)
      }
      return folds(of: clips, testing: parts.enumerated().map { ("fold \($0 + 1)", Set($1)) }) {
        $0.speaker ?? ""
      }
    case .leaveOneSpeakerOut:
      let speakers = Set(tested.compactMap(\.clip.speaker)).sorted()
      guard speakers.count > 1 else {
        throw .tooFew(protocolName: name, what: "speakers", needed: 2, found: speakers.count)
      }
      return folds(of: clips, testing: speakers.map { ($0, [$0]) }) { $0.speaker ?? "" }
    default:
      let corpora = Set(tested.map(\.clip.corpus)).sorted()
      return folds(of: clips, testing: corpora.map { ($0, [$0]) }, by: \.corpus)
    }
  }

  private func folds(
    of clips: [LabeledClip], testing tests: [(name: String, keys: Set<String>)], by key: (Clip) -> String
  ) -> [Fold] {
    tests.map { name, keys in
      Fold(
        name: name, train: clips.filter { !keys.contains(key($0.clip)) },
        test: clips.filter { keys.contains(key($0.clip)) })
    }
  }
}
