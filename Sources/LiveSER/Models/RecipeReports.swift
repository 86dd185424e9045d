import Training

/// Saved figures of the shipped recipes as they stand, for lists; those of runs that changed a recipe are left out.
struct RecipeReports {
  private let reports: [SavedReport]

  /// The reports beside the shipped recipes; the first folder that has one of a name counts.
  static func shipped() -> RecipeReports {
    var found: [String: SavedReport] = [:]
    for folder in ModelLocator().modelFolders {
      found.merge(SavedReport.all(in: "\(folder)/reports")) { first, _ in first }
    }
    return RecipeReports(found.sorted { $0.key < $1.key }.map(\.value))
  }

  init(_ reports: [SavedReport]) {
    self.reports = reports
  }

  /// The recipe's figures with speakers held apart: of several, those over most clips.
  func independent(of recipe: String) -> SavedReport? {
    largest(of: recipe) { !$0.sharesSpeakers }
  }

  /// The recipe's figures with speakers on both sides: of several, those over most clips.
  func random(of recipe: String) -> SavedReport? {
    largest(of: recipe) { $0.sharesSpeakers }
  }

  private func largest(of recipe: String, where isWanted: (SavedReport) -> Bool) -> SavedReport? {
    reports.filter { $0.run.recipeName == recipe && !$0.run.changesRecipe && isWanted($0) }
      .max { $0.confusion.clipCount < $1.confusion.clipCount }
  }
}
