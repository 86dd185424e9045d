import Foundation
import Testing

@Suite("Inputs that fail")
final class FailedInputTests {
  private let folder: URL
  private static let sound = SoundFiles.wav([Float](repeating: 0, count: 8000), rate: 16_000)

  init() throws {
    folder = try temporaryFolder()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  private func write(_ name: String, _ bytes: Data) throws {
    try bytes.write(to: folder.appendingPathComponent(name))
  }

  /// Runs a line of shell in the test's folder; $0 is the program, $1 the model.
  private func shell(_ line: String) throws -> Executable.Outcome {
    try Executable.runBare(
      ["-c", line, Executable.path, Executable.model.get()], folder: folder, executable: "/bin/bash")
  }

  @Test(
    "A file that promises more samples than there can be is damaged, and no memory is taken for them",
    arguments: ["classify", "features"])
  func promise(command: String) throws {
    var flac = try Data(contentsOf: URL(fileURLWithPath: demoPath))
    // The number of samples is the last 36 bits before the digest.
    flac[21] |= 0x0F
    flac.replaceSubrange(22..<26, with: [0xFF, 0xFF, 0xFF, 0xFF] as [UInt8])
    try write("long.flac", flac)
    let words = try command == "classify" ? ["--model", Executable.model.get()] : ["--kind", "rms"]
    let outcome = try Executable.runBare([command, "long.flac"] + words, folder: folder)
    #expect(outcome.status == 1)
    #expect(outcome.diagnostics.hasPrefix("liveser: long.flac: is damaged after "))
    #expect(outcome.diagnostics.contains("(68719476735 samples promised, "))
    #expect(outcome.diagnostics.split(separator: "\n").count == 1)
  }

  @Test("What is in a folder that may be listed and not entered is named, with status 1")
  func notEntered() throws {
    try write("a.wav", Self.sound)
    // Root may enter everything, and gives that up here.
    let outcome = try shell(
      """
      mkdir -p all/some/sub; cp a.wav all; cp "$1" m.safetensors
      chmod 755 .; chmod 644 all/a.wav m.safetensors; chmod 444 all/some
      drop=; ((EUID)) || drop='setpriv --reuid 65534 --regid 65534 --clear-groups'
      $drop "$0" classify all --format jsonl --model m.safetensors
      status=$?
      chmod 755 all/some
      exit $status
      """)
    #expect(outcome.status == 1)
    #expect(try outcome.objects().map { $0["file"] as? String } == ["all/a.wav", "all/some/sub"])
    #expect(
      outcome.diagnostics == "liveser: all/some/sub: cannot be read: Permission denied; "
        + "check its permissions and its disk\n")
  }

  @Test("An input that failed counts although nobody reads on", arguments: [true, false])
  func closedPipe(hasFailure: Bool) throws {
    try write("a.wav", Self.sound)
    let outcome = try shell(
      """
      "$0" classify \(hasFailure ? "missing.wav" : "a.wav") a.wav --format jsonl --model "$1" | true
      exit ${PIPESTATUS[0]}
      """)
    #expect(outcome.status == (hasFailure ? 1 : 0), "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("missing.wav") == hasFailure)
  }
}
