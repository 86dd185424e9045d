import Recognition
import Training

/// Everything a training reads from disk: clips, and the mel power of clips and noises.
struct TrainingMaterial {
  let recipe: Recipe
  /// What was read, without the files that cannot be.
  let collection: ClipCollection
  let store: MelStore
  let noises: [MelRows]
  /// Recorded noises that clips are mixed with.
  let noiseCount: Int
  /// Recorded rooms that clips were put into.
  let roomCount: Int
  /// Files that cannot be read.
  let unreadable: [UnreadableClip]

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
    let roomCopyCount = recipe.augmentation.roomProbability > 0 ? recipe.augmentation.roomCopyCount : 0
    let bar = ProgressBar(
      "reading clips", totalCount: speechPaths.count * (1 + min(1, roomCopyCount)) + noisePaths.count)
    defer { bar.finish() }
    let options = recipe.frontEnd.logMel
    let reader = ClipReader(options)
    let speeds =
      recipe.augmentation.speeds.contains(1) ? recipe.augmentation.speeds : [1] + recipe.augmentation.speeds
    func read(_ paths: [String], speeds: [Double]) throws(TrainingError) -> MelStore {
      try MelStore(
        paths: paths, options: options, speeds: speeds, threadCount: threadCount,
        cache: .standard(), isKept: { reader.isReadable($0) },
        samples: { (path, rate, speed) throws(TrainingError) in
          try reader.samples(path: path, rate: rate, speed: speed)
        }, progress: { bar.advance() })
    }
    var store = try read(speechPaths + (nonSpeech == nil ? [] : noisePaths), speeds: speeds)
    let noises = try read(noisePaths, speeds: [1])
    var roomCount = 0
    if roomCopyCount > 0 {
      let rooms = try recordings(of: collection.rooms, reader, rate: options.sampleRate)
      roomCount = rooms.count
      try store.addRoomCopies(
        of: speechPaths, recipe.augmentation, recordings: rooms, reader, threadCount: threadCount,
        progress: { bar.advance() })
    }
    FeatureCache.standard()?.trim()
    let unreadable = reader.unreadable
    var readable = collection
    readable.remove(Set(unreadable.map(\.path)))
    var nonSpeechClips: [LabeledClip] = []
    if let nonSpeech {
      nonSpeechClips = (readable.noise + syntheticClips).map {
        LabeledClip(clip: $0, labelIndex: nonSpeech)
      }
      store = store.merging(
        try MelStore(
          paths: syntheticClips.map(\.path), options: options, speeds: speeds, threadCount: threadCount,
          samples: { (path, rate, _) throws(TrainingError) in
            BackgroundSynthesizer(sampleRate: rate).sound(Int(path.dropFirst(syntheticPrefix.count)) ?? 0)
          }))
    }
    let usable = readable.noise.compactMap { noises[$0.path]?.first }
    return TrainingMaterial(
      recipe: recipe, collection: readable, store: store, noises: usable,
      noiseCount: recipe.augmentation.noiseProbability > 0 ? usable.count : 0, roomCount: roomCount,
      unreadable: unreadable, nonSpeechClips: nonSpeechClips)
  }

  /// Samples of the recordings that can be read.
  static func recordings(
    of clips: [Clip], _ reader: ClipReader, rate: Int
  ) throws(TrainingError) -> [[Float]] {
    var sounds: [[Float]] = []
    for clip in clips {
      let samples = try reader.samples(path: clip.path, rate: rate, speed: 1)
      if reader.isReadable(clip.path) { sounds.append(samples) }
    }
    return sounds
  }

  /// Refuses files that cannot be read, unless they are to be left out; either way all of them are named.
  ///
  /// - Errors: `undecodable` for the first.
  func checkUnreadable(skips: Bool, advice: String) throws(TrainingError) {
    guard let first = unreadable.first else { return }
    ClipReader.report(unreadable)
    guard skips else {
      let others = unreadable.count > 1 ? ", like \(unreadable.count - 1) more" : ""
      throw .undecodable(path: first.path, reason: "\(first.reason)\(others); \(advice)")
    }
    Diagnostics.standard.report("left out: \(unreadable.count.counted("file"))")
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

extension ClipCollection {
  /// Leaves out the files at `paths`.
  mutating func remove(_ paths: Set<String>) {
    guard !paths.isEmpty else { return }
    clips.removeAll { paths.contains($0.path) }
    noise.removeAll { paths.contains($0.path) }
    rooms.removeAll { paths.contains($0.path) }
  }
}

extension MelStore {
  /// Adds the copies in rooms that `augmentation` asks for.
  fileprivate mutating func addRoomCopies(
    of paths: [String], _ augmentation: AugmentationOptions, recordings: [[Float]], _ reader: ClipReader,
    threadCount: Int, progress: @escaping @Sendable () -> Void
  ) throws(TrainingError) {
    let rate = options.sampleRate
    let copies = RoomCopies(
      recordings: recordings, recordedShare: augmentation.recordedRoomShare, sampleRate: rate)
    try addRoomCopies(
      of: paths, copyCount: augmentation.roomCopyCount, threadCount: threadCount,
      samples: { (path, index) throws(TrainingError) in
        let drawn = copies.draw(path: path, copyIndex: index, speeds: augmentation.speeds)
        return try RoomCopies.reverberate(
          reader.samples(path: path, rate: rate, speed: drawn.speed), response: drawn.response)
      }, progress: progress)
  }
}
