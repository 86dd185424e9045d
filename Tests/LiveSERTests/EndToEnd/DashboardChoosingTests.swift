import Foundation
import Testing

extension DashboardInTerminal {
  @Suite("choosing device and model")
  struct DashboardChoosingTests {
    @Test(
      "d lists the devices with rates and level, and Enter switches while the dashboard goes on",
      .enabled(if: DashboardScreen.microphoneMissing == nil, "\(DashboardScreen.microphoneMissing ?? "")"))
    func device() throws {
      let screen = try DashboardScreen(hasMicrophone: true)
      screen.noteMicrophone()
      #expect(screen.start())
      #expect(screen.wait { $0.contains("mic default") } != nil)
      let pid = try #require(screen.processIdentifier)
      try screen.playClip()
      #expect(screen.wait { $0.contains("● speech") } != nil)
      screen.press("d")
      // The device in use shows what the session hears, the one that is marked next what is heard from it alone.
      let used = try #require(screen.wait { $0.contains("choose a device") && level(of: "● default", $0) })
      #expect(line("● default", used).contains("8-192 kHz"))
      #expect(!level(of: "  pulse", used))
      screen.press("Down")
      let marked = screen.wait { level(of: "  pulse", $0) && !level(of: "● default", $0) }
      #expect(marked != nil, "\(screen.text)")
      screen.press("Enter")
      let switched = try #require(screen.wait { $0.contains("mic pulse") && $0.contains("● speech") })
      #expect(!switched.contains("no microphone"))
      #expect(screen.processIdentifier == pid)
      let settings = screen.home.appendingPathComponent(".config/liveser/config.json")
      let isSaved = screen.wait { _ in
        (try? String(contentsOf: settings, encoding: .utf8))?.contains("pulse") == true
      }
      #expect(isSaved != nil)
      screen.press("d")
      #expect(screen.wait { $0.contains("● pulse") } != nil, "the device in use is marked")
      screen.press("Escape")
      #expect(screen.wait { !$0.contains("choose a device") } != nil)
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
      // The next start takes the device that was chosen.
      #expect(screen.start())
      #expect(screen.wait { $0.contains("mic pulse") } != nil)
    }

    private func line(_ start: String, _ text: String) -> String {
      text.split(separator: "\n").map(String.init).first { $0.contains("│ \(start) ") } ?? ""
    }

    /// Whether the line of a device ends with a level.
    private func level(of start: String, _ text: String) -> Bool {
      let words = line(start, text).split(separator: " ")
      guard let unit = words.firstIndex(of: "dB"), unit > 0 else { return false }
      return Int(words[unit - 1]).map { $0 < 0 && $0 > -99 } == true
    }

    @Test(
      "m lists the models, and Enter switches without losing what was heard",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func model() throws {
      let screen = try DashboardScreen()
      let folder = screen.home.appendingPathComponent(".local/share/liveser/models")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: Executable.model.get(), toPath: folder.appendingPathComponent("another.safetensors").path)
      try Data("no model".utf8).write(to: folder.appendingPathComponent("broken.safetensors"))
      #expect(screen.start())
      #expect(screen.wait { $0.contains("model test-model") && !$0.contains("none yet") } != nil)
      let pid = try #require(screen.processIdentifier)
      screen.press("m")
      let list = try #require(screen.wait { $0.contains("choose a model") })
      for name in ["● test-model", "another", "broken"] { #expect(list.contains(name), "\(name)") }
      screen.press("Home", "Down", "Enter")
      let switched = try #require(screen.wait { $0.contains("model another") && $0.contains("● speech") })
      #expect(!switched.contains("none yet"), "the utterances stay")
      #expect(screen.processIdentifier == pid)
      screen.press("m")
      #expect(screen.wait { $0.contains("● another") } != nil)
      screen.press("Down", "Enter")
      #expect(screen.wait { $0.contains("broken.safetensors: is not") } != nil)
      screen.press("j")
      #expect(screen.wait { $0.contains("model another") } != nil, "the model in use stays")
      #expect(try settings(screen).contains("\"model\" : \"another\""))
      // The one it began with is in none of the folders.
      screen.press("m")
      #expect(screen.wait { $0.contains("● another") && $0.contains("  test-model") } != nil)
      screen.press("Home", "Enter")
      #expect(screen.wait { $0.contains("model test-model") } != nil)
      #expect(try settings(screen).contains("\"model\" : \"\(Executable.model.get())\""))
    }

    private func settings(_ screen: DashboardScreen) throws -> String {
      try String(
        contentsOf: screen.home.appendingPathComponent(".config/liveser/config.json"), encoding: .utf8)
    }

    @Test(
      "a model given by its path is told from one of the same name in the folders",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func namesake() throws {
      let screen = try DashboardScreen()
      let folder = screen.home.appendingPathComponent(".local/share/liveser/models")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for place in [folder, screen.home] {
        try FileManager.default.copyItem(
          atPath: Executable.model.get(), toPath: place.appendingPathComponent("another.safetensors").path)
      }
      #expect(screen.start("--model ~/another.safetensors"))
      #expect(screen.wait { $0.contains("model another") && !$0.contains("none yet") } != nil)
      screen.press("m")
      let list = try #require(screen.wait { $0.contains("● another") && $0.contains("  another") })
      #expect(list.contains("liveser/models/another.safetensors"))
      screen.press("Down", "Enter")
      // Known by its name now, which is not that of the path it began with.
      let isSaved = screen.wait { _ in
        (try? settings(screen))?.contains("\"model\" : \"another\"") == true
      }
      #expect(isSaved != nil)
      screen.press("m")
      let after = try #require(screen.wait { $0.contains("● another") })
      let lines = after.split(separator: "\n").filter { $0.contains("another.safetensors") }
      try #require(lines.count == 2)
      #expect(!lines[0].contains("●") && lines[1].contains("●"))
    }

    @Test(
      "a device that cannot be opened is told, and the one before it goes on",
      .enabled(if: DashboardScreen.microphoneMissing == nil, "\(DashboardScreen.microphoneMissing ?? "")"))
    func unavailable() throws {
      let screen = try DashboardScreen(hasMicrophone: true)
      // A card that is not there, and one whose description would turn the terminal red and is wide.
      let devices =
        "pcm.gone { type hw card 31\\nhint { show on description Gone } }\\n"
        + "pcm.wide { type pulse device liveser.monitor\\nhint { show on description \"\\e[31m麦克风\" } }\\n"
      screen.type(
        "{ cat \"$ALSA_CONFIG_PATH\"; printf '\(devices)'; } > ~/asound; export ALSA_CONFIG_PATH=~/asound; clear"
      )
      screen.noteMicrophone()
      #expect(screen.start())
      #expect(screen.wait { $0.contains("mic default") } != nil)
      screen.press("d")
      let list = try #require(screen.wait { $0.contains("  gone ") }, "\(screen.text)")
      let wide = line("  wide", list)
      #expect(wide.contains("·[31m麦克风") && wide.hasSuffix("│"), "\(wide)")
      screen.press("Home", "Down", "Enter")
      let told = screen.wait { $0.contains("gone: cannot be opened") || $0.contains("gone: there is no") }
      #expect(told != nil, "\(screen.text)")
      #expect(screen.wait { $0.contains("mic default") && $0.contains("○ silence") } != nil)
    }
  }
}
