import CNcurses
import Glibc

/// When colours are used.
public enum ColorMode: String, Sendable, CaseIterable {
  /// As the terminal offers and `NO_COLOR` allows.
  case auto
  /// As the terminal offers, whatever `NO_COLOR` says.
  case always
  /// Never.
  case never
}

/// What the environment says of the terminal, apart from it so that the rules can be tested.
public struct TerminalSettings: Sendable, Equatable {
  /// `TERM`.
  public var type: String
  /// `COLORTERM`.
  public var colorTerm: String
  /// `NO_COLOR`; any text but the empty one forbids colour.
  public var noColor: String
  /// Whether the locale's characters are UTF-8.
  public var isUTF8: Bool
  /// What the user asked for.
  public var colorMode: ColorMode
  /// Whether the user asked for ASCII.
  public var forcesASCII: Bool

  /// Settings from given values.
  public init(
    type: String, colorTerm: String = "", noColor: String = "", isUTF8: Bool = true,
    colorMode: ColorMode = .auto, forcesASCII: Bool = false
  ) {
    self.type = type
    self.colorTerm = colorTerm
    self.noColor = noColor
    self.isUTF8 = isUTF8
    self.colorMode = colorMode
    self.forcesASCII = forcesASCII
  }

  /// Settings from the process's environment. Takes the user's locale for characters, and only for those: numbers
  /// keep their decimal point.
  public static func fromEnvironment(colorMode: ColorMode = .auto, forcesASCII: Bool = false)
    -> TerminalSettings
  {
    setlocale(LC_CTYPE, "")
    let codeset = nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? ""
    func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
    return TerminalSettings(
      type: variable("TERM"), colorTerm: variable("COLORTERM"), noColor: variable("NO_COLOR"),
      isUTF8: codeset == "UTF-8" || codeset == "utf8", colorMode: colorMode, forcesASCII: forcesASCII)
  }

  /// Glyphs the terminal can show.
  public var glyphs: Glyphs {
    guard isUTF8, !forcesASCII else { return .ascii }
    return type == "linux" || type.hasPrefix("linux-") ? .console : .unicode
  }

  /// Whether colour is out of the question, whatever the terminal offers.
  var forbidsColor: Bool {
    switch colorMode {
    case .never: true
    case .always: false
    case .auto: !noColor.isEmpty || type == "dumb"
    }
  }

  /// Whether the terminal says that it takes 24-bit colours.
  var offersDirectColor: Bool { colorTerm == "truecolor" || colorTerm == "24bit" }

  /// Depth on a terminal whose entry has `colorCount` colours.
  func depth(colorCount: Int, isDirect: Bool) -> ColorDepth {
    if forbidsColor || colorCount < 8 { return .none }
    if isDirect { return .direct }
    return colorCount >= 256 ? .indexed : .ansi
  }
}
