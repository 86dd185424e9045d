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

  /// Where shipped recipes may lie: the installation's share folder, and the source tree's.
  private static var folders: [String] {
    let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    var folder = (executable as NSString).deletingLastPathComponent
    var found = ["\(folder)/../share/liveser/models/recipes"]
    while folder.count > 1 {
      found.append("\(folder)/models/recipes")
      folder = (folder as NSString).deletingLastPathComponent
    }
    return found
  }
}
