import Foundation

/// `seeds FOLDER`: writes the inputs of the targets `model`, `network` and `audio` that fuzzing starts from; those of the
/// others are texts, written by hand.
@main
enum Seeds {
  static func main() {
    guard CommandLine.arguments.count == 2 else {
      say("usage: seeds FOLDER")
      exit(2)
    }
    do {
      try write(into: URL(fileURLWithPath: CommandLine.arguments[1]))
    } catch {
      say("seeds: \(error)")
      exit(1)
    }
  }

  private static func say(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
  }

  private static func write(into folder: URL) throws {
    for (name, model) in try SmallModel.all() {
      try write(model.bytes(), as: "model/\(name).safetensors", in: folder)
      try write(model.texts(), as: "network/\(name).json", in: folder)
    }
    for format in SoundFormat.all {
      try write(format.bytes(), as: "audio/\(format.name)", in: folder)
    }
  }

  private static func write(_ data: Data, as name: String, in folder: URL) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }
}
