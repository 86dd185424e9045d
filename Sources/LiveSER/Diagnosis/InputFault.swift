/// What can be wrong with the sound of an input. The dashboard, `record` and `doctor` find it by the same limits and
/// say the same of it.
enum InputFault: String, CaseIterable, Sendable {
  /// Nothing comes, as from a microphone that is switched off.
  case silent
  /// Samples are cut off at full scale.
  case clipped
  /// Somebody speaks, and it is too weak to be judged well, or to be taken for speech at all.
  case tooQuiet = "too-quiet"
  /// The noise is not far below the speech.
  case noisy
  /// The samples do not lie about zero, as from a faulty sound card.
  case offset

  /// What is wrong, in a few words.
  var problem: String {
    switch self {
    case .silent: "the microphone sends only silence"
    case .clipped: "the input is too loud and is cut off"
    case .tooQuiet: "the speech is too quiet"
    case .noisy: "there is much noise"
    case .offset: "the samples do not lie about zero"
    }
  }

  /// What to do about it.
  var remedy: String {
    switch self {
    case .silent: "unmute it, or choose another device"
    case .clipped: "move away or lower the input level"
    case .tooQuiet: "move closer or raise the input level"
    case .noisy: "go where it is quieter, or use a headset"
    case .offset: "take another input or device: quiet speech is not heard"
    }
  }

  /// Both in few words, for the head of the dashboard.
  var notice: String {
    switch self {
    case .silent: "only silence comes: is the microphone muted?"
    case .clipped: "too loud: \(remedy)"
    case .tooQuiet: "too quiet: \(remedy)"
    case .noisy: "much noise: \(remedy)"
    case .offset: "an offset hides quiet speech: another device?"
    }
  }
}

/// From where on an input is at fault.
///
/// - Units: dB relative to full scale of the root mean square of 20 ms, so that a full-scale sine has -3.01 dB.
enum InputLimits {
  /// From here on a sample counts as cut off: the top step of 16 bits.
  static let clippedMagnitude: Float = 32766 / 32768
  /// Samples in 20 ms that make a clip: a single one at full scale is no distortion.
  static let clippedSampleCount = 2
  /// Below the lower end there is nothing; speech whose loudest 20 ms lie below the upper one is too quiet: the shipped
  /// model is unsure of it, and misses more and more of it.
  static let weakLevels: ClosedRange<Float> = -80 ... -42
  /// Speech comes and goes by at least so many dB; what does not is noise.
  static let leastModulation: Float = 10
  /// Seconds without any sound after which the dashboard says so.
  static let silentSeconds = 5.0
  /// Noise louder than this is told where nobody speaks.
  static let loudestNoise: Float = -40
  /// Noise that is less than this below the speech is told: at 20 dB the shipped model loses 5 points of recall, at
  /// 10 dB 8 (its card).
  static let leastDistance: Float = 20
  /// A mean of the samples beyond this is told: a hundredth of full scale changes next to nothing, a twentieth costs a
  /// tenth of the speech of the demo clip, a fifth nearly half.
  static let largestOffset: Float = 0.02
}
