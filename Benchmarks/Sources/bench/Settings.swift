import Foundation

/// What is measured with, and how often.
struct Settings {
  /// Fewer and shorter repeats.
  var isQuick: Bool
  /// Folder of the source tree.
  var root: URL
  /// The model that liveser runs with.
  var model: String
  /// Python with the outside tools; nil where there is none.
  var python: String?
  /// A folder that is thrown away in the end.
  var folder: URL

  /// Reads the words of the command line: ROOT MODEL PYTHON [--quick].
  init?(_ words: [String], folder: URL) {
    var words = words
    isQuick = words.last == "--quick"
    if isQuick { words.removeLast() }
    guard words.count == 3 else { return nil }
    root = URL(fileURLWithPath: words[0])
    model = words[1]
    python = words[2].isEmpty ? nil : words[2]
    self.folder = folder
  }

  var program: String { root.appendingPathComponent(".build/release/liveser").path }
  var demo: String { root.appendingPathComponent("share/demo.flac").path }
  var recipe: String { root.appendingPathComponent("models/recipes/default.json").path }
  var virtualMicrophone: String { root.appendingPathComponent("scripts/virtual-microphone").path }

  /// A file of the thrown-away folder.
  func file(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// A file of the benchmarks' sources.
  func own(_ name: String) -> String { root.appendingPathComponent("Benchmarks/\(name)").path }

  /// The other program, beside this one.
  var kernels: String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("bench-kernels").path
  }
}

/// The machine measured on.
enum Machine {
  static let processor = field("model name") ?? "unknown processor"
  static let coreCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  static let hasAVX512 = field("flags")?.split(separator: " ").contains("avx512f") ?? false

  /// Family and model, since virtual machines tend to hide the name.
  static var identification: String {
    "\(processor) (family \(field("cpu family") ?? "?"), model \(field("model") ?? "?"))"
  }

  static var memoryText: String {
    let bytes = Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE)))
    return String(format: "%.0f GB", bytes / 1e9)
  }

  private static func field(_ name: String) -> String? {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      if parts[0].trimmingCharacters(in: .whitespaces) == name {
        return parts[1].trimmingCharacters(in: .whitespaces)
      }
    }
    return nil
  }
}
