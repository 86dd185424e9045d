import Buffers
import DSP
import Network

/// Scores whole clips during training, clean and at their own speed.
///
/// The final figures come from the recogniser itself; this is its shortcut, on the same rows, gate and network.
struct ClipScorer {
  private let clips: [LabeledClip]
  private let features: [AlignedBuffer]
  private let isSpeech: [[Bool]]
  private let melCount: Int
  private let classCount: Int

  init(recipe: Recipe, clips: [LabeledClip], store: MelStore) throws(TrainingError) {
    self.clips = clips
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

  /// Mean recall over the classes that occur.
  func recall(of network: LayeredNetwork, workers: WorkerPool) -> Double {
    var right = [Int](repeating: 0, count: classCount)
    var support = right
    let input = Activation()
    let context = PassContext(workers: workers, isTraining: false)
    for start in stride(from: 0, to: clips.count, by: 16) {
      let batch = start..<min(start + 16, clips.count)
      fill(input, batch, timeStride: network.timeStride)
      let logits = network.forward(input, context)
      for (slot, clip) in batch.enumerated() {
        let row = logits.sample(slot) + (logits.stepCount - 1) * classCount
        let best = (0..<classCount).max { row[$0] < row[$1] } ?? 0
        support[clips[clip].labelIndex] += 1
        if best == clips[clip].labelIndex { right[best] += 1 }
      }
    }
    let recalls = support.indices.filter { support[$0] > 0 }.map { Double(right[$0]) / Double(support[$0]) }
    return recalls.reduce(0, +) / Double(max(1, recalls.count))
  }

  private func fill(_ input: Activation, _ batch: Range<Int>, timeStride: Int) {
    let longest = batch.map { isSpeech[$0].count }.max() ?? 0
    let rowCount = (longest + timeStride - 1) / timeStride * timeStride
    input.resize(sampleCount: batch.count, stepCount: rowCount, width: melCount)
    input.base.update(repeating: 0, count: input.sampleCount * input.sampleStride)
    let mask = StepMask()
    mask.resize(sampleCount: batch.count, stepCount: rowCount)
    for (slot, clip) in batch.enumerated() {
      input.sample(slot).update(from: features[clip].base, count: features[clip].count)
      for (row, open) in isSpeech[clip].enumerated() { mask[slot, row] = open }
    }
    input.mask = mask
  }
}
