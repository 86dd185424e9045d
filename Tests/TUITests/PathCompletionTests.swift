import Glibc
import TUI
import Testing

@Suite("Path completion", .serialized)
struct PathCompletionTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/liveser-completion-XXXXXX".utf8CString)
    let path = try #require(mkdtemp(&template).map { String(cString: $0) })
    let names = ["clip one.wav", "clip two.flac", "notes.txt", ".hidden.wav"]
    for name in names {
      let descriptor = creat(path + "/" + name, 0o600)
      #expect(descriptor >= 0)
      close(descriptor)
    }
    #expect(mkdir(path + "/clips", 0o700) == 0)
    defer {
      for name in names { unlink(path + "/" + name) }
      rmdir(path + "/clips")
      rmdir(path)
    }
    try body(path)
  }

  @Test("names that begin alike, folders with a slash, hidden ones only when asked for")
  func names() throws {
    try withFolder { folder in
      let found = PathCompletion.candidates(for: folder + "/cl")
      #expect(found.map(\.label) == ["clip one.wav", "clip two.flac", "clips/"])
      #expect(found.first?.text == folder + "/clip one.wav")
      #expect(PathCompletion.candidates(for: folder + "/").count == 4)
      #expect(PathCompletion.candidates(for: folder + "/.").map(\.label) == [".hidden.wav"])
      #expect(PathCompletion.candidates(for: folder + "/zzz").isEmpty)
    }
  }

  @Test("only files of the given endings, and folders")
  func extensions() throws {
    try withFolder { folder in
      let found = PathCompletion.candidates(for: folder + "/", extensions: ["wav"])
      #expect(found.map(\.label) == ["clip one.wav", "clips/"])
    }
  }

  @Test("~ stands for the home folder and is kept in the line")
  func home() throws {
    try withFolder { folder in
      let before = getenv("HOME").map { String(cString: $0) }
      setenv("HOME", folder, 1)
      defer { if let before { setenv("HOME", before, 1) } else { unsetenv("HOME") } }
      #expect(PathCompletion.candidates(for: "~").map(\.text) == ["~/"])
      #expect(PathCompletion.candidates(for: "~/clip o").map(\.text) == ["~/clip one.wav"])
      #expect(PathCompletion.expandingHome("~/a") == folder + "/a")
      #expect(PathCompletion.expandingHome("~other/a") == "~other/a")
    }
  }

  @Test("a folder that is not there has no names")
  func missing() {
    #expect(PathCompletion.candidates(for: "/no/such/folder/x").isEmpty)
  }
}
