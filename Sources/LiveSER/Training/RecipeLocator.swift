import Foundation

/// Finds a recipe by path, or by name among the shipped ones.
enum RecipeLocator {
  /// The file `recipe` stands for; itself where nothing is found, so that the error names what was typed.
  static func path(of recipe: String) -> String {
    if recipe.contains("/") || recipe.hasSuffix(".json") { return recipe }
    let name = recipe + ".json"
    for folder in folders where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
      return "\(folder)/\(name)"
    }
    return recipe
  }

  /// Every shipped recipe, by name.
  static func all() -> [(name: String, path: String)] {
    var found: [(name: String, path: String)] = []
    for folder in folders {
      for entry in ModelLocator.entries(of: folder).sorted() where entry.hasSuffix(".json") {
        let name = String(entry.dropLast(5))
        if !found.contains(where: { $0.name == name }) { found.append((name, "\(folder)/\(entry)")) }
      }
    }
    return found
  }

  /// Where shipped recipes lie: beside the models.
  private static var folders: [String] { ModelLocator().modelFolders.map { "\($0)/recipes" } }
}
