import Training

extension Fold {
  /// Speakers of the validation clips that nothing is learnt from, sorted; empty where they are shared or not known.
  var speakersApart: [String] {
    validationSharesSpeakers ? [] : Set(validation.compactMap(\.clip.speaker)).sorted()
  }

  /// The validation clips in words; nil without any.
  var heldApart: String? {
    guard !validation.isEmpty else { return nil }
    let clips = validation.count.counted("clip")
    return speakersApart.isEmpty
      ? "\(clips), of speakers who are also learnt from"
      : "\(clips) of \(speakersApart.joined(separator: ", "))"
  }
}
