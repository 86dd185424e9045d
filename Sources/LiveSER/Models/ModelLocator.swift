import Glibc
import Recognition

/// Finds models and other files that come with the program.
///
/// A model is a path or a name. Where none is given, $LIVESER_MODEL counts, then the settings, then the shipped one.
struct ModelLocator: Sendable {
  /// Name of the shipped model.
  static let defaultName = "liveser-default"
  /// How model files end.
  static let fileExtension = ".safetensors"

  /// Model named in the settings; nil where they name none.
  var settingsModel: String?
  /// Value of an environment variable.
  var variable: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
  /// The program's file.
  var executablePath: String = ModelLocator.ownPath

  /// A model that was found.
  struct Found: Sendable, Equatable {
    /// File name without the extension.
    var name: String
    /// The file.
    var path: String
  }

  /// Finds the model to use.
  ///
  /// - Parameter choice: what the user gave; nil goes on to the environment and the settings.
  /// - Errors: `modelNotFound`, with every place tried.
  func locate(_ choice: String?) throws(RecognitionError) -> String {
    let choices = [
      (choice, nil), (variable("LIVESER_MODEL"), "$LIVESER_MODEL"), (settingsModel, "the settings"),
    ]
    let wanted = choices.first { $0.0?.isEmpty == false }
    let name = wanted?.0 ?? Self.defaultName
    var tried: [String] = []
    for path in candidates(for: name) {
      if Self.isFile(path) { return path }
      tried.append(path)
    }
    throw .modelNotFound(name: name, tried: tried, chooser: wanted?.1)
  }

  /// Finds the model to use and reads it.
  func load(_ choice: String?) throws(RecognitionError) -> EmotionModel {
    try EmotionModel(path: try locate(choice))
  }

  /// Every model in the folders searched, each name once, by name.
  func models() -> [Found] {
    var found: [Found] = []
    for folder in modelFolders {
      for entry in Self.entries(of: folder)
      where entry.hasSuffix(Self.fileExtension) && Self.isFile("\(folder)/\(entry)") {
        let name = String(entry.dropLast(Self.fileExtension.count))
        if !found.contains(where: { $0.name == name }) {
          found.append(Found(name: name, path: "\(folder)/\(entry)"))
        }
      }
    }
    return found.sorted { $0.name < $1.name }
  }

  /// The demo clip that comes with the program; nil where it is not installed.
  func demoClip() -> String? {
    let places = [installedFolder.map { "\($0)/demo.flac" }, sourceTree.map { "\($0)/share/demo.flac" }]
    return places.compactMap(\.self).first(where: Self.isFile)
  }

  /// Files that `name` may mean, in the order tried.
  private func candidates(for name: String) -> [String] {
    // A slash says that it is a path and nothing else.
    if name.contains("/") { return [name] }
    let file = name.hasSuffix(Self.fileExtension) ? name : name + Self.fileExtension
    let inFolders = modelFolders.map { "\($0)/\(file)" }
    return file == name ? [name] + inFolders : inFolders + [name]
  }
}
