import Foundation

@testable import Training

#if canImport(LiveSERProgram)
  // Trials has the program's sources as a module of its own.
  @testable import LiveSERProgram
#else
  @testable import LiveSER
#endif

extension FuzzTarget {
  /// A recipe's JSON; one that is accepted is written and read again.
  static let recipe = FuzzTarget(name: "recipe") { data in
    guard let recipe = try? Recipe.read(data, path: "input") else { return }
    let written = try? JSONEncoder().encode(recipe)
    let again = written.flatMap { try? Recipe.read($0, path: "again") }
    precondition(again == recipe, "a recipe is not what was written of it")
  }

  /// A manifest's text.
  static let manifest = FuzzTarget(name: "manifest") { data in
    let text = String(decoding: data, as: UTF8.self)
    guard let manifest = try? Manifest(text: text, path: "/corpora/input.csv") else { return }
    for clip in manifest.clips { _ = FilePath(clip.path).stem }
  }

  /// Settings, the prompt's history, and what `train` and `evaluate` leave for later: files of the user's own.
  static let config = FuzzTarget(name: "config") { data in
    let path = FuzzFolder.write(data, as: "config.json")
    let (settings, _) = Settings.load(path: path)
    // What was set aside is of no more use.
    for name in ["", ".broken"] { unlink(path + name) }
    try? settings.save(path: path)
    let again = Settings.load(path: path).settings
    precondition(
      again.model == settings.model && again.device == settings.device && again.theme == settings.theme
        && again.frameRate == settings.frameRate, "settings are not what was written of them")
    let history = PromptHistory(path: FuzzFolder.write(data, as: "history"))
    let lines = history.load()
    try? history.save(lines)
    precondition(history.load() == lines, "a history is not what was written of it")
    let file = FuzzFolder.write(data, as: "advice.json")
    _ = try? CalibrationAdvice.load(path: file)
    _ = try? JSONDecoder().decode(ModelRecord.self, from: data)
  }

  /// Words of a command line, a line each.
  static let commandLine = FuzzTarget(name: "command-line") { data in
    let words = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {

      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    do throws(CommandLineError) {
      if case .help(let topic) = try CommandLineParser().parse(words) {
        precondition(!HelpText.text(on: topic, from: .all).isEmpty)
      }
    } catch {
      precondition(!error.text.isEmpty, "an error without words")
      let shown = error.text.visible.unicodeScalars
      precondition(
        shown.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) },
        "a message of several lines")
    }
  }
}
