import Buffers
import DSP
import Network
import Recognition

/// Scores whole clips during training, clean and at their own speed.
///
/// The final figures come from the recogniser itself; this is its shortcut, on the same rows, gate and network.
struct ClipScorer {
  private let clips: [LabeledClip]
  private let features: [AlignedBuffer]
  private let isSpeech: [[Bool]]
  private let melCount: Int
  private let classCount: Int
  private let windows: WindowBatches?
  /// Fewest steps of a network that looks ahead; nil for one that does not, to which a sequence's end means nothing.
  private let leastStepCount: Int?

  init(
    recipe: Recipe, clips: [LabeledClip], store: MelStore, windows: WindowStore? = nil,
    standardization: Standardization? = nil
  ) throws(TrainingError) {
    self.clips = clips
    leastStepCount = recipe.isStreaming ? nil : recipe.network.minimumStepCount
    if let windows {
      self.windows = try WindowBatches.scoring(
        clips, windows, recipe: recipe, standardization: standardization)
      (features, isSpeech) = ([], [])
      (melCount, classCount) = (0, recipe.labels.count)
      return
    }
    self.windows = nil
    melCount = recipe.frontEnd.logMel.melCount
    classCount = recipe.labels.count
    let speed = store.speeds.firstIndex(of: 1) ?? 0
    let analyzer = try BatchBuilder.analyzer(recipe.frontEnd)
    var features: [AlignedBuffer] = []
    var speech: [[Bool]] = []
    for clip in clips {
      guard let rows = store[clip.clip.path]?[speed] else { continue }
      let result = BatchBuilder.analyze(rows, analyzer)
      // From just before the speech to its end, as an utterance would be cut.
      let first = max(0, (result.isSpeech.firstIndex(of: true) ?? 0) - recipe.training.marginRowCount)
      let last = result.isSpeech.lastIndex(of: true) ?? (rows.count - 1)
      features.append(
        AlignedBuffer(result.features.elements[(first * rows.melCount)..<((last + 1) * rows.melCount)]))
      speech.append(Array(result.isSpeech[first...last]))
    }
    self.features = features
    isSpeech = speech
  }

  /// Answers of `network`, and their loss on the last step, each clip weighing the same.
  func tally(of network: LayeredNetwork, loss: SequenceLoss, workers: WorkerPool) -> TrainerTally {
    var tally = TrainerTally(classCount: classCount)
    let input = Activation()
    let gradient = Activation()
    let context = PassContext(workers: workers, isTraining: false)
    for start in stride(from: 0, to: clips.count, by: 16) {
      let batch = start..<min(start + 16, clips.count)
      if let windows {
        windows.fill(input, indices: Array(batch))
      } else {
        fill(input, batch, timeStride: network.timeStride)
      }
      let targets = batch.map { ClipTarget(labelIndex: clips[$0].labelIndex) }
      let score = loss.evaluate(
        logits: network.forward(input, context), targets: targets, gradient: gradient)
      tally.add(score, targets: targets)
    }
    return tally
  }

  private func fill(_ input: Activation, _ batch: Range<Int>, timeStride: Int) {
    let longest = batch.map { isSpeech[$0].count }.max() ?? 0
    let rowCount = max(leastStepCount ?? 0, (longest + timeStride - 1) / timeStride * timeStride)
    input.resize(sampleCount: batch.count, stepCount: rowCount, width: melCount)
    input.base.update(repeating: 0, count: input.sampleCount * input.sampleStride)
    let mask = StepMask()
    mask.resize(sampleCount: batch.count, stepCount: rowCount)
    for (slot, clip) in batch.enumerated() {
      input.sample(slot).update(from: features[clip].base, count: features[clip].count)
      for (row, open) in isSpeech[clip].enumerated() { mask[slot, row] = open }
      if let leastStepCount { mask.setLength(max(leastStepCount, isSpeech[clip].count), of: slot) }
    }
    input.mask = mask
  }
}
