import Buffers
import Network
import Recognition

/// Trains one network on one set of clips.
///
/// Same recipe, clips, noises, rooms and seed give the same weights, bit for bit, whatever the number of threads, and whether
/// or not the training was interrupted after an epoch and resumed from a checkpoint.
public final class Trainer {
  /// What the network is trained from.
  public let recipe: Recipe
  /// Every finished epoch.
  public internal(set) var history: [EpochReport] = []
  /// Seconds of the epochs that come from a checkpoint.
  public internal(set) var restoredSeconds = 0.0
  /// Seed of the run.
  public let seed: UInt64

  /// The network that the gradients move.
  let learner: LayeredNetwork
  /// Its moving average, where the recipe asks for one.
  let average: WeightAverage?
  let optimizer: Optimizer
  let builder: BatchBuilder
  let validation: ClipScorer?
  let workers: WorkerPool
  let loss: SequenceLoss
  /// Weight of each of the builder's clips.
  let clipWeights: [Float]
  /// Tells the clips of one run from those of another.
  let clipsFingerprint: String
  /// Tells the noises and rooms of one run from those of another; nil where the recipe takes none.
  let soundsFingerprint: String?
  /// Weights and statistics of the best epoch, where early stopping restores them.
  var bestTensors: [String: SafeTensors.Tensor]?
  /// Set while the weights are those of an unfinished epoch.
  var isInsideEpoch = false

  /// Prepares a training.
  ///
  /// - Parameter store: mel power of all clips at the recipe's speeds and in its rooms.
  /// - Parameter windows: features of all clips, where the recipe's input is a window; `store` is then not looked at.
  /// - Parameter noises: what the augmentation mixes in; may be empty.
  /// - Errors: `recipe` where the network cannot be built, a class weight names no label, no clip weighs anything, or
  ///   validation clips are needed and missing; `tooFew` with less than two training clips, or with one an epoch.
  public init(
    recipe: Recipe, train: [LabeledClip], validation: [LabeledClip], store: MelStore,
    windows: WindowStore? = nil, noises: [MelRows] = [], seed: UInt64, threadCount: Int
  ) throws(TrainingError) {
    self.recipe = recipe
    self.seed = seed
    let training = recipe.training
    guard train.count >= 2 else {
      throw .tooFew(protocolName: recipe.name, what: "training clips", needed: 2, found: train.count)
    }
    try recipe.check(path: recipe.name, hasValidation: !validation.isEmpty)
    LinearAlgebra.useCallingThreadOnly()
    workers = WorkerPool(threadCount: threadCount)
    do {
      learner = try LayeredNetwork(recipe.network, seed: seed)
      average =
        training.weightAverageDecay > 0
        ? try WeightAverage(of: learner, decay: training.weightAverageDecay) : nil
    } catch {
      throw .recipe(path: recipe.name, place: "network", reason: "\(error)")
    }
    builder = try BatchBuilder(
      recipe: recipe, clips: train, store: store, windows: windows,
      augmenter: Augmenter(
        options: recipe.augmentation, frontEnd: recipe.frontEnd, noises: noises), seed: seed,
      workers: workers)
    guard !builder.batches(epoch: 0).isEmpty else {
      throw .tooFew(protocolName: recipe.name, what: "clips an epoch", needed: 2, found: 1)
    }
    self.validation =
      validation.isEmpty
      ? nil
      : try ClipScorer(
        recipe: recipe, clips: validation, store: store, windows: windows,
        standardization: builder.windows?.standardization)
    optimizer = Optimizer(
      training.optimizer.makeRule(weightDecay: training.weightDecay), parameters: learner.parameters)
    loss = SequenceLoss(
      kind: training.loss, labelSmoothing: training.labelSmoothing, earlyShare: training.earlyLossShare,
      earlyStart: training.earlyLossStart)
    clipWeights = Self.clipWeights(training, builder.clips, labels: recipe.labels)
    guard clipWeights.contains(where: { $0 > 0 }) else {
      throw .recipe(
        path: recipe.name, place: "training",
        reason: "classWeights and corpusWeights leave no clip that weighs more than 0")
    }
    clipsFingerprint = Self.fingerprint(train: train, validation: validation)
    soundsFingerprint = Self.soundsFingerprint(
      recipe, train: train, store: store, windows: windows, noises: noises)
  }

  /// The network with the weights reached so far: their moving average where the recipe asks for one, and those of the best
  /// epoch once a training that restores them is finished.
  public var network: LayeredNetwork { average?.network ?? learner }

  /// Mean and deviation of the training clips' features, where the recipe wants them; the model needs them.
  public var standardization: Standardization? { builder.windows?.standardization }

  /// Whether all epochs are done, or training stopped early.
  public var isFinished: Bool { history.count >= recipe.training.epochCount || stoppedEarly }

  /// Whether early stopping has ended the training.
  public var stoppedEarly: Bool { recipe.training.earlyStopping?.verdict(on: history).stops ?? false }

  /// Best epoch, counted from 1, by what early stopping looks at; nil without early stopping or epochs.
  public var bestEpoch: Int? { recipe.training.earlyStopping?.verdict(on: history).bestEpoch }

  /// What each clip weighs in the loss.
  private static func clipWeights(_ training: TrainingOptions, _ clips: [LabeledClip], labels: [String])
    -> [Float]
  {
    let ofClass = training.classWeights?.weights(of: clips, labels: labels, drawn: training.clipsPerEpoch)
    return clips.indices.map { index in
      (ofClass?[index] ?? 1) * (training.corpusWeights[clips[index].clip.corpus] ?? 1)
    }
  }

  /// FNV-1a over corpus, file name and label of every clip in order; folders may move.
  private static func fingerprint(train: [LabeledClip], validation: [LabeledClip]) -> String {
    var hash: UInt64 = 14_695_981_039_346_656_037
    func add(_ text: String) {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
      hash = (hash ^ 0xFF) &* 1_099_511_628_211
    }
    for (part, clips) in [("train", train), ("validation", validation)] {
      add(part)
      for clip in clips {
        add(clip.clip.corpus)
        add(clip.clip.path.split(separator: "/").last.map(String.init) ?? "")
        add("\(clip.labelIndex)")
      }
    }
    return String(hash, radix: 16)
  }
}
