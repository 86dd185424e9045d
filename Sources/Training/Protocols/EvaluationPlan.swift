/// One parting of the clips: learn from `train`, choose by `validation`, report on `test`.
public struct Fold: Sendable, Hashable {
  /// What is tested: the speakers, the corpus or the split.
  public var name: String
  /// Clips to learn from.
  public var train: [LabeledClip]
  /// Clips to choose epochs, rates and thresholds by; split off from the training clips, never from the test.
  public var validation: [LabeledClip]
  /// Clips to report on.
  public var test: [LabeledClip]
  /// Whether speakers of the validation clips are also in `train`, because there were too few to part them.
  public var validationSharesSpeakers: Bool

  /// Parts clips by hand.
  public init(
    name: String, train: [LabeledClip], validation: [LabeledClip], test: [LabeledClip],
    validationSharesSpeakers: Bool
  ) {
    self.name = name
    self.train = train
    self.validation = validation
    self.test = test
    self.validationSharesSpeakers = validationSharesSpeakers
  }
}

/// A protocol laid out over real clips.
public struct EvaluationPlan: Sendable, Hashable {
  /// The protocol it follows.
  public var evaluationProtocol: EvaluationProtocol
  /// Labels the indices of the clips refer to.
  public var labels: LabelMap
  /// The folds, in the protocol's order.
  public var folds: [Fold]

  /// One sentence on what its figures say of unknown voices.
  public var statement: String {
    let joins = evaluationProtocol.corpus.map { corpus in
      folds.contains { $0.train.contains { $0.clip.corpus != corpus } }
    }
    return evaluationProtocol.statement(joinsOtherCorpora: joins ?? false)
  }

  /// Lays out `folds` by hand.
  public init(evaluationProtocol: EvaluationProtocol, labels: LabelMap, folds: [Fold]) {
    self.evaluationProtocol = evaluationProtocol
    self.labels = labels
    self.folds = folds
  }
}

/// What may be chosen about a protocol's folds.
public struct FoldOptions: Sendable, Hashable {
  /// Share of the training clips to hold for validation, by whole speakers where there are enough. Range: 0 ..< 1.
  public var validationShare: Double
  /// Seed of the choices that are left to chance, beside the protocol's own.
  public var seed: UInt64
  /// Whether the other corpora in the data join the training clips of a protocol that tests on one corpus.
  public var joinsOtherCorpora: Bool
  /// Paths of clips that hold the same recording; each group stays on one side of a random split.
  public var contentGroups: [[String]]

  /// By default there is no validation part and other corpora stay out.
  public init(
    validationShare: Double = 0, seed: UInt64 = 0, joinsOtherCorpora: Bool = false,
    contentGroups: [[String]] = []
  ) {
    precondition(validationShare >= 0 && validationShare < 1, "a share of \(validationShare)")
    self.validationShare = validationShare
    self.seed = seed
    self.joinsOtherCorpora = joinsOtherCorpora
    self.contentGroups = contentGroups
  }
}

/// Paths that hold the same recording, as one unit.
struct ContentGroups {
  private var groupByPath: [String: Int] = [:]

  init(_ groups: [[String]]) {
    for (index, paths) in groups.enumerated() {
      for path in paths { groupByPath[path] = index }
    }
  }

  /// `clips` in units that must not be parted, in the order of each unit's first clip.
  func units(of clips: [LabeledClip]) -> [[LabeledClip]] {
    var units: [[LabeledClip]] = []
    var unitByGroup: [Int: Int] = [:]
    for clip in clips {
      let group = groupByPath[clip.clip.path]
      if let group, let unit = unitByGroup[group] {
        units[unit].append(clip)
      } else {
        if let group { unitByGroup[group] = units.count }
        units.append([clip])
      }
    }
    return units
  }
}
