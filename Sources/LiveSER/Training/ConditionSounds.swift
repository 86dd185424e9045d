import Training

/// Noises and rooms for changed test sounds, decoded once.
struct ConditionSounds: Sendable {
  private var noises: [[Float]] = []
  private var rooms: [[Float]] = []
  /// The noises.
  private(set) var noiseClips: [Clip] = []
  /// Their length. Units: seconds.
  private(set) var noiseSeconds = 0.0

  /// Nothing, for clean tests.
  static let none = ConditionSounds()

  private init() {}

  /// Decodes what `collection` holds, if there are `conditions`.
  ///
  /// - Errors: those of decoding; `tooFew` where no room is one that a condition asks for.
  init(
    _ collection: ClipCollection, sampleRate: Int, conditions: [AcousticCondition]
  ) throws(TrainingError) {
    guard !conditions.isEmpty else { return }
    noiseClips = collection.noise
    for clip in collection.noise {
      noises.append(try ClipDecoder.samples(path: clip.path, sampleRate: sampleRate))
    }
    noiseSeconds = Double(noises.reduce(0) { $0 + $1.count }) / Double(sampleRate)
    for clip in collection.rooms {
      rooms.append(try ClipDecoder.samples(path: clip.path, sampleRate: sampleRate))
    }
    for condition in conditions where !condition.canUse(rooms: rooms, sampleRate: sampleRate) {
      let place = condition == .room ? "near" : "far from"
      throw .tooFew(
        protocolName: condition.rawValue,
        what: "rooms in the half for tests whose speaker is \(place) the microphone", needed: 1, found: 0)
    }
  }

  /// `samples` of `clip` under `condition`; the same clip always meets the same noise.
  ///
  /// - Errors: `recipe` where there is no memory for a room.
  func apply(
    _ condition: AcousticCondition, to samples: [Float], of clip: Clip, sampleRate: Int
  ) throws(TrainingError) -> [Float] {
    var seed: UInt64 = 14_695_981_039_346_656_037
    for byte in (clip.path.split(separator: "/").last ?? "").utf8 {
      seed = (seed ^ UInt64(byte)) &* 1_099_511_628_211
    }
    var random = SeededGenerator(seed: seed)
    return try condition.applied(
      to: samples, sampleRate: sampleRate, noises: noises, rooms: rooms, &random)
  }
}

/// Noises and rooms parted in two, so that a test meets none that the training heard.
///
/// Cuttings of one recording, told by the name up to its last hyphen, stay together, and so do the responses of one
/// place, told by the name up to its first.
struct BackgroundSplit {
  let training: ClipCollection
  let test: ClipCollection

  init(_ collection: ClipCollection) {
    var training = collection
    var test = collection
    (training.noise, test.noise) = Self.halves(of: collection.noise) { $0.lastIndex(of: "-") }
    (training.rooms, test.rooms) = Self.halves(of: collection.rooms) { $0.firstIndex(of: "-") }
    self.training = training
    self.test = test
  }

  private static func halves(
    of clips: [Clip], cut: (String) -> String.Index?
  ) -> (training: [Clip], test: [Clip]) {
    func source(_ clip: Clip) -> String {
      let file = clip.path.split(separator: "/").last.map(String.init) ?? clip.path
      let name = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
      return cut(name).map { String(name[..<$0]) } ?? name
    }
    let sources = Set(clips.map(source)).sorted()
    let first = Set(sources.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
    return (clips.filter { first.contains(source($0)) }, clips.filter { !first.contains(source($0)) })
  }
}
