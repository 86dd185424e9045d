import Foundation

@testable import AudioCapture

/// Sets variables of this process's environment for as long as this lives.
final class TemporaryEnvironment {
  private let former: [String: String?]

  init(_ values: [String: String]) {
    former = values.keys.reduce(into: [:]) { $0[$1] = .some(getenv($1).map { String(cString: $0) }) }
    for (name, value) in values { setenv(name, value, 1) }
  }

  deinit {
    for (name, value) in former {
      if let value { setenv(name, value, 1) } else { unsetenv(name) }
    }
  }
}

/// A private PulseAudio that this process's ALSA takes as its default capture device, for as long as this lives.
final class VirtualMicrophone {
  private static let script =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("scripts/virtual-microphone").path

  /// Why there is none; nil where all that is needed is installed.
  static let missing: String? = {
    let check = Process()
    check.executableURL = URL(fileURLWithPath: script)
    check.arguments = ["check"]
    let output = Pipe()
    check.standardError = output
    do { try check.run() } catch { return "scripts/virtual-microphone does not run" }
    check.waitUntilExit()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return check.terminationStatus == 0 ? nil : text.trimmingCharacters(in: .whitespacesAndNewlines)
  }()

  private let process = Process()
  private let input = Pipe()
  private var environment: TemporaryEnvironment?

  /// Starts it and points this process's environment to it; nil where it does not start.
  init?() {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: Self.script)
    // The command tells its environment and lives until its input is closed, which this process's end does too.
    process.arguments = ["run", "sh", "-c", "env; echo END; exec cat"]
    process.standardInput = input
    process.standardOutput = output
    do { try process.run() } catch { return nil }
    var text = ""
    while !text.hasSuffix("END\n") {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { return nil }
      text += String(decoding: data, as: UTF8.self)
    }
    var values: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let name = String(parts[0])
      if ["ALSA_CONFIG_PATH", "LIVESER_VIRTUAL_SERVER"].contains(name) || name.hasPrefix("PULSE_") {
        values[name] = String(parts[1])
      }
    }
    environment = TemporaryEnvironment(values)
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Plays the file at `path` into the microphone; the process ends with the file.
  func play(_ path: String) throws -> Process { try run(["play", path]) }

  /// Ends the sound server, as if the microphone were pulled out.
  func cut() throws { try run(["cut"]).waitUntilExit() }

  /// Stops the sound server where it stands, or lets it go on.
  func freeze(_ isFrozen: Bool) {
    guard let text = getenv("LIVESER_VIRTUAL_SERVER"), let server = pid_t(String(cString: text)) else {
      return
    }
    kill(server, isFrozen ? SIGSTOP : SIGCONT)
  }

  private func run(_ arguments: [String]) throws -> Process {
    let player = Process()
    player.executableURL = URL(fileURLWithPath: Self.script)
    player.arguments = arguments
    try player.run()
    return player
  }
}
