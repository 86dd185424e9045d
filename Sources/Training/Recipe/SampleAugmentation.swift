import Network

/// What is done to the samples of a clip before features are computed: changed copies, made once and kept.
///
/// What is drawn for a copy depends on the clip's name and the copy's number alone.
public struct SampleAugmentation: Codable, Sendable, Equatable {
  /// A changed copy; what is not named stays as it is. Changes are made in the order of the properties.
  public struct Copy: Codable, Sendable, Equatable {
    /// Tempo; the pitch stays.
    public var tempo: Double = 1
    /// Pitch, in semitones; the tempo stays.
    public var pitch: Double = 0
    /// Speed; tempo and pitch change together.
    public var speed: Double = 1
    /// Whether the clip is put into one of the rooms, where there are any.
    public var isInRoom = false
    /// Signal-to-noise ratio, in dB; nil for no noise.
    public var noiseRatio: Float?
    /// What is mixed in.
    public var noise = Noise.white
    /// Lowest and highest frequency that pass, in Hz; nil for all.
    public var band: [Double]?
    /// Gain, in dB.
    public var gain: Float = 0

    enum CodingKeys: String, CodingKey, CaseIterable {
      case tempo, pitch, speed, noiseRatio, noise, band, gain
      case isInRoom = "room"
    }

    /// Whether something is drawn at random for it.
    var isDrawn: Bool { isInRoom || noiseRatio != nil }

    /// The clip itself.
    public init() {}

    /// Reads a copy; unknown keys are errors.
    public init(from decoder: any Decoder) throws {
      try decoder.refuseKeys(besides: CodingKeys.allCases.map(\.rawValue))
      let container = try decoder.container(keyedBy: CodingKeys.self)
      tempo = try container.decodeIfPresent(Double.self, forKey: .tempo) ?? tempo
      pitch = try container.decodeIfPresent(Double.self, forKey: .pitch) ?? pitch
      speed = try container.decodeIfPresent(Double.self, forKey: .speed) ?? speed
      isInRoom = try container.decodeIfPresent(Bool.self, forKey: .isInRoom) ?? isInRoom
      noiseRatio = try container.decodeIfPresent(Float.self, forKey: .noiseRatio)
      noise = try container.choice(.noise, default: noise)
      band = try container.decodeIfPresent([Double].self, forKey: .band)
      gain = try container.decodeIfPresent(Float.self, forKey: .gain) ?? gain
    }
  }

  /// What a copy's noise is.
  public enum Noise: String, Codable, Sendable, CaseIterable {
    /// White noise.
    case white
    /// One of the recorded noises; white where there are none.
    case recorded
  }

  /// What an epoch learns from.
  public enum Use: String, Codable, Sendable, CaseIterable {
    /// Every clip and every copy.
    case all
    /// One of a clip and its copies, drawn anew.
    case one
  }

  /// The copies, besides the clip itself.
  public var copies: [Copy] = []
  /// What an epoch learns from.
  public var use = Use.all

  enum CodingKeys: String, CodingKey, CaseIterable {
    case copies, use
  }

  /// No copies.
  public init() {}

  /// Reads the options; unknown keys are errors.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    copies = try container.decodeIfPresent([Copy].self, forKey: .copies) ?? copies
    use = try container.choice(.use, default: use)
  }

  /// What is wrong with copies of samples of `sampleRate` Hz; nil where nothing is.
  func problem(sampleRate: Int) -> RecipeProblem? {
    guard copies.count <= 32 else {
      return RecipeProblem(name: "copies", reason: "are \(copies.count); there may be up to 32")
    }
    for (index, copy) in copies.enumerated() {
      if let band = copy.band, band.count != 2 || !(band[0] >= 20 && band[0] < band[1] && band[1] <= 96_000) {
        return RecipeProblem(
          name: "copies[\(index)].band", reason: "must be [lowest, highest] in Hz, from 20 to 96000")
      }
      if let lowest = copy.band?.first, lowest >= Double(sampleRate) / 2 {
        return RecipeProblem(
          name: "copies[\(index)].band",
          reason: "begins at \(lowest) Hz; samples of \(sampleRate) Hz end at half of that")
      }
      let problem = RecipeProblem.first([
        ("copies[\(index)].tempo", copy.tempo, 0.5...2), ("copies[\(index)].pitch", copy.pitch, -12...12),
        ("copies[\(index)].speed", copy.speed, 0.5...2),
        ("copies[\(index)].noiseRatio", Double(copy.noiseRatio ?? 0), -30...100),
        ("copies[\(index)].gain", Double(copy.gain), -60...60),
      ])
      if let problem { return problem }
    }
    return nil
  }
}
