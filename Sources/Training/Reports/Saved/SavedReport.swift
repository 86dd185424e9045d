/// An evaluation's figures without its clips, small enough to be kept beside the recipe it is about.
public struct SavedReport: Sendable, Equatable, Codable {
  /// One fold, trained once.
  public struct Fold: Sendable, Equatable, Codable {
    /// Name of the fold.
    public var name: String
    /// Seed of the training run.
    public var seed: UInt64
    /// Clips learnt from, validation not counted.
    public var trainClipCount: Int
    /// Clips held for validation.
    public var validationClipCount: Int
    /// Clips tested.
    public var testClipCount: Int
    /// Unweighted average recall. Range: 0...1
    public var uar: Double
    /// Accuracy. Range: 0...1
    public var wa: Double
    /// Epochs trained.
    public var epochCount: Int
    /// Epoch whose weights were kept; nil where they are the last one's.
    public var keptEpoch: Int?
    /// How the network scored the test clips whole; nil where its input is no window.
    public var wholeClips: WholeClipScores?
  }

  /// Scores on the test clips of one corpus.
  public struct Corpus: Sendable, Hashable, Codable {
    /// Name of the corpus.
    public var name: String
    /// Test clips, over folds and seeds.
    public var clipCount: Int
    /// Classes that these clips have.
    public var classCount: Int
    /// UAR of each fold and seed that tests the corpus. Range of each: 0...1.
    public var foldUARs: [Double]
    /// UAR over them.
    public var uar: MeanAndDeviation
    /// Accuracy over them.
    public var wa: MeanAndDeviation
    /// UAR on changed sound; nil where it was not kept or not looked at.
    public var conditions: [Condition]?
    /// Expected calibration error; nil where it was not kept or speech was found in no clip.
    public var ece: Double?
  }

  /// What test and training clips have in common, counted.
  public struct Leaks: Sendable, Hashable, Codable {
    /// Test clips.
    public var testClipCount: Int
    /// Test clips that are recordings which were also learnt from.
    public var copiedTestClipCount: Int
    /// Test speakers.
    public var testSpeakerCount: Int
    /// Test speakers who were also learnt from.
    public var sharedSpeakerCount: Int
    /// Test sentences.
    public var testSentenceCount: Int
    /// Test sentences that were also learnt from.
    public var sharedSentenceCount: Int
  }

  /// What was run.
  public var run: EvaluationReport.Run
  /// Name of the protocol.
  public var protocolName: String
  /// Whether test speakers are also in the training data.
  public var sharesSpeakers: Bool
  /// Class names, in the order of the model's outputs.
  public var labels: [String]
  /// Labelled clips by corpus, in alphabetical order.
  public var corpora: [EvaluationReport.CorpusSummary]
  /// Scores of every fold and seed.
  public var folds: [Fold]
  /// Scores by corpus, where several were tested.
  public var testedCorpora: [Corpus]?
  /// UAR over folds and seeds.
  public var uar: MeanAndDeviation
  /// Accuracy over folds and seeds.
  public var wa: MeanAndDeviation
  /// All verdicts together.
  public var confusion: ConfusionMatrix
  /// Expected calibration error; nil where speech was found in no clip.
  public var ece: Double?
  /// UAR on changed sound; nil where it was not kept or not looked at.
  public var conditions: [Condition]?
  /// UAR after some seconds of speech; nil where it was not kept or not looked at.
  public var early: [Early]?
  /// Sounds taken for speech, and speech for sounds; nil where they were not kept.
  public var detection: DetectionScores?
  /// What test and training clips have in common, where it was looked for.
  public var leaks: Leaks?
  /// The first fold's training, epoch by epoch.
  public var curve: [TrainingCurvesPicture.Epoch]

  /// Accuracy on whole clips, each fold by its clips; nil where it was not measured in every fold.
  public var wholeClipAccuracy: Double? { wholeClips(\.accuracy) }

  /// Share of single outputs on the right side of one half, on whole clips; nil where it was not measured in every fold.
  public var binaryAccuracy: Double? { wholeClips(\.binaryAccuracy) }

  private func wholeClips(_ value: (WholeClipScores) -> Double) -> Double? {
    let scores = folds.compactMap(\.wholeClips)
    let clipCount = scores.reduce(0) { $0 + $1.clipCount }
    guard !folds.isEmpty, scores.count == folds.count, clipCount > 0 else { return nil }
    return scores.reduce(0) { $0 + value($1) * Double($1.clipCount) } / Double(clipCount)
  }
}

extension SavedReport {
  /// What is kept of `report`.
  public init(_ report: EvaluationReport) {
    run = report.run
    protocolName = report.protocolName
    sharesSpeakers = report.sharesSpeakers
    labels = report.labels
    corpora = report.corpora
    folds = report.folds.map(Fold.init)
    testedCorpora = report.corpusScores.isEmpty ? nil : report.corpusScores.map(Corpus.init)
    uar = report.uar
    wa = report.wa
    confusion = report.pooledConfusion
    ece = report.calibration?.ece
    conditions = Condition.list(report.conditions)
    early = Early.list(report.secondsHeard)
    detection = report.detection
    leaks = report.leaks.map(Leaks.init)
    curve =
      report.folds.first?.training?.history.map {
        TrainingCurvesPicture.Epoch(
          trainLoss: Self.rounded($0.loss), validationLoss: $0.validationLoss.map(Self.rounded),
          trainScore: Self.rounded($0.accuracy), validationScore: $0.validationAccuracy.map(Self.rounded))
      } ?? []
  }

  /// Four decimals: enough for a curve.
  private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}

extension SavedReport.Fold {
  init(_ scores: FoldScores) {
    name = scores.name
    seed = scores.seed
    trainClipCount = scores.trainClipCount
    validationClipCount = scores.validationClipCount
    testClipCount = scores.confusion.clipCount
    uar = scores.uar
    wa = scores.wa
    epochCount = scores.training?.history.count ?? 0
    keptEpoch = scores.training?.keptEpoch
    wholeClips = scores.training?.wholeClips
  }
}

extension SavedReport.Corpus {
  init(_ scores: CorpusScores) {
    name = scores.corpus
    clipCount = scores.clipCount
    classCount = scores.classCount
    foldUARs = scores.foldUARs
    uar = scores.uar
    wa = scores.wa
    conditions = SavedReport.Condition.list(scores.conditions)
    ece = scores.calibration?.ece
  }
}

extension SavedReport.Leaks {
  init(_ report: LeakReport) {
    testClipCount = report.testClipCount
    copiedTestClipCount = report.copiedTestClipCount
    testSpeakerCount = report.testSpeakerCount
    sharedSpeakerCount = report.sharedSpeakers.count
    testSentenceCount = report.testSentenceCount
    sharedSentenceCount = report.sharedSentences.count
  }
}
