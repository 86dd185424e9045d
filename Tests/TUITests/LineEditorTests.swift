import TUI
import Testing

@Suite("The line editor")
struct LineEditorTests {
  private func editor(_ text: String, _ keys: Key...) -> LineEditor {
    var editor = LineEditor(text: text)
    for key in keys { _ = editor.handle(key) }
    return editor
  }

  @Test("text goes in where the cursor is")
  func inserting() {
    let result = editor("ac", .left, .character("b"))
    #expect(result.text == "abc" && result.cursor == 2)
  }

  @Test("what is typed loses control scalars, what a name is completed to keeps them")
  func controls() {
    #expect(editor("", .paste("a\u{1B}[1mb\n\u{7F}")).text == "a[1mb")
    var editor = LineEditor(
      text: "a", completion: { _ in [Candidate(text: "a\u{1B}\u{7}b", label: "a\u{1B}\u{7}b")] })
    _ = editor.handle(.tab)
    #expect(editor.text == "a\u{1B}\u{7}b")
    _ = editor.handle(.character("c"))
    #expect(editor.text == "a\u{1B}\u{7}bc" && editor.cursor == 5)
  }

  @Test("backspace and delete take one character, of however many scalars")
  func deleting() {
    #expect(editor("ae\u{301}", .backspace).text == "a")
    #expect(editor("👩‍🚀x", .home, .delete).text == "x")
    #expect(editor("", .backspace, .delete).text == "")
    #expect(editor("ab", .left, .control("d")).text == "a")
  }

  @Test("Home, End, Ctrl-A and Ctrl-E go to the ends")
  func ends() {
    #expect(editor("abc", .home).cursor == 0)
    #expect(editor("abc", .control("a"), .end).cursor == 3)
    #expect(editor("abc", .control("a"), .control("e")).cursor == 3)
    #expect(editor("abc", .home, .left).cursor == 0)
    #expect(editor("abc", .right).cursor == 3)
  }

  @Test("Ctrl-U, Ctrl-K and Ctrl-W delete to the start, to the end, and a word")
  func killing() {
    #expect(editor("abc", .left, .control("u")).text == "c")
    #expect(editor("abc", .left, .control("k")).text == "ab")
    #expect(editor("one two  ", .control("w")).text == "one ")
    #expect(editor("/home/me/a.wav", .control("w")).text == "")
    #expect(editor("", .control("w"), .control("u"), .control("k")).text == "")
  }

  @Test("word moves stop at a path's separators")
  func words() {
    #expect(editor("/home/me", .wordLeft).cursor == 6)
    #expect(editor("/home/me", .wordLeft, .wordLeft).cursor == 1)
    #expect(editor("/home/me", .home, .wordRight).cursor == 5)
    #expect(editor("/home/me", .alt("b"), .alt("d")).text == "/home/")
  }

  @Test("a paste loses its control scalars")
  func pasting() {
    #expect(editor("x", .paste("a\u{1B}[31m\tb\n")).text == "xa[31mb")
  }

  @Test("a mark typed after a letter joins it, and the cursor stays behind both")
  func joining() {
    var result = editor("e", .character("\u{301}"))
    #expect(result.characters.count == 1 && result.cursor == 1)
    _ = result.handle(.character("x"))
    #expect(result.text == "e\u{301}x")
  }

  @Test("history goes back and forth and gives the draft back")
  func history() {
    var editor = LineEditor(text: "draft", history: ["old", "new"])
    _ = editor.handle(.up)
    #expect(editor.text == "new")
    _ = editor.handle(.up)
    _ = editor.handle(.up)
    #expect(editor.text == "old")
    _ = editor.handle(.down)
    _ = editor.handle(.down)
    #expect(editor.text == "draft")
    _ = editor.handle(.down)
    #expect(editor.text == "draft")
  }

  @Test("Tab completes as far as all agree, then goes through the candidates and back")
  func completion() {
    let names = ["session1.wav", "session2.wav", "other.wav"]
    var editor = LineEditor(
      text: "se",
      completion: { text in names.filter { $0.hasPrefix(text) }.map { Candidate(text: $0, label: $0) } })
    _ = editor.handle(.tab)
    #expect(editor.text == "session")
    #expect(editor.candidates.map(\.label) == ["session1.wav", "session2.wav"])
    _ = editor.handle(.tab)
    #expect(editor.text == "session1.wav")
    _ = editor.handle(.tab)
    #expect(editor.text == "session2.wav")
    _ = editor.handle(.tab)
    #expect(editor.text == "session1.wav")
    _ = editor.handle(.backTab)
    #expect(editor.text == "session2.wav")
    _ = editor.handle(.character("x"))
    #expect(editor.candidates.isEmpty && editor.text == "session2.wavx")
    _ = editor.handle(.control("u"))
    _ = editor.handle(.character("o"))
    _ = editor.handle(.tab)
    #expect(editor.text == "other.wav" && editor.candidates.isEmpty)
  }

  @Test("keys that mean nothing to a line are not taken")
  func otherKeys() {
    var editor = LineEditor(text: "x")
    for key in [Key.enter, .escape, .pageUp, .function(2)] {
      let isTaken = editor.handle(key)
      #expect(!isTaken)
    }
  }
}
