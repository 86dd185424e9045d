import Foundation
import Testing

@testable import LiveSER

@Suite("settings")
struct SettingsTests {
  private let scratch = ScratchFolders()

  private func file(_ text: String) throws -> String {
    let path = try scratch.make().appendingPathComponent("config.json").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test("what was written is read again, for the user alone, with what it does not know")
  func roundTrip() throws {
    let path = try file(#"{"theme":"light","fps":12,"future":{"a":[1,2.5,"x"]}}"#)
    var (settings, remarks) = Settings.load(path: path)
    #expect(settings.theme == "light" && settings.frameRate == 12 && settings.model == nil)
    #expect(remarks.count == 1 && remarks[0].contains("\"future\""))
    settings.model = "other"
    settings.frameRate = 25
    try settings.save(path: path)
    #expect(try permissions(path) == 0o600)
    let (again, _) = Settings.load(path: path)
    #expect(again.theme == "light" && again.frameRate == 25 && again.model == "other")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? NSDictionary)
    #expect(object["future"] as? NSDictionary == ["a": [1, 2.5, "x"]] as NSDictionary)
  }

  @Test("there is nothing to say of a file that is not there, and the first save makes its folder")
  func absent() throws {
    let path = try scratch.make().appendingPathComponent("new/liveser/config.json").path
    var (settings, remarks) = Settings.load(path: path)
    #expect(remarks.isEmpty)
    settings.theme = "dark"
    try settings.save(path: path)
    #expect(Settings.load(path: path).settings.theme == "dark")
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    #expect(try permissions(folder) == 0o700)
  }

  @Test("settings behind a link are saved where it leads, and the link stays")
  func link() throws {
    let target = try file(#"{"theme":"light"}"#)
    let path = try scratch.make().appendingPathComponent("config.json").path
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    var (settings, _) = Settings.load(path: path)
    settings.frameRate = 12
    try settings.save(path: path)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == target)
    #expect(Settings.load(path: target).settings.frameRate == 12)
  }

  @Test("what cannot be read is told, and nothing is saved in its place")
  func unreadable() throws {
    // Whoever runs the tests may read every file, but no folder as one.
    let path = try scratch.make().appendingPathComponent("config.json").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    var (settings, remarks) = Settings.load(path: path)
    #expect(remarks.count == 1 && remarks[0].contains("cannot be read: Is a directory"))
    settings.theme = "light"
    do {
      try settings.save(path: path)
      Issue.record("a folder is written over")
    } catch {
      #expect(error.reason.contains("Is a directory"))
    }
    let left = try FileManager.default.contentsOfDirectory(
      atPath: (path as NSString).deletingLastPathComponent)
    #expect(left == ["config.json"])
  }

  @Test("a broken file is set aside, not lost and not fatal", arguments: ["", "{", "[1]", "{\"fps\":", "3"])
  func broken(text: String) throws {
    let path = try file(text)
    let (settings, remarks) = Settings.load(path: path)
    #expect(settings.model == nil && remarks.count == 1)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try String(contentsOfFile: path + ".broken", encoding: .utf8) == text)
    try "x".write(toFile: path, atomically: true, encoding: .utf8)
    _ = Settings.load(path: path)
    #expect(try String(contentsOfFile: path + ".broken-2", encoding: .utf8) == "x")
  }

  @Test(
    "a value that cannot be used is told, left out, and stays in the file",
    arguments: [
      #""fps":0"#, #""fps":"many""#, #""model":3"#, #""device":null"#, #""theme":[]"#, #""fps":1e9"#,
      #""fps":true"#, #""theme":"zzz""#,
    ])
  func unusable(pair: String) throws {
    let path = try file("{\(pair)}")
    let (settings, remarks) = Settings.load(path: path)
    #expect(remarks.count == 1)
    #expect(
      settings.frameRate == nil && settings.model == nil && settings.device == nil && settings.theme == nil)
    let before = try JSONSerialization.jsonObject(with: Data("{\(pair)}".utf8)) as? NSDictionary
    try settings.save(path: path)
    let after = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(after as? NSDictionary == before)
  }

  @Test("folders follow the XDG variables, and relative ones are ignored")
  func folders() {
    let home = UserFolders(variable: { ["HOME": "/home/a", "XDG_DATA_HOME": "data"][$0] })
    #expect(home.settings == "/home/a/.config/liveser/config.json")
    #expect(home.recordings == "/home/a/.local/share/liveser/recordings")
    #expect(home.history == "/home/a/.local/state/liveser/history")
    let moved = UserFolders(variable: {
      ["XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/s"][$0]
    })
    #expect(moved.settings == "/c/liveser/config.json" && moved.sessions == "/d/liveser/sessions")
    #expect(moved.history == "/s/liveser/history")
    #expect(UserFolders(variable: { _ in nil }).settings == nil)
  }

  @Test("the prompt's history keeps the newest lines")
  func history() throws {
    let history = PromptHistory(path: try scratch.make().appendingPathComponent("a/history").path)
    #expect(history.load().isEmpty)
    try history.save((1...300).map { "file \($0).wav" })
    #expect(history.load() == (101...300).map { "file \($0).wav" })
    let path = try #require(history.path)
    #expect(try permissions(path) == 0o600)
    #expect(try permissions(URL(fileURLWithPath: path).deletingLastPathComponent().path) == 0o700)
    // A carriage return and the line feed behind it are one character, and two bytes.
    let odd = ["ends in a return\r", "\u{1b}[2J", "\u{fffd}", "e\u{301}"]
    try history.save(odd)
    #expect(history.load() == odd)
    try Data([0x61, 0xC3, 0x0A, 0x62, 0x0D, 0x0A]).write(to: URL(fileURLWithPath: try #require(history.path)))
    #expect(history.load() == ["a\u{fffd}", "b\r"])
  }
}
