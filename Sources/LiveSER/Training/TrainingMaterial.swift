import Recognition
import Training

/// Everything a training reads from disk: clips, and the mel power of clips, noises and rooms.
struct TrainingMaterial {
  let recipe: Recipe
  let collection: ClipCollection
  let store: MelStore
  let noises: [MelRows]
  let rooms: [MelRows]

  /// Noise recordings as clips of the class for sounds that are not speech, where the recipe has one.
  let nonSpeechClips: [LabeledClip]

  /// Reads and analyzes everything `recipe` can use of `data`.
  ///
  /// - Parameter clips: the labelled clips that will be trained on or scored during training.
  static func load(
    recipe: Recipe, collection: ClipCollection, clips: [LabeledClip], threadCount: Int
  ) throws(TrainingError) -> TrainingMaterial {
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
    let store = try MelStore(
      paths: speechPaths + (nonSpeech == nil ? [] : noisePaths), options: options, speeds: speeds,
      threadCount: threadCount
    ) { _ in bar.advance() }
    let background = try MelStore(
      paths: noisePaths + roomPaths, options: options, speeds: [1], threadCount: threadCount
    ) { _ in bar.advance() }
    return TrainingMaterial(
      recipe: recipe, collection: collection, store: store,
      noises: noisePaths.compactMap { background[$0]?.first },
      rooms: roomPaths.compactMap { background[$0]?.first },
      nonSpeechClips: nonSpeech.map { index in
        collection.noise.map { LabeledClip(clip: $0, labelIndex: index) }
      } ?? [])
  }

  /// The recipe's emotions, without the class for sounds that are not speech.
  static func emotionMap(of recipe: Recipe) -> LabelMap {
    LabelMap(
      labels: recipe.labels.filter { $0 != EmotionModel.nonSpeechLabel }, replacements: recipe.replacements)
  }
}
