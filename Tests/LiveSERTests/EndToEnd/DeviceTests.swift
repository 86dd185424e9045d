import Foundation
import Testing

@Suite("Capture devices", .serialized)
final class DeviceTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  @Test(
    "A device is taken by its name, by a part of its description, and by any name that ALSA knows",
    .enabled(
      if: VirtualMicrophone.isAvailable, "pulseaudio, pulseaudio-utils and libasound2-plugins are needed"))
  func names() throws {
    let outcome = try VirtualMicrophone.run(
      """
      for device in default pulse 'pulseaudio SOUND server' plug:pulse plughw:pulse; do
        "$0" listen --device "$device" --duration 0.2 --model "$2"
      done
      """)
    let starts = try outcome.objects().filter { $0["type"] as? String == "start" }
    #expect(
      starts.map { $0["device"] as? String } == ["default", "pulse", "default", "plug:pulse"],
      "\(outcome.diagnostics)")
    #expect(starts.allSatisfy { $0["rate"] as? Int == 16_000 && $0["mix"] as? String == "none" })
    #expect(outcome.diagnostics.hasPrefix("liveser: plughw:pulse: "))
    #expect(outcome.diagnostics.split(separator: "\n").count == 1)
  }

  /// ALSA with a device of two channels that cannot be had as one.
  private func stereo() throws -> [String: String] {
    let path = folder.appendingPathComponent("asound.conf")
    let settings = """
      </usr/share/alsa/alsa.conf>
      pcm.stereo {
        type multi
        slaves.a { pcm "null" channels 2 }
        bindings.0 { slave a channel 0 }
        bindings.1 { slave a channel 1 }
        hint { show on description "Two capsules" }
      }
      """
    try Data(settings.utf8).write(to: path)
    return ["ALSA_CONFIG_PATH": path.path, "PULSE_SERVER": "unix:/none"]
  }

  @Test("A device that has only two channels is heard as their mean, which is stated")
  func mean() throws {
    let environment = try stereo()
    let words = [
      "listen", "--device", "capsules", "--duration", "0.2", "--model", try Executable.model.get(),
    ]
    let outcome = try Executable.runBare(words, environment: environment)
    let start = try #require(outcome.objects().first)
    #expect(start["device"] as? String == "stereo")
    #expect(start["channels"] as? Int == 2 && start["mix"] as? String == "mean")
    let text = try Executable.runBare(words + ["--format", "text"], environment: environment)
    #expect(text.lines[0].hasPrefix("listening to stereo, 16000 Hz, mean of 2 channels, "))
  }

  @Test(
    "The device that the settings choose is heard where none is given; one that is away is told as theirs",
    arguments: ["listen", "record"])
  func saved(command: String) throws {
    let settings = folder.appendingPathComponent("liveser/config.json")
    try FileManager.default.createDirectory(
      at: settings.deletingLastPathComponent(), withIntermediateDirectories: true)
    let environment = try stereo().merging(
      ["XDG_CONFIG_HOME": folder.path, "XDG_DATA_HOME": folder.path]
    ) { $1 }
    let length = command == "listen" ? "--duration" : "--seconds"
    func run(settings text: String, _ words: String...) throws -> Executable.Outcome {
      try Data(text.utf8).write(to: settings)
      return try Executable.runBare(
        [command, length, "0.2", "--model", Executable.model.get()] + words, environment: environment)
    }
    let chosen = try run(settings: #"{"device": "stereo"}"#)
    #expect(chosen.status == 0)
    if command == "listen" {
      #expect(try chosen.objects().first?["device"] as? String == "stereo")
    }
    let away = try run(settings: #"{"device": "no such microphone"}"#)
    #expect(away.status == 1 && away.output == "")
    #expect(away.diagnostics.hasPrefix("liveser: no such microphone: there is no such capture device"))
    #expect(
      away.diagnostics.contains("; the settings choose it, '--device default' takes the system's\n"))
    let given = try run(settings: #"{"device": "stereo"}"#, "--device", "none such")
    #expect(given.diagnostics.hasPrefix("liveser: none such: "))
    #expect(!given.diagnostics.contains("settings"))
    let odd = try run(settings: #"{"device": 3, "model": 4}"#, "--device", "stereo")
    #expect(odd.status == 0)
    #expect(!odd.diagnostics.contains("cannot be used"))
    let broken = try run(settings: #"{"device": 3, "model": 4}"#)
    #expect(
      broken.diagnostics.contains(
        "\(settings.path): the value of \"device\" cannot be used; it is not used, see 'liveser doctor'\n"))
  }

  @Test("A model that the settings or the environment name and that is gone is told as theirs")
  func savedModel() throws {
    let settings = folder.appendingPathComponent("liveser/config.json")
    try FileManager.default.createDirectory(
      at: settings.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(#"{"model": "/away/mine.safetensors"}"#.utf8).write(to: settings)
    func run(_ environment: [String: String], _ words: String...) throws -> Executable.Outcome {
      try Executable.runBare(
        ["classify", demoPath] + words,
        environment: environment.merging(["XDG_CONFIG_HOME": folder.path]) { $1 })
    }
    let remedy = "; '--model liveser-default' takes the one that came with the program\n"
    let saved = try run(["LIVESER_MODEL": ""])
    #expect(saved.status == 1 && saved.diagnostics.hasSuffix(remedy))
    #expect(saved.diagnostics.contains("no model '/away/mine.safetensors' (named by the settings); tried "))
    let variable = try run(["LIVESER_MODEL": "/away/other.safetensors"])
    #expect(variable.status == 1 && variable.diagnostics.hasSuffix(remedy))
    #expect(variable.diagnostics.contains("'/away/other.safetensors' (named by $LIVESER_MODEL); tried "))
    let given = try run([:], "--model", "/away/given.safetensors")
    #expect(given.diagnostics.contains("no model '/away/given.safetensors'; tried "))
    #expect(given.diagnostics.hasSuffix("; name a file, or one that 'liveser models' lists\n"))
  }

  @Test("The list names devices as they are to be given, with what they can do, and why they cannot")
  func list() throws {
    let outcome = try Executable.runBare(["devices"], environment: stereo())
    #expect(outcome.status == 0)
    let line = try #require(outcome.lines.first { $0.hasPrefix("stereo ") })
    #expect(line.contains(" any rate ") && line.contains(" 2 ch ") && line.hasSuffix(" Two capsules"))
    for line in outcome.lines where line.hasPrefix("pulse ") {
      #expect(line.hasSuffix("(Connection refused)"))
    }
  }

  @Test(
    "The capture thread goes before others where it may, and does without quietly where it may not",
    .enabled(
      if: VirtualMicrophone.isAvailable && geteuid() == 0,
      "needs a virtual microphone and the right to real-time priority"),
    arguments: [("", "1"), ("setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice", "0")])
  func priority(without: String, policy: String) throws {
    let outcome = try VirtualMicrophone.run(
      """
      ulimit -r 0
      events=$XDG_RUNTIME_DIR/events
      touch "$events"
      \(without) "$0" listen --model "$2" > "$events" & listener=$!
      for ((i = 0; i < 200; i++)); do grep -q '"update"' "$events" && break; sleep 0.05; done
      for task in /proc/$listener/task/*; do
        # Behind the name, the policy is the 39th word: 0 is everybody's, 1 first come first served in real time.
        if [[ $(cat $task/comm) == capture ]]; then sed 's/.*) //' $task/stat | cut -d ' ' -f 39; fi
      done
      kill -INT $listener
      wait $listener
      """)
    #expect(outcome.lines == [policy])
    #expect(outcome.diagnostics == "")
  }
}
