import Glibc
import Recognition
import TUI

extension DashboardLoop {
  /// Lists the models of the folders searched, and those used since the start that are in none of them.
  func showModels() {
    var items = locator.models().map { Chooser.Item(name: $0.name, detail: $0.path, identifier: $0.path) }
    for path in usedModelPaths where !items.contains(where: { Self.isSame($0.identifier, path) }) {
      items.insert(
        Chooser.Item(name: ModelLocator.name(ofPath: path), detail: path, identifier: path), at: 0)
    }
    let current = items.first { Self.isSame($0.identifier, latestModelPath) }
    interaction.showChooser(Chooser(kind: .model, items: items, current: current?.identifier))
  }

  /// File of the model chosen last, in use or about to be.
  private var latestModelPath: String { chosenModel?.path ?? modelPath }

  /// Reads another model.
  func choose(modelPath path: String) {
    guard !Self.isSame(path, latestModelPath) else { return }
    run { _ in
      do throws(RecognitionError) {
        return .model(try EmotionModel(path: path), path: path)
      } catch {
        return .failed(error.text)
      }
    }
  }

  /// Goes on with a model that was chosen, from the next session on, and remembers it.
  func use(_ model: EmotionModel, path: String) {
    let name = ModelLocator.name(ofPath: path)
    // The next start finds by its name what is in one of the folders.
    settings.model = locator.models().contains { $0.path == path } ? name : Self.resolved(path)
    chosenModel = (model, path)
    show("model \(name)")
    saveSettings()
    restart()
  }

  /// Whether two paths lead to one file.
  private static func isSame(_ first: String, _ second: String) -> Bool {
    first == second || resolved(first) == resolved(second)
  }

  /// The absolute path without links; `path` itself where it leads nowhere.
  private static func resolved(_ path: String) -> String {
    guard let name = path.systemPath, let resolved = realpath(name, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
