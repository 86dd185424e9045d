import TUI

/// Finds what is wrong with the input of the dashboard, from the level that it shows.
struct InputWatch {
  /// Seconds that a clip stays told.
  private static let clippedSeconds = 5.0

  private var silentSince: Double?
  private var lastClip = -Double.infinity

  /// What is wrong now.
  ///
  /// - Parameters:
  ///   - level: the level of the moment.
  ///   - time: seconds of sound heard.
  mutating func fault(of level: InputLevel, at time: Double) -> InputFault? {
    if level.isClipped { lastClip = time }
    let isSilent = max(level.level, level.peak) < InputLimits.weakLevels.lowerBound
    silentSince = isSilent ? silentSince ?? time : nil
    if let silentSince, time - silentSince >= InputLimits.silentSeconds { return .silent }
    if time - lastClip < Self.clippedSeconds { return .clipped }
    return level.isTooQuiet ? .tooQuiet : nil
  }
}
