/// Everything that is said about one evaluation: what was run, on what, and how it scored.
public struct EvaluationReport: Sendable, Equatable, Codable {
  /// Clips of one corpus.
  public struct CorpusSummary: Sendable, Hashable, Codable {
    /// Name of the corpus.
    public var corpus: String
    /// Its clips with a label.
    public var clipCount: Int
    /// Its speakers, where they are known.
    public var speakerCount: Int
  }

  /// What was run: the command line, the program's version, the recipe or model.
  public struct Run: Sendable, Hashable, Codable {
    /// Command that repeats it.
    public var command: String
    /// Version of the program.
    public var version: String
    /// Name of the recipe trained, or of the model scored.
    public var recipeName: String
    /// Wall-clock time it took. Units: seconds.
    public var seconds: Double
    /// Wall-clock time of earlier runs, for epochs that were taken from their checkpoints; nil where none were. Units: seconds.
    public var restoredSeconds: Double?
    /// Processor time of all its threads together; nil where it was not taken. Units: seconds.
    public var processorSeconds: Double?
    /// Threads it was given; nil where that is not known.
    public var threadCount: Int?

    /// Whether the command changed the recipe, so that the figures are not the recipe's own. Options may be shortened.
    public var changesRecipe: Bool {
      command.split(separator: " ").contains { word in
        let name = word.prefix { $0 != "=" }
        return name.count > 2 && ["--optimizer", "--epochs"].contains { $0.hasPrefix(name) }
      }
    }

    /// Describes a run.
    public init(
      command: String, version: String, recipeName: String, seconds: Double,
      processorSeconds: Double? = nil, threadCount: Int? = nil, restoredSeconds: Double? = nil
    ) {
      self.restoredSeconds = restoredSeconds
      self.processorSeconds = processorSeconds
      self.threadCount = threadCount
      self.command = command
      self.version = version
      self.recipeName = recipeName
      self.seconds = seconds
    }
  }

  /// What was run.
  public var run: Run
  /// Name of the protocol.
  public var protocolName: String
  /// What the protocol's figure says of unknown voices, in a sentence.
  public var protocolStatement: String
  /// Whether test speakers are also in the training data.
  public var sharesSpeakers: Bool
  /// Class names, in the order of the model's outputs.
  public var labels: [String]
  /// Labelled clips by corpus, in alphabetical order.
  public var corpora: [CorpusSummary]
  /// Clips without a label in the map, by emotion.
  public var droppedCounts: [String: Int]
  /// Scores of every fold and seed, in the order they were run.
  public var folds: [FoldScores]
  /// UAR over folds and seeds.
  public var uar: MeanAndDeviation
  /// Accuracy over folds and seeds.
  public var wa: MeanAndDeviation
  /// All verdicts together.
  public var pooledConfusion: ConfusionMatrix
  /// 95 % interval of the pooled UAR, drawing clips.
  public var uarIntervalOverClips: ConfidenceInterval?
  /// 95 % interval of the pooled UAR, drawing speakers.
  public var uarIntervalOverSpeakers: ConfidenceInterval?
  /// Calibration of all verdicts; nil where speech was found in no clip.
  public var calibration: Calibration?
  /// Accuracy against coverage of all verdicts.
  public var coverage: CoverageCurve
  /// The temperature that would fit best; nil where speech was found in no clip.
  public var temperatureFit: TemperatureFit?
  /// What a model of this recipe should be calibrated with; nil where speech was found in no clip.
  public var advice: CalibrationAdvice?
  /// Scores when only the first seconds are heard, where that was looked at.
  public var secondsHeard: SecondsHeard?
  /// Verdicts by the speakers' gender, where it is known.
  public var genders: [GenderScores]
  /// Scores under other conditions.
  public var conditions: [ConditionScores]
  /// Scores of each corpus, where several are tested.
  public var corpusScores: [CorpusScores]
  /// Sounds taken for speech, and speech for sounds; nil without test clips.
  public var detection: DetectionScores?
  /// What test and training clips have in common, where it was looked for.
  public var leaks: LeakReport?
  /// What a finished model learnt from; nil for a recipe.
  public var learntFrom: LearntFrom?
  /// Whether every test clip names its speaker; nil in reports that do not tell.
  public var namesTestSpeakers: Bool?

  /// Test clips in which no speech was found; they count as errors.
  public var noSpeechCount: Int { pooledConfusion.noSpeechCounts.reduce(0, +) }

  /// Seeds trained with, in ascending order.
  public var seeds: [UInt64] { Set(folds.map(\.seed)).sorted() }
}

extension EvaluationReport {
  /// Scores `outcomes` of `plan`; nil where no test clip was judged.
  ///
  /// - Parameter clips: all clips the plan was laid out over, dropped ones included.
  /// - Parameter baseTemperature: temperature the verdicts were made with.
  public init?(
    run: Run, plan: EvaluationPlan, clips: [Clip], outcomes: [FoldOutcome], leaks: LeakReport? = nil,
    learntFrom: LearntFrom? = nil, baseTemperature: Double = 1
  ) {
    let labels = plan.labels.labels
    folds = outcomes.compactMap {
      FoldScores(
        fold: $0.fold, seed: $0.seed, labels: labels, predictions: $0.predictions, training: $0.training)
    }
    guard let uar = folds.uar, let wa = folds.wa else { return nil }
    (self.uar, self.wa, self.run, self.labels) = (uar, wa, run, labels)
    (self.leaks, self.learntFrom) = (leaks, learntFrom)
    namesTestSpeakers = outcomes.allSatisfy { $0.fold.test.allSatisfy { $0.clip.speaker != nil } }
    protocolName = plan.evaluationProtocol.name
    protocolStatement = plan.statement
    sharesSpeakers = plan.evaluationProtocol.sharesSpeakers
    let used = Set(outcomes.flatMap { $0.fold.train + $0.fold.validation + $0.fold.test }.map(\.clip))
    corpora = Dictionary(grouping: used, by: \.corpus).sorted { $0.key < $1.key }.map { corpus, own in
      CorpusSummary(
        corpus: corpus, clipCount: own.count, speakerCount: Set(own.compactMap(\.speaker)).count)
    }
    let corpusNames = Set(used.map(\.corpus))
    droppedCounts = plan.labels.droppedCounts(clips.filter { corpusNames.contains($0.corpus) })
    let pooled = outcomes.flatMap(\.predictions)
    pooledConfusion = ConfusionMatrix(labels: labels, predictions: pooled)
    uarIntervalOverClips = Bootstrap.uarInterval(of: pooled, labelCount: labels.count, over: .clips)
    uarIntervalOverSpeakers = Bootstrap.uarInterval(of: pooled, labelCount: labels.count, over: .speakers)
    calibration = Calibration(pooled)
    coverage = CoverageCurve(pooled)
    secondsHeard = SecondsHeard(outcomes.map(\.heard), labels: labels)
    genders = GenderScores.of(outcomes, labels: labels)
    conditions = ConditionScores.of(outcomes, labels: labels)
    corpusScores = CorpusScores.of(outcomes, labels: labels)
    detection = DetectionScores(outcomes)
    // The seeds of a fold share its clips: they are left out together.
    let byFold = Dictionary(grouping: outcomes, by: \.fold.name).sorted { $0.key < $1.key }
    temperatureFit = TemperatureFit(byFold.map { $0.value.flatMap(\.predictions) })
    advice = temperatureFit.flatMap {
      CalibrationAdvice(report: self, predictions: pooled, fit: $0, baseTemperature: baseTemperature)
    }
  }
}
