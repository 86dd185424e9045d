/// The colours of the dashboard by role.
public struct Theme: Sendable, Equatable {
  /// Name shown when the theme is chosen.
  public let name: String
  let background: Color
  let text: Color
  /// Labels, axes and what is not now important; still legible.
  let muted: Color
  /// Borders of panels, and unlit parts of bars.
  let border: Color
  /// Titles and the program's name.
  let accent: Color
  let good: Color
  let caution: Color
  let alarm: Color
  /// Text on a filled colour.
  let onFill: Color
  let selection: Color
  let waveform: Color
  let spectrogram: ColorMap
  /// In the order of `EmotionHue.allCases`.
  let emotions: [Color]

  /// The themes in the order that the key goes through them.
  public static let all: [Theme] = [.dark, .light, .highContrast, .colorBlindSafe]

  /// Theme of a name from `all`.
  public static func named(_ name: String) -> Theme? {
    all.first { $0.name == name }
  }

  /// The theme after this one.
  public var next: Theme {
    let index = Theme.all.firstIndex(of: self) ?? 0
    return Theme.all[(index + 1) % Theme.all.count]
  }

  /// The stable colour of a class; `index` decides for names that are not known.
  func color(ofLabel label: String, index: Int) -> Color {
    emotions[EmotionHue(label: label, index: index).rawValue]
  }
}

/// Which colour an emotion class has in every theme, whatever model is loaded.
enum EmotionHue: Int, CaseIterable {
  case neutral, calm, happy, sad, angry, fearful, disgust, surprised, bored, excited

  /// Knows the names the corpora use; others take a hue by their place.
  init(label: String, index: Int) {
    switch label.lowercased() {
    case "neutral": self = .neutral
    case "calm", "relaxed": self = .calm
    case "happy", "happiness", "joy", "amused", "amusement": self = .happy
    case "sad", "sadness": self = .sad
    case "angry", "anger": self = .angry
    case "fearful", "fear", "anxiety", "anxious", "afraid": self = .fearful
    case "disgust", "disgusted": self = .disgust
    case "surprised", "surprise", "pleasant surprise": self = .surprised
    case "bored", "boredom", "sleepy", "sleepiness", "frustrated", "frustration": self = .bored
    case "excited", "excitement": self = .excited
    default: self = EmotionHue.allCases[max(index, 0) % EmotionHue.allCases.count]
    }
  }
}
