import Recognition
import Training

/// Everything a training reads from disk: clips, and the mel power of clips, noises and rooms.
struct TrainingMaterial {
  let recipe: Recipe
  let collection: ClipCollection
  let store: MelStore
  let noises: [MelRows]
  let rooms: [MelRows]

  /// Recorded and made-up noises as clips of the class for sounds that are not speech, where the recipe has one.
  let nonSpeechClips: [LabeledClip]
  /// Features of all clips, where the recipe's input is a window.
  var windows: WindowStore?

  /// Reads and analyzes everything `recipe` can use of `data`.
  ///
  /// - Parameter clips: the labelled clips that will be trained on or scored during training.
  static func load(
    recipe: Recipe, collection: ClipCollection, clips: [LabeledClip], threadCount: Int
  ) throws(TrainingError) -> TrainingMaterial {
    if recipe.input.window != nil {
      return try loadWindows(
        recipe: recipe, collection: collection, clips: clips, threadCount: threadCount)
    }
    let nonSpeech = recipe.labels.firstIndex(of: EmotionModel.nonSpeechLabel)
    let noisePaths = collection.noise.map(\.path)
    let speechPaths = Array(Set(clips.map(\.clip.path))).sorted()
    let roomPaths = collection.rooms.map(\.path)
    let bar = ProgressBar(
      "reading clips", totalCount: speechPaths.count + noisePaths.count + roomPaths.count)
    defer { bar.finish() }
    let options = recipe.frontEnd.logMel
    let speeds =
      recipe.augmentation.speeds.contains(1) ? recipe.augmentation.speeds : [1] + recipe.augmentation.speeds
    var store = try MelStore(
      paths: speechPaths + (nonSpeech == nil ? [] : noisePaths), options: options, speeds: speeds,
      threadCount: threadCount, cache: .standard(), progress: { _ in bar.advance() })
    let background = try MelStore(
      paths: noisePaths + roomPaths, options: options, speeds: [1], threadCount: threadCount,
      cache: .standard(), progress: { _ in bar.advance() })
    var nonSpeechClips: [LabeledClip] = []
    if let nonSpeech {
      nonSpeechClips = (collection.noise + syntheticClips).map {
        LabeledClip(clip: $0, labelIndex: nonSpeech)
      }
      store = store.merging(
        try MelStore(
          paths: syntheticClips.map(\.path), options: options, speeds: speeds, threadCount: threadCount,
          samples: { (path, rate, _) throws(TrainingError) in
            BackgroundSynthesizer(sampleRate: rate).sound(Int(path.dropFirst(syntheticPrefix.count)) ?? 0)
          }))
    }
    return TrainingMaterial(
      recipe: recipe, collection: collection, store: store,
      noises: noisePaths.compactMap { background[$0]?.first },
      rooms: roomPaths.compactMap { background[$0]?.first }, nonSpeechClips: nonSpeechClips)
  }

  static let syntheticPrefix = "synthetic:"

  /// Stand-ins for the made-up sounds, told by their number.
  static let syntheticClips = (0..<120).map {
    Clip(path: "\(syntheticPrefix)\($0)", corpus: "synthetic")
  }

  /// The recipe's emotions, without the class for sounds that are not speech.
  static func emotionMap(of recipe: Recipe) -> LabelMap {
    LabelMap(
      labels: recipe.labels.filter { $0 != EmotionModel.nonSpeechLabel }, replacements: recipe.replacements)
  }
}
