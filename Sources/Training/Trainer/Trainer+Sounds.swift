import Buffers
import Glibc
import Recognition

extension Trainer {
  /// Hash of the noises and of the copies of `train` in rooms, to tell those of one run from those of another; nil where
  /// `recipe` takes none.
  static func soundsFingerprint(
    _ recipe: Recipe, train: [LabeledClip], store: MelStore, windows: WindowStore?, noises: [MelRows]
  ) -> String? {
    var hash = ContentHash()
    // Length and loudness in whole decibels: another processor may round every number otherwise.
    func add(_ values: AlignedBuffer) {
      let sum = values.elements.reduce(into: 1e-20) { $0 += abs(Double($1)) }
      hash.add("|\(values.count) \((10 * log10(sum)).rounded())")
      withExtendedLifetime(values) {}
    }
    if recipe.input.window != nil {
      let takesRecordings = recipe.copies.copies.contains {
        $0.isInRoom || $0.noiseRatio != nil && $0.noise == .recorded
      }
      guard takesRecordings else { return nil }
      for clip in train {
        for copy in (windows?[clip.clip.path] ?? []).dropFirst() { add(copy.values) }
      }
      return hash.text
    }
    let takesNoises = recipe.augmentation.noiseProbability > 0
    let takesRooms = recipe.augmentation.roomProbability > 0
    guard takesNoises || takesRooms else { return nil }
    if takesNoises {
      hash.add("\(noises.count) noises")
      for noise in noises { add(noise.power) }
    }
    if takesRooms {
      hash.add("rooms")
      for clip in train {
        // Copies at the speeds come before those in rooms.
        for copy in (store[clip.clip.path] ?? []).dropFirst(store.speeds.count) { add(copy.power) }
      }
    }
    return hash.text
  }
}
