/// Terms that come with the corpora a model learnt from.
enum Licences {
  /// Licences by corpus, as their publishers name them, and whether they forbid commercial use.
  private static let known: [String: (name: String, isRestricted: Bool)] = [
    "ravdess": ("CC BY-NC-SA 4.0", true), "tess": ("CC BY-NC-ND 4.0", true), "savee": ("research use", true),
    "iemocap": ("research use", true), "esd": ("research use", true), "cremad": ("ODbL 1.0", false),
    "emodb": ("free", false), "read": ("CC BY-SA 3.0, CC BY 3.0 (Russian), public domain (LJ)", false),
  ]

  /// The licence of a corpus; nil where it is not known.
  static func licence(of corpus: String) -> String? { known[corpus]?.name }

  /// The terms of weights trained on `corpora`.
  static func terms(of corpora: [String]) -> String {
    let restricted = corpora.filter { known[$0]?.isRestricted == true }
    guard !restricted.isEmpty else { return "the corpora's own terms: \(corpora.joined(separator: ", "))" }
    return
      "research and other non-commercial use only, after the terms of \(restricted.joined(separator: ", "))"
  }
}
