extension DashboardInteraction {
  mutating func handlePanels(_ key: Key) -> DashboardAction? {
    switch key {
    case .character(let scalar): return handleLetter(Character(scalar))
    case .function(1): open(.help)
    case .down: utteranceScroll += 1
    case .up: utteranceScroll = max(0, utteranceScroll - 1)
    case .pageDown: utteranceScroll += 10
    case .pageUp: utteranceScroll = max(0, utteranceScroll - 10)
    case .home, .escape: utteranceScroll = 0
    case .end: utteranceScroll = .max / 2
    default: break
    }
    return nil
  }

  private mutating func handleLetter(_ letter: Character) -> DashboardAction? {
    switch letter {
    case " ", "r": return .toggleRecording
    case "o": showPrompt()
    case "d": return .listDevices
    case "m": return .listModels
    case "p": return .togglePause
    case "c":
      utteranceScroll = 0
      return .clear
    case "s": return .saveSession
    case "t": return .nextTheme
    case "+", "=": return .faster
    case "-", "_": return .slower
    case "?", "h": open(.help)
    case "q": return .quit
    case "j": utteranceScroll += 1
    case "k": utteranceScroll = max(0, utteranceScroll - 1)
    default: break
    }
    return nil
  }

  mutating func handleHelp(_ key: Key) -> DashboardAction? {
    switch key {
    case .escape, .enter, .function(1), .character("?"), .character("h"), .character("q"): close()
    default: scrollOverlay(key)
    }
    return nil
  }

  mutating func handlePrompt(_ key: Key, _ editor: LineEditor) -> DashboardAction? {
    switch key {
    case .escape, .control("g"):
      close()
    case .enter:
      let path = editor.text
      close()
      guard path.contains(where: { $0 != " " }) else { return nil }
      history.removeAll { $0 == path }
      history.append(path)
      return .openFile(path: path)
    default:
      var edited = editor
      // The first line of a paste is the path; what a drop from a file manager quotes is taken bare.
      let heeded: Key = if case .paste(let text) = key { .paste(PastedPath.path(from: text)) } else { key }
      _ = edited.handle(heeded)
      open(.openFile(edited))
    }
    return nil
  }

  mutating func handleProgress(_ key: Key) -> DashboardAction? {
    guard key == .escape || key == .character("q") else { return nil }
    close()
    return .cancelWork
  }

  mutating func handleResult(_ key: Key, _ panel: ResultPanel) -> DashboardAction? {
    var moved = panel
    switch key {
    case .up: moved.moveSelection(by: -1)
    case .down, .character("j"): moved.moveSelection(by: 1)
    default: return handleResult(key, panel.kind, panel.selectedSegment)
    }
    if moved.selectedSegment == panel.selectedSegment {
      // Past the first or the last utterance, or without any, the panel itself is moved.
      scrollOverlay(key)
    } else {
      replaceResult(moved)
    }
    return nil
  }

  private mutating func handleResult(_ key: Key, _ kind: ResultPanel.Kind, _ segment: Int?)
    -> DashboardAction?
  {
    switch (kind, key) {
    case (_, .character("p")), (.recording, .enter): return .replay(segment: segment)
    case (.recording, .character("k")):
      close()
      return .keepRecording
    case (.recording, .character("x")):
      close()
      return .discard
    case (.recording, .escape): notice = Notice("k keeps the recording, x discards it")
    case (.file, .escape), (.file, .enter), (.file, .character("q")), (.file, .character("x")): close()
    case (.file, .character("o")): showPrompt()
    default: scrollOverlay(key)
    }
    return nil
  }

  mutating func handleChooser(_ key: Key, _ chooser: Chooser) -> DashboardAction? {
    var moved = chooser
    let last = max(0, chooser.items.count - 1)
    switch key {
    case .escape, .character("q"):
      close()
      return nil
    case .enter, .character(" "):
      close()
      guard chooser.items.indices.contains(chooser.selectedIndex) else { return nil }
      let identifier = chooser.items[chooser.selectedIndex].identifier
      return chooser.kind == .device ? .chooseDevice(name: identifier) : .chooseModel(path: identifier)
    case .up, .character("k"): moved.selectedIndex = max(0, chooser.selectedIndex - 1)
    case .down, .character("j"), .tab: moved.selectedIndex = min(last, chooser.selectedIndex + 1)
    case .pageUp: moved.selectedIndex = max(0, chooser.selectedIndex - 10)
    case .pageDown: moved.selectedIndex = min(last, chooser.selectedIndex + 10)
    case .home: moved.selectedIndex = 0
    case .end: moved.selectedIndex = last
    default: break
    }
    open(.chooser(moved))
    return nil
  }

  private mutating func scrollOverlay(_ key: Key) {
    switch key {
    case .up: overlayScroll = max(0, overlayScroll - 1)
    case .down, .character("j"): overlayScroll += 1
    case .pageUp: overlayScroll = max(0, overlayScroll - 10)
    case .pageDown, .character(" "): overlayScroll += 10
    case .home: overlayScroll = 0
    case .end: overlayScroll = .max / 2
    default: break
    }
  }

  /// Keeps scrolling within what there is, and what was marked last in sight; the dashboard calls it with what it drew.
  mutating func limitScroll(utterances: Int, overlay: OverlayExtent) {
    utteranceScroll = min(utteranceScroll, max(utterances, 0))
    overlayScroll = min(overlay.offset, max(overlay.limit, 0))
    followsSelection = false
  }
}

/// Paths as terminals paste them.
enum PastedPath {
  /// The first line without the quotes or backslashes that a file manager's drop puts around names, and
  /// without `file://`.
  static func path(from text: String) -> String {
    var line = String(text.prefix { $0 != "\n" && $0 != "\r" && $0 != "\r\n" })
    while line.last == " " { line.removeLast() }
    if line.count >= 2, let quote = line.first, quote == "'" || quote == "\"", line.last == quote {
      line = String(line.dropFirst().dropLast())
    } else if line.hasPrefix("/") || line.hasPrefix("~") {
      line = withoutBackslashes(line)
    }
    return line.hasPrefix("file://") ? percentDecoded(String(line.dropFirst(7))) : line
  }

  private static func withoutBackslashes(_ line: String) -> String {
    var result = ""
    var isEscaped = false
    for character in line {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        result.append(character)
        isEscaped = false
      }
    }
    return result
  }

  private static func percentDecoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let code = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == 0x25, code.utf8.count == 2, let value = UInt8(code, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
