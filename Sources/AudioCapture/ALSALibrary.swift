import CALSA

/// What this program asks of ALSA as a whole.
enum ALSALibrary {
  /// Keeps ALSA from writing to stderr; done once, by the first use.
  static let isSilent: Bool = {
    liveser_alsa_silence()
    return true
  }()

  /// ALSA's words for an error number.
  static func reason(_ code: Int32) -> String {
    String(cString: snd_strerror(code))
  }
}
