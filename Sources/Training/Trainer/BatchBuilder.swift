import Buffers
import DSP
import Network
import Recognition

/// Makes the batches of an epoch out of clips: draws, augments, runs gate and level normalisation, crops.
///
/// Everything drawn depends on seed, epoch and clip, never on threads or on the order of work.
struct BatchBuilder: Sendable {
  let recipe: Recipe
  let clips: [LabeledClip]
  let store: MelStore
  let augmenter: Augmenter
  let seed: UInt64
  /// Features where the input is a window, a list for each of `clips`.
  let windows: WindowBatches?
  /// Gate's verdict on the rows of every copy of every clip.
  private let cleanSpeech: [[[Bool]]]
  /// Whether a sequence's end matters to the network, because it looks ahead.
  private let looksAhead: Bool

  init(
    recipe: Recipe, clips: [LabeledClip], store: MelStore, windows: WindowStore? = nil, augmenter: Augmenter,
    seed: UInt64, workers: WorkerPool
  ) throws(TrainingError) {
    self.recipe = recipe
    self.store = store
    self.augmenter = augmenter
    self.seed = seed
    looksAhead = !recipe.isStreaming
    if recipe.input.window != nil {
      guard let windows else {
        throw .recipe(path: recipe.name, place: "input", reason: "needs the features of windows")
      }
      let training = try WindowBatches.training(clips, windows, recipe: recipe)
      self.clips = training.clips
      self.windows = training.batches
      cleanSpeech = []
      return
    }
    self.clips = clips
    self.windows = nil
    var speech: [[[Bool]]] = []
    speech.reserveCapacity(clips.count)
    let analyzer = try Self.analyzer(recipe.frontEnd)
    for clip in clips {
      speech.append((store[clip.clip.path] ?? []).map { Self.analyze($0, analyzer).isSpeech })
    }
    cleanSpeech = speech
  }

  static func analyzer(_ options: FrontEndOptions) throws(TrainingError) -> RowAnalyzer {
    do {
      return try RowAnalyzer(options)
    } catch {
      throw .recipe(path: "", place: "frontEnd", reason: "\(error)")
    }
  }

  /// Features and gate of all rows, as the live path would find them.
  static func analyze(_ rows: MelRows, _ fresh: RowAnalyzer) -> (features: AlignedBuffer, isSpeech: [Bool]) {
    var analyzer = fresh
    let features = AlignedBuffer(count: rows.power.count)
    let logMel = AlignedBuffer(count: rows.melCount)
    defer { withExtendedLifetime(logMel) {} }
    let isSpeech = (0..<rows.count).map { row in
      analyzer.analyze(
        power: rows.row(row), logMel: logMel.base, features: features.base + row * rows.melCount
      ).isSpeech
    }
    return (features, isSpeech)
  }

  /// Clip indices of the batches of `epoch`, in order.
  func batches(epoch: Int) -> [[Int]] {
    var random = SeededGenerator(seed: seed, stream: 1, UInt64(epoch))
    var chosen: [Int] = []
    let byCorpus = Dictionary(grouping: clips.indices) { clips[$0].clip.corpus }
    for corpus in byCorpus.keys.sorted() {
      let all = byCorpus[corpus] ?? []
      if let limit = recipe.training.clipsPerEpoch[corpus], limit < all.count {
        chosen += all.shuffled(using: &random).prefix(limit)
      } else {
        chosen += all
      }
    }
    chosen.shuffle(using: &random)
    let size = recipe.training.batchSize
    return stride(from: 0, to: chosen.count, by: size).map {
      Array(chosen[$0..<min($0 + size, chosen.count)])
    }
    .filter { $0.count > 1 }
  }

  /// Fills `input` with the crops of `indices`.
  func fill(_ input: Activation, indices: [Int], epoch: Int, workers: WorkerPool) throws(TrainingError) {
    if let windows {
      windows.fill(input, indices: indices) { index, count in
        guard count > 1 else { return 0 }
        var random = SeededGenerator(seed: seed, stream: 2, UInt64(epoch), UInt64(index))
        return random.nextIndex(below: count)
      }
      return
    }
    let rowCount = recipe.training.cropRowCount
    let melCount = recipe.frontEnd.logMel.melCount
    input.resize(sampleCount: indices.count, stepCount: rowCount, width: melCount)
    let mask = StepMask()
    mask.resize(sampleCount: indices.count, stepCount: rowCount)
    input.mask = mask
    let analyzer = try Self.analyzer(recipe.frontEnd)
    workers.forEachShard(of: indices.count) { _, slots in
      for slot in slots {
        let crop = crop(of: indices[slot], epoch: epoch, analyzer)
        let target = input.sample(slot)
        target.update(repeating: 0, count: input.sampleStride)
        for row in 0..<crop.count {
          (target + row * melCount).update(
            from: crop.features.base + (crop.first + row) * melCount, count: melCount)
          mask[slot, row] = crop.isSpeech[crop.first + row]
        }
        if looksAhead {
          let least = min(rowCount, recipe.network.minimumStepCount)
          mask.setLength(max(crop.count, least), of: slot)
        }
        var random = SeededGenerator(seed: seed, stream: 3, UInt64(epoch), UInt64(indices[slot]))
        augmenter.mask(target, rowCount: crop.count, &random)
      }
    }
  }

  /// One of the copies: of those in rooms, where there are any, as often as the recipe says.
  private func copyIndex(among count: Int, _ random: inout SeededGenerator) -> Int {
    let plainCount = min(store.speeds.count, count)
    guard count > plainCount, random.nextFloat() < recipe.augmentation.roomProbability else {
      // Speed 1 comes first where it is there for scoring alone.
      let first = plainCount > 1 && !recipe.augmentation.speeds.contains(1) ? 1 : 0
      return first + random.nextIndex(below: plainCount - first)
    }
    return plainCount + random.nextIndex(below: count - plainCount)
  }

  private struct Crop {
    var features: AlignedBuffer
    var isSpeech: [Bool]
    var first: Int
    var count: Int
  }

  private func crop(of index: Int, epoch: Int, _ analyzer: RowAnalyzer) -> Crop {
    var random = SeededGenerator(seed: seed, stream: 2, UInt64(epoch), UInt64(index))
    let copies = store[clips[index].clip.path] ?? []
    let copy = copyIndex(among: copies.count, &random)
    let rows = augmenter.augment(copies[copy], isSpeech: cleanSpeech[index][copy], &random)
    let (features, isSpeech) = Self.analyze(rows, analyzer)
    let margin = recipe.training.marginRowCount
    let wanted = recipe.training.cropRowCount
    let firstSpeech = isSpeech.firstIndex(of: true) ?? 0
    let lastSpeech = isSpeech.lastIndex(of: true) ?? (rows.count - 1)
    let lower = max(0, firstSpeech - margin)
    let upper = min(rows.count, lastSpeech + 1 + margin)
    let slack = upper - lower - wanted
    let first = slack > 0 ? lower + random.nextIndex(below: slack + 1) : lower
    return Crop(
      features: features, isSpeech: isSpeech, first: first, count: min(wanted, rows.count - first))
  }
}
