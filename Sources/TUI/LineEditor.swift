/// One line of text being edited, with history and completion.
public struct LineEditor: Sendable {
  /// The characters of the line.
  public private(set) var characters: [Character]
  /// Where the next character goes. Range: 0...characters.count.
  public private(set) var cursor: Int
  /// What Tab may complete to, while that is shown.
  public internal(set) var candidates: [Candidate] = []
  /// The candidate last put into the line.
  public internal(set) var candidateIndex: Int?

  let complete: @Sendable (String) -> [Candidate]
  private var history: [String]
  private var historyIndex: Int
  /// The line as it was before going through history.
  private var draft = ""

  /// Starts with `text`, the cursor behind it; `history` is oldest first.
  public init(
    text: String = "", history: [String] = [],
    completion: @escaping @Sendable (String) -> [Candidate] = { _ in [] }
  ) {
    characters = LineEditor.clean(text)
    cursor = characters.count
    self.history = history
    historyIndex = history.count
    complete = completion
  }

  /// The line.
  public var text: String { String(characters) }

  /// Takes a key; false when it means nothing to a line.
  public mutating func handle(_ key: Key) -> Bool {
    switch key {
    case .tab:
      completeForward()
      return true
    case .backTab:
      completeBackward()
      return true
    default: break
    }
    let handled = edit(key) || move(key) || recall(key)
    if handled {
      candidates = []
      candidateIndex = nil
    }
    return handled
  }

  private mutating func edit(_ key: Key) -> Bool {
    switch key {
    case .character(let scalar): insert(String(Character(scalar)))
    case .paste(let text): insert(text)
    case .backspace, .control("h"): remove(max(cursor - 1, 0)..<cursor)
    case .delete, .control("d"): remove(cursor..<min(cursor + 1, characters.count))
    case .control("u"): remove(0..<cursor)
    case .control("k"): remove(cursor..<characters.count)
    case .control("w"): remove(wordStart(isSpaced: true)..<cursor)
    case .alt("\u{8}"), .alt("\u{7F}"): remove(wordStart(isSpaced: false)..<cursor)
    case .alt("d"): remove(cursor..<wordEnd())
    default: return false
    }
    return true
  }

  private mutating func move(_ key: Key) -> Bool {
    switch key {
    case .left, .control("b"): cursor = max(cursor - 1, 0)
    case .right, .control("f"): cursor = min(cursor + 1, characters.count)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .wordLeft, .alt("b"): cursor = wordStart(isSpaced: false)
    case .wordRight, .alt("f"): cursor = wordEnd()
    default: return false
    }
    return true
  }

  private mutating func recall(_ key: Key) -> Bool {
    switch key {
    case .up, .control("p"):
      guard historyIndex > 0 else { return true }
      if historyIndex == history.count { draft = text }
      historyIndex -= 1
      replace(with: history[historyIndex])
    case .down, .control("n"):
      guard historyIndex < history.count else { return true }
      historyIndex += 1
      replace(with: historyIndex == history.count ? draft : history[historyIndex])
    default: return false
    }
    return true
  }

  /// Puts text where the cursor is; line ends and other control scalars are left out.
  public mutating func insert(_ text: String) {
    let after = characters[cursor...]
    let whole = Array(String(characters[..<cursor]) + String(LineEditor.clean(text)) + String(after))
    // Counted from the end: what is inserted may join the character before it.
    cursor = max(0, whole.count - after.count)
    characters = whole
  }

  /// Puts `text` in place of the line, control scalars and all: a file that is completed to may have them in its name.
  mutating func replace(with text: String) {
    characters = Array(text)
    cursor = characters.count
  }

  private mutating func remove(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }

  /// Start of the word before the cursor; words end at blanks, or also at a path's separators.
  private func wordStart(isSpaced: Bool) -> Int {
    var index = cursor
    while index > 0, LineEditor.isSeparator(characters[index - 1], isSpaced) { index -= 1 }
    while index > 0, !LineEditor.isSeparator(characters[index - 1], isSpaced) { index -= 1 }
    return index
  }

  private func wordEnd() -> Int {
    var index = cursor
    while index < characters.count, LineEditor.isSeparator(characters[index], false) { index += 1 }
    while index < characters.count, !LineEditor.isSeparator(characters[index], false) { index += 1 }
    return index
  }

  private static func isSeparator(_ character: Character, _ isSpaced: Bool) -> Bool {
    character == " " || !isSpaced && "/-_.,".contains(character)
  }

  private static func clean(_ text: some Sequence<Character>) -> [Character] {
    var scalars = String.UnicodeScalarView()
    for character in text {
      for scalar in character.unicodeScalars where scalar.value >= 0x20 && scalar.value != 0x7F {
        scalars.append(scalar)
      }
    }
    return Array(String(scalars))
  }
}
