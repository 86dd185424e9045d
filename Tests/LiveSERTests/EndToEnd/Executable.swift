import Foundation
import Recognition
import Testing

/// The program as it was built, run as a process.
struct Executable {
  /// What a finished run left.
  struct Outcome {
    var status: Int32
    var output: String
    var diagnostics: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// The lines as JSON objects.
    func objects(sourceLocation: SourceLocation = #_sourceLocation) throws -> [[String: Any]] {
      try lines.map { line in
        try #require(
          JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
          sourceLocation: sourceLocation)
      }
    }
  }

  /// Beside the test bundle.
  static let path: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("liveser").path
  }()

  /// What every run has of the environment: nothing of the settings, models, recordings and cached features of who runs the tests.
  private static let environment: [String: String] = {
    let home = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("test-home")
    try? FileManager.default.removeItem(at: home)
    try? FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    var environment = ProcessInfo.processInfo.environment
    for name in [
      "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LIVESER_MODEL", "NO_COLOR",
    ] {
      environment[name] = nil
    }
    environment["HOME"] = home.path
    environment["LIVESER_CACHE"] = "off"
    return environment
  }()

  /// The shipped model, for real voices.
  static let shippedModel = sourceTree.appendingPathComponent("models/liveser-default.safetensors").path

  /// A small untrained model that takes anything loud for speech: the shipped one knows made-up sounds for what they
  /// are and says nothing of them.
  static let model: Result<String, any Error> = Result {
    let path = URL(fileURLWithPath: Self.path).deletingLastPathComponent().appendingPathComponent(
      "test-model.safetensors")
    let metadata = TestModel.metadata()
    try EmotionModel.encoded(metadata: metadata, network: TestModel.network(metadata)).write(
      to: path, options: .atomic)
    return path.path
  }

  /// Runs to the end with the test's model.
  static func run(
    _ arguments: [String], input: Data? = nil, folder: URL? = nil
  ) throws -> Outcome {
    try runBare(arguments + ["--model", model.get()], input: input, folder: folder)
  }

  /// Runs to the end, with these words only.
  static func runBare(
    _ arguments: [String], input: Data? = nil, folder: URL? = nil, environment: [String: String] = [:],
    executable: String = path
  ) throws -> Outcome {
    let running = try Running(
      arguments, input: input, folder: folder, environment: environment, executable: executable)
    return running.finish()
  }

  /// A run under way.
  final class Running {
    let process = Process()
    private let files: URL
    let inputPipe = Pipe()

    init(
      _ arguments: [String], input: Data? = nil, keepsInputOpen: Bool = false, isInputBlocking: Bool = true,
      folder: URL? = nil, environment: [String: String] = [:], executable: String = path
    ) throws {
      if !isInputBlocking {
        let descriptor = inputPipe.fileHandleForReading.fileDescriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
      }
      // Files rather than pipes: nothing has to be read while the program runs.
      files = try temporaryFolder()
      process.executableURL = URL(fileURLWithPath: executable)
      process.arguments = arguments
      process.currentDirectoryURL = folder
      process.environment = Executable.environment.merging(environment) { $1 }
      for name in ["output", "diagnostics"] {
        try Data().write(to: files.appendingPathComponent(name))
      }
      process.standardOutput = try FileHandle(forWritingTo: files.appendingPathComponent("output"))
      process.standardError = try FileHandle(forWritingTo: files.appendingPathComponent("diagnostics"))
      if let input {
        // Through a pipe, as from another program.
        process.standardInput = inputPipe
        try process.run()
        DispatchQueue.global().async { [inputPipe] in
          try? inputPipe.fileHandleForWriting.write(contentsOf: input)
          try? inputPipe.fileHandleForWriting.close()
        }
        return
      }
      process.standardInput = keepsInputOpen ? inputPipe : FileHandle.nullDevice
      try process.run()
    }

    /// What the program has written so far.
    var output: String { text("output") }

    /// Waits until the program has written `text`; false after ten seconds.
    func waits(for text: String) -> Bool {
      for _ in 0..<200 {
        if output.contains(text) { return true }
        Thread.sleep(forTimeInterval: 0.05)
      }
      return false
    }

    /// Waits for the end; after a minute and a half it is brought about.
    func finish() -> Outcome {
      let deadline = Date(timeIntervalSinceNow: 90)
      while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
      // Asked first: a script that is killed leaves its sound server behind, whose open files keep Foundation waiting.
      if process.isRunning { kill(process.processIdentifier, SIGTERM) }
      let last = Date(timeIntervalSinceNow: 10)
      while process.isRunning, Date() < last { Thread.sleep(forTimeInterval: 0.01) }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      defer { try? FileManager.default.removeItem(at: files) }
      return Outcome(
        status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
        output: output, diagnostics: text("diagnostics"))
    }

    private func text(_ name: String) -> String {
      String(decoding: (try? Data(contentsOf: files.appendingPathComponent(name))) ?? Data(), as: UTF8.self)
    }
  }
}

/// Folders that go with the test.
final class ScratchFolders {
  private let root = FileManager.default.temporaryDirectory.appendingPathComponent(
    "liveser-\(UUID().uuidString)")

  deinit {
    try? FileManager.default.removeItem(at: root)
  }

  /// A new one.
  func make() throws -> URL {
    let folder = root.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}

/// A new folder of the test's own, which it removes.
func temporaryFolder() throws -> URL {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("liveser-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder
}

/// Permission bits of a file or folder.
func permissions(_ path: String) throws -> Int {
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
}
