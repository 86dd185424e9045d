import Foundation

/// The virtual microphone's sound; only within `virtual-microphone run`.
enum Sound {
  /// Plays a file into the microphone, over and over where asked, until it is ended.
  static func play(_ path: String, isLooped: Bool = false) throws -> ChildProcess {
    let play = (ProcessInfo.processInfo.environment["LIVESER_PLAY"] ?? "").split(separator: " ").map(
      String.init)
    guard !play.isEmpty else { throw BenchFailure(description: "there is no virtual microphone") }
    if !isLooped { return try ChildProcess(play + [path]) }
    return try ChildProcess(
      ["bash", "-c", "trap 'kill $!; exit' TERM; while :; do \"$@\" & wait $!; done", "bash"] + play + [path])
  }

  /// Name of the capture device as PulseAudio knows it.
  static var monitor: String {
    (ProcessInfo.processInfo.environment["PULSE_SINK"] ?? "liveser") + ".monitor"
  }
}
