import Recognition
import Training

extension TrainingMaterial {
  /// Reads and analyzes everything a recipe whose input is a window can use of `data`.
  static func loadWindows(
    recipe: Recipe, collection: ClipCollection, clips: [LabeledClip], threadCount: Int
  ) throws(TrainingError) -> TrainingMaterial {
    let nonSpeech = recipe.labels.firstIndex(of: EmotionModel.nonSpeechLabel)
    let reader = ClipReader(recipe.frontEnd.logMel)
    let rate = recipe.input.sampleRate(recipe.frontEnd)
    let copies = recipe.copies.copies
    let backgrounds = WindowStore.Backgrounds(
      noises: try recordings(
        of: copies.contains { $0.noiseRatio != nil && $0.noise == .recorded } ? collection.noise : [], reader,
        rate: rate),
      rooms: try recordings(
        of: copies.contains(where: \.isInRoom) ? collection.rooms : [], reader, rate: rate))
    let paths = Set(clips.map(\.clip.path) + (nonSpeech == nil ? [] : collection.noise.map(\.path))).sorted()
    let bar = ProgressBar("reading clips", totalCount: paths.count)
    defer { bar.finish() }
    let cache = FeatureCache.standard()
    var windows = try WindowStore(
      paths: paths, recipe: recipe, backgrounds: backgrounds, threadCount: threadCount, cache: cache,
      isKept: { reader.isReadable($0) },
      samples: { (path, rate) throws(TrainingError) in
        try reader.samples(path: path, rate: rate, speed: 1)
      }, progress: { bar.advance() })
    let unreadable = reader.unreadable
    var readable = collection
    readable.remove(Set(unreadable.map(\.path)))
    var nonSpeechClips: [LabeledClip] = []
    if let nonSpeech {
      nonSpeechClips = (readable.noise + syntheticClips).map {
        LabeledClip(clip: $0, labelIndex: nonSpeech)
      }
      windows = windows.merging(
        try WindowStore(
          paths: syntheticClips.map(\.path), recipe: recipe, backgrounds: backgrounds,
          threadCount: threadCount,
          samples: { (path, rate) throws(TrainingError) in
            BackgroundSynthesizer(sampleRate: rate).sound(Int(path.dropFirst(syntheticPrefix.count)) ?? 0)
          }))
    }
    cache?.trim()
    return TrainingMaterial(
      recipe: recipe, collection: readable,
      store: try MelStore(paths: [], options: recipe.frontEnd.logMel, speeds: [1], threadCount: 1),
      noises: [], noiseCount: backgrounds.noises.count, roomCount: backgrounds.rooms.count,
      unreadable: unreadable, nonSpeechClips: nonSpeechClips, windows: windows)
  }
}
