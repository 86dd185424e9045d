/// The emotions models are trained on, and the words corpora use for them.
public enum Emotion {
  /// The eight labels every full model has, in their order.
  public static let canonical = [
    "neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised",
  ]

  /// The one word this project uses for an emotion, whatever the corpus calls it; an unknown word is kept, in lower case.
  public static func normalized(_ word: String) -> String {
    let key = word.lowercased().split(whereSeparator: { " _-".contains($0) }).joined(separator: " ")
    return synonyms[key] ?? key
  }

  private static let synonyms: [String: String] = {
    let groups: [String: [String]] = [
      "neutral": ["neu", "neutrality", "n"],
      "calm": ["calmness"],
      "happy": ["hap", "happiness", "joy", "joyful"],
      "sad": ["sadness"],
      "angry": ["ang", "anger"],
      "fearful": ["fea", "fear", "fearfulness", "anxiety", "anxious", "anxiety/fear", "afraid"],
      "disgust": ["dis", "disgusted"],
      "surprised": [
        "sur", "surprise", "ps", "pleasant surprise", "pleasant surprised", "pleasantly surprised",
      ],
      "boredom": ["bored"],
      "excited": ["exc", "excitement"],
      "frustrated": ["fru", "frustration"],
    ]
    var table: [String: String] = [:]
    for (name, words) in groups {
      table[name] = name
      for word in words { table[word] = name }
    }
    return table
  }()
}
