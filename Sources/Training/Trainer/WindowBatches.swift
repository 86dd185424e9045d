import Buffers
import Network
import Recognition

/// Makes batches out of the features of windows: every clip and its copies, or one of them drawn.
struct WindowBatches: Sendable {
  /// Mean and deviation of the training clips' features, where the input wants them.
  let standardization: Standardization?
  private let features: [[WindowFeatures]]
  private let minimumStepCount: Int
  private let width: Int

  /// Batches over `features`, one list a clip.
  init(_ features: [[WindowFeatures]], recipe: Recipe, standardization: Standardization?) {
    self.features = features
    self.standardization = standardization
    minimumStepCount = recipe.network.minimumStepCount
    width = recipe.network.input.width
  }

  /// Clips and their features as an epoch meets them, and what the features are standardised by.
  static func training(
    _ clips: [LabeledClip], _ store: WindowStore, recipe: Recipe
  ) throws(TrainingError) -> (clips: [LabeledClip], batches: WindowBatches) {
    var entries: [(LabeledClip, [WindowFeatures])] = []
    for clip in clips {
      let copies = try Self.features(of: clip, store)
      switch recipe.copies.use {
      case .all: entries += copies.map { (clip, [$0]) }
      case .one: entries.append((clip, copies))
      }
    }
    let standardization =
      store.input.isStandardized ? Standardization(measuring: entries.flatMap(\.1)) : nil
    return (
      entries.map(\.0),
      WindowBatches(entries.map(\.1), recipe: recipe, standardization: standardization)
    )
  }

  /// The clips themselves, without copies.
  static func scoring(
    _ clips: [LabeledClip], _ store: WindowStore, recipe: Recipe, standardization: Standardization?
  ) throws(TrainingError) -> WindowBatches {
    var features: [[WindowFeatures]] = []
    for clip in clips { features.append(Array(try Self.features(of: clip, store).prefix(1))) }
    return WindowBatches(features, recipe: recipe, standardization: standardization)
  }

  private static func features(
    of clip: LabeledClip, _ store: WindowStore
  ) throws(TrainingError) -> [WindowFeatures] {
    guard let features = store[clip.clip.path] else {
      throw .undecodable(path: clip.clip.path, reason: "was not analyzed")
    }
    return features
  }

  /// Fills `input` with the clips `indices`; `choose` names a copy among so many.
  func fill(_ input: Activation, indices: [Int], choose: (Int, Int) -> Int = { _, _ in 0 }) {
    let chosen = indices.map { index in features[index][choose(index, features[index].count)] }
    let stepCount = max(minimumStepCount, chosen.map(\.stepCount).max() ?? 0)
    input.resize(sampleCount: chosen.count, stepCount: stepCount, width: width)
    let mask = StepMask()
    mask.resize(sampleCount: chosen.count, stepCount: stepCount)
    for (slot, clip) in chosen.enumerated() {
      let target = input.sample(slot)
      if let standardization {
        standardization.apply(to: clip.values.base, stepCount: clip.stepCount, into: target)
      } else {
        target.update(from: clip.values.base, count: clip.values.count)
      }
      (target + clip.values.count).update(repeating: 0, count: stepCount * width - clip.values.count)
      let length = max(minimumStepCount, clip.stepCount)
      for step in 0..<length { mask[slot, step] = true }
      mask.setLength(length, of: slot)
    }
    input.mask = mask
    withExtendedLifetime(chosen) {}
  }
}
