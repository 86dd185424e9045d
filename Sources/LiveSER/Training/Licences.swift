/// Terms that come with the corpora a model learnt from.
enum Licences {
  /// Licences by corpus, as their publishers name them.
  private static let licences = [
    "ravdess": "CC BY-NC-SA 4.0", "tess": "CC BY-NC-ND 4.0", "savee": "research use", "emodb": "free",
    "cremad": "ODbL 1.0", "iemocap": "research use", "esd": "research use",
    "read": "CC BY-SA 3.0, CC BY 3.0 (Russian), public domain (LJ)",
  ]

  /// The licence of a corpus; nil where it is not known.
  static func licence(of corpus: String) -> String? { licences[corpus] }

  /// The terms of weights trained on `corpora`.
  static func terms(of corpora: [String]) -> String {
    let restricted = corpora.filter { ["ravdess", "tess", "savee", "cremad", "iemocap", "esd"].contains($0) }
    guard !restricted.isEmpty else { return "the corpora's own terms: \(corpora.joined(separator: ", "))" }
    return
      "research and other non-commercial use only, after the terms of \(restricted.joined(separator: ", "))"
  }
}
