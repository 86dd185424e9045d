/// A clip and the index of its label.
public struct LabeledClip: Sendable, Hashable {
  /// The recording.
  public var clip: Clip
  /// Index into the labels of the map that made it.
  public var labelIndex: Int

  /// Pairs a recording with a label.
  public init(clip: Clip, labelIndex: Int) {
    self.clip = clip
    self.labelIndex = labelIndex
  }
}

/// From a corpus's emotion to a model's label, or to nothing.
///
/// An emotion whose normalised word is a label gets it; one that is named in `replacements` gets what stands there; any
/// other is dropped. Labels that begin with `male_` or `female_` also ask for the speaker's gender.
public struct LabelMap: Sendable, Hashable, Codable {
  /// Labels of the model, in the order of its outputs.
  public var labels: [String]
  /// Normalised emotions that take another emotion's label, such as boredom that of neutral.
  public var replacements: [String: String]

  /// Maps to `labels`.
  public init(labels: [String], replacements: [String: String] = Self.conventionalReplacements) {
    precondition(Set(labels).count == labels.count, "labels must differ: \(labels)")
    self.labels = labels
    self.replacements = replacements
  }

  /// IEMOCAP's excitement counts as happiness, as is the custom in the field.
  public static let conventionalReplacements = ["excited": "happy"]

  /// The eight canonical emotions; boredom is dropped.
  public static let canonical = LabelMap(labels: Emotion.canonical)

  /// The canonical emotions without calm, which only RAVDESS has; its calm clips are dropped.
  public static let withoutCalm = LabelMap(labels: Emotion.canonical.filter { $0 != "calm" })

  /// The seven emotions of EmoDB, with boredom.
  public static let emodb = LabelMap(
    labels: ["neutral", "happy", "sad", "angry", "fearful", "disgust", "boredom"])

  /// Whether clips of the emotion `name` have a label, of one gender at least.
  func has(_ name: String) -> Bool {
    labels.contains(name) || Gender.allCases.contains { labels.contains("\($0.rawValue)_\(name)") }
  }

  /// Label of `clip`; nil when it is dropped.
  public func label(of clip: Clip) -> String? { index(of: clip).map { labels[$0] } }

  /// Index of the label of `clip`; nil when it is dropped.
  public func index(of clip: Clip) -> Int? {
    guard let emotion = clip.emotion.map(Emotion.normalized) else { return nil }
    for name in [emotion, replacements[emotion]].compactMap({ $0 }) {
      if let index = labels.firstIndex(of: name) { return index }
      if let gender = clip.gender, let index = labels.firstIndex(of: "\(gender.rawValue)_\(name)") {
        return index
      }
    }
    return nil
  }

  /// The clips that have a label, in their order.
  ///
  /// - Errors: `noLabeledClips` when none has; `classWithoutClips` when a label gets none.
  public func labeled(_ clips: [Clip]) throws(TrainingError) -> [LabeledClip] {
    let labeled = labeledWherePossible(clips)
    let found = { Set(clips.compactMap { $0.emotion.map(Emotion.normalized) }).sorted() }
    guard !labeled.isEmpty else { throw .noLabeledClips(labels: labels, found: found()) }
    let present = Set(labeled.map(\.labelIndex))
    for index in labels.indices where !present.contains(index) {
      throw .classWithoutClips(label: labels[index], found: found())
    }
    return labeled
  }

  /// The clips that have a label, be they none.
  public func labeledWherePossible(_ clips: [Clip]) -> [LabeledClip] {
    clips.compactMap { clip in index(of: clip).map { LabeledClip(clip: clip, labelIndex: $0) } }
  }

  /// Clips that get no label, counted by their normalised emotion.
  public func droppedCounts(_ clips: [Clip]) -> [String: Int] {
    clips.reduce(into: [:]) { counts, clip in
      if index(of: clip) == nil { counts[clip.emotion.map(Emotion.normalized) ?? "none", default: 0] += 1 }
    }
  }
}
