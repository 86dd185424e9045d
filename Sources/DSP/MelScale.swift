import Glibc

/// Formula between hertz and mel.
///
/// - Source: HTK: O'Shaughnessy 1987, 2595 log10(1 + f/700). Slaney: Auditory Toolbox 1998, linear below 1 kHz
///   and logarithmic above; librosa's default.
public enum MelScale: String, Codable, Sendable, CaseIterable {
  /// Logarithmic throughout.
  case htk
  /// Linear up to 1 kHz, logarithmic above.
  case slaney

  private static let slaneyHertzPerMel = 200.0 / 3
  private static let slaneyBreakHertz = 1000.0
  private static let slaneyBreakMel = slaneyBreakHertz / slaneyHertzPerMel
  private static let slaneyLogStep = log(6.4) / 27

  /// Mel value of a frequency in hertz.
  public func mel(hertz: Double) -> Double {
    switch self {
    case .htk:
      return 2595 * log10(1 + hertz / 700)
    case .slaney:
      if hertz < Self.slaneyBreakHertz { return hertz / Self.slaneyHertzPerMel }
      return Self.slaneyBreakMel + log(hertz / Self.slaneyBreakHertz) / Self.slaneyLogStep
    }
  }

  /// Frequency in hertz of a mel value.
  public func hertz(mel: Double) -> Double {
    switch self {
    case .htk:
      return 700 * (pow(10, mel / 2595) - 1)
    case .slaney:
      if mel < Self.slaneyBreakMel { return mel * Self.slaneyHertzPerMel }
      return Self.slaneyBreakHertz * exp((mel - Self.slaneyBreakMel) * Self.slaneyLogStep)
    }
  }
}

/// How the triangles of a mel filter bank are scaled.
public enum MelNormalization: String, Codable, Sendable, CaseIterable {
  /// Every triangle has its peak at 1.
  case none
  /// Every triangle has the area 1 over hertz; librosa's default.
  case slaney
}
