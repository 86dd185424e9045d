import DSP
import Recognition

extension ModelInput {
  /// What a network is given, in a line.
  func text(_ frontEnd: FrontEndOptions) -> String {
    guard let window else {
      let logMel = frontEnd.logMel
      return
        "\(logMel.sampleRate) Hz mono, \(logMel.melCount) mel bins from \(Int(logMel.lowestFrequency)) to "
        + "\(Int(logMel.highestFrequency)) Hz, \(Int(logMel.rowRate)) rows a second, level-normalised causally"
    }
    var text = "\(window.sampleRate) Hz mono, \(window.kind.rawValue) of the \(window.span.rawValue)"
    if window.kind.hasFrames { text += " as \(window.layout.rawValue)" }
    if let seconds = window.seconds { text += ", \(seconds) s" }
    if let steps = window.fixedStepCount { text += ", \(steps) x \(window.width) values" }
    return text + (window.isStandardized ? ", standardised" : "")
  }
}
