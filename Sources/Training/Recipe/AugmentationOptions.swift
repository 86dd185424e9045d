import Network

/// What is done to a clip before it is learnt from; every draw depends on seed, epoch and clip alone.
///
/// All but speeds and rooms, of which copies are made once, acts on rows of mel power, before logarithm, speech gate and level normalisation, so that gate and
/// level are those the live path would find in the changed sound.
public struct AugmentationOptions: Codable, Sendable, Equatable {
  /// Speeds of the copies to draw from; pitch changes with them.
  public var speeds: [Double] = [1]
  /// Tempos to draw from, anew in every epoch: lowest and highest; pitch stays.
  public var tempos: [Double] = [1, 1]
  /// Pitches to draw from, anew in every epoch, in semitones: lowest and highest; tempo stays.
  public var pitches: [Double] = [0, 0]
  /// Standard deviation of the gain, in dB.
  public var gainDeviation: Float = 0
  /// Share of clips that noise is mixed into.
  public var noiseProbability: Float = 0
  /// Signal-to-noise ratios to draw from, in dB: lowest and highest.
  public var noiseRatio: [Float] = [5, 35]
  /// Share of the noises that are synthetic (steady, of random colour); the others come from recordings.
  public var syntheticNoiseShare: Float = 0.5
  /// Share of clips that are heard in a room.
  public var roomProbability: Float = 0
  /// Copies in rooms to draw from, each in a room drawn for it: made up anew, or one of the recorded ones.
  public var roomCopyCount = 2
  /// Share of the rooms that are recordings, where there are any; the others are made up.
  public var recordedRoomShare: Float = 0.5
  /// Standard deviation of the random tilt of the spectrum, in dB from the lowest to the highest bin.
  public var tiltDeviation: Float = 0
  /// Standard deviation of the gains of a random equaliser, in dB; 0 is none.
  ///
  /// Source: Nam, Kim & Park 2022 (FilterAugment), of the linear kind, with normal gains.
  public var equalizerDeviation: Float = 0
  /// Share of clips that pass through a narrow band, half of them a telephone's and half a laptop microphone's.
  public var bandLimitProbability: Float = 0
  /// Frequency masks: how many, and their most bins.
  public var frequencyMaskCount = 0
  /// Most bins of a frequency mask.
  public var frequencyMaskWidth = 8
  /// Time masks: how many, and their most rows.
  public var timeMaskCount = 0
  /// Most rows of a time mask.
  public var timeMaskWidth = 12

  enum CodingKeys: String, CodingKey, CaseIterable {
    case speeds, tempos, pitches, gainDeviation, noiseProbability, noiseRatio, syntheticNoiseShare
    case roomProbability, roomCopyCount, recordedRoomShare, tiltDeviation, equalizerDeviation
    case bandLimitProbability, frequencyMaskCount, frequencyMaskWidth, timeMaskCount, timeMaskWidth
  }

  /// No augmentation.
  public init() {}

  /// Reads the options; unknown keys are errors.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ target: inout Value) throws {
      target = try container.decodeIfPresent(Value.self, forKey: key) ?? target
    }
    try read(.speeds, &speeds)
    try read(.tempos, &tempos)
    try read(.pitches, &pitches)
    try read(.gainDeviation, &gainDeviation)
    try read(.noiseProbability, &noiseProbability)
    try read(.noiseRatio, &noiseRatio)
    try read(.syntheticNoiseShare, &syntheticNoiseShare)
    try read(.roomProbability, &roomProbability)
    try read(.roomCopyCount, &roomCopyCount)
    try read(.recordedRoomShare, &recordedRoomShare)
    try read(.tiltDeviation, &tiltDeviation)
    try read(.equalizerDeviation, &equalizerDeviation)
    try read(.bandLimitProbability, &bandLimitProbability)
    try read(.frequencyMaskCount, &frequencyMaskCount)
    try read(.frequencyMaskWidth, &frequencyMaskWidth)
    try read(.timeMaskCount, &timeMaskCount)
    try read(.timeMaskWidth, &timeMaskWidth)
  }

  var problem: RecipeProblem? {
    guard noiseRatio.count == 2, noiseRatio[0] <= noiseRatio[1] else {
      return RecipeProblem(name: "noiseRatio", reason: "must be [lowest, highest] in dB")
    }
    guard tempos.count == 2, tempos[0] <= tempos[1] else {
      return RecipeProblem(name: "tempos", reason: "must be [lowest, highest]")
    }
    guard pitches.count == 2, pitches[0] <= pitches[1] else {
      return RecipeProblem(name: "pitches", reason: "must be [lowest, highest] in semitones")
    }
    guard !speeds.isEmpty, speeds.count <= 16 else {
      return RecipeProblem(name: "speeds", reason: "must name from 1 to 16 speeds")
    }
    return RecipeProblem.first(
      speeds.map { ("speeds", $0, 0.5...2) } + tempos.map { ("tempos", $0, 0.5...2) }
        + pitches.map { ("pitches", $0, -12...12) } + [
          ("gainDeviation", Double(gainDeviation), 0...40),
          ("noiseProbability", Double(noiseProbability), 0...1),
          ("noiseRatio", Double(noiseRatio[0]), -30...100), ("noiseRatio", Double(noiseRatio[1]), -30...100),
          ("syntheticNoiseShare", Double(syntheticNoiseShare), 0...1),
          ("roomProbability", Double(roomProbability), 0...1),
          ("roomCopyCount", Double(roomCopyCount), 1...16),
          ("recordedRoomShare", Double(recordedRoomShare), 0...1),
          ("tiltDeviation", Double(tiltDeviation), 0...40),
          ("equalizerDeviation", Double(equalizerDeviation), 0...40),
          ("bandLimitProbability", Double(bandLimitProbability), 0...1),
          ("frequencyMaskCount", Double(frequencyMaskCount), 0...20),
          ("frequencyMaskWidth", Double(frequencyMaskWidth), 1...1000),
          ("timeMaskCount", Double(timeMaskCount), 0...20),
          ("timeMaskWidth", Double(timeMaskWidth), 1...1000),
        ])
  }
}
