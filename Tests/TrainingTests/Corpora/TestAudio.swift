import Foundation
import Testing

@testable import Training

/// Audio for tests, through sox.
enum TestAudio {
  static let sox: String? = ["/usr/bin/sox", "/usr/local/bin/sox"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  static var isThere: Bool { sox != nil && TestCorpora.isThere }
  static let reason: Comment = "LIVESER_CORPORA does not name the corpora's folder, or sox is missing"

  /// Mono samples at 16 kHz.
  static func decode(_ clip: Clip) throws -> [Float] {
    let bytes = try run([clip.path, "-t", "raw", "-r", "16000", "-c", "1", "-e", "signed", "-b", "16", "-"])
    return bytes.withUnsafeBytes { raw in
      raw.bindMemory(to: Int16.self).map { Float(Int16(littleEndian: $0)) / 32_768 }
    }
  }

  @discardableResult
  static func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(sox))
    process.arguments = ["-R", "-V1"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "sox \(arguments)")
    return data
  }
}
