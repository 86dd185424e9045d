import Foundation
import Testing

@testable import LiveSER

@Suite("liveser doctor", .serialized, .ownThread)
final class DoctorTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  private static let subjects = [
    "settings", "model", "kernel", "locale", "terminal", "microphone", "rate", "level", "clipping", "noise",
  ]

  /// The checks of a JSON report, by name; every one of them is there.
  private func checks(_ outcome: Executable.Outcome) throws -> [String: [String: Any]] {
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let checks = try #require(report["checks"] as? [[String: Any]])
    #expect(checks.map { $0["check"] as? String } == Self.subjects)
    for check in checks {
      #expect(Set(check.keys) == ["check", "state", "finding", "remedy"])
      #expect((check["finding"] as? String)?.isEmpty == false)
      // Whatever is not as it should be has something that can be done about it.
      if ["failed", "warning"].contains(check["state"] as? String) {
        #expect((check["remedy"] as? String)?.isEmpty == false, "\(check)")
      }
    }
    let failed = checks.filter { $0["state"] as? String == "failed" }
    #expect(report["ok"] as? Bool == failed.isEmpty)
    #expect(outcome.status == (failed.isEmpty ? 0 : 1))
    return Dictionary(uniqueKeysWithValues: zip(Self.subjects, checks))
  }

  private func doctor(_ options: String..., environment: [String: String] = [:]) throws -> Executable.Outcome
  {
    let none = [
      "ALSA_CONFIG_PATH": "/dev/null", "PULSE_SERVER": "unix:/none", "XDG_CONFIG_HOME": folder.path,
      "LC_ALL": "C.UTF-8", "LIVESER_MODEL": Executable.shippedModel,
    ]
    return try Executable.runBare(["doctor"] + options, environment: none.merging(environment) { $1 })
  }

  @Test("Without a microphone and in a pipe it checks the rest, and says what to do")
  func noMicrophone() throws {
    let outcome = try doctor("--format", "json")
    #expect(outcome.diagnostics == "")
    let checks = try checks(outcome)
    for (name, state) in [
      ("settings", "ok"), ("model", "ok"), ("locale", "ok"), ("terminal", "skipped"),
      ("microphone", "failed"), ("rate", "skipped"), ("level", "skipped"), ("clipping", "skipped"),
      ("noise", "skipped"),
    ] { #expect(checks[name]?["state"] as? String == state, "\(name)") }
    #expect((checks["microphone"]?["remedy"] as? String)?.contains("connect a microphone") == true)
    let text = try doctor()
    #expect(text.status == 1)
    #expect(text.lines.last == "Failed: microphone.")
    #expect(text.lines.contains { $0.hasPrefix("microphone  failed   default: ") })
    #expect(text.lines.allSatisfy { $0.count <= 80 || !$0.dropFirst(24).contains(" ") })
  }

  @Test("A device that is not there is told apart from no device at all")
  func noSuchDevice() throws {
    let checks = try checks(doctor("--format", "json", "--device", "nosuch"))
    #expect(
      checks["microphone"]?["finding"] as? String == "nosuch: there is no such capture device")
  }

  @Test("Broken settings are told, and left as they are")
  func brokenSettings() throws {
    let home = folder.appendingPathComponent("liveser")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let file = home.appendingPathComponent("config.json")
    try Data("{ broken".utf8).write(to: file)
    let broken = try checks(doctor("--format", "json"))
    #expect(broken["settings"]?["state"] as? String == "failed")
    #expect((broken["settings"]?["finding"] as? String)?.hasPrefix(file.path) == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.path) == ["config.json"])
    #expect(try Data(contentsOf: file) == Data("{ broken".utf8))
    try Data("{\"fps\": 9999, \"device\": \"mine\"}".utf8).write(to: file)
    let odd = try checks(doctor("--format", "json"))
    #expect(odd["settings"]?["state"] as? String == "warning")
    #expect((odd["settings"]?["finding"] as? String)?.contains("\"fps\"") == true)
    // The device of the settings is the one that is checked.
    #expect((odd["microphone"]?["finding"] as? String)?.hasPrefix("mine: ") == true)
  }

  @Test("A model that is missing or damaged fails, with what to do")
  func badModel() throws {
    let missing = try checks(doctor("--format", "json", "--model", "nosuch"))
    #expect(missing["model"]?["state"] as? String == "failed")
    #expect(missing["model"]?["remedy"] as? String == "name a file, or one that 'liveser models' lists")
    let path = folder.appendingPathComponent("bad.safetensors")
    try Data("no model".utf8).write(to: path)
    let damaged = try checks(doctor("--format", "json", "--model", path.path))
    #expect(damaged["model"]?["state"] as? String == "failed")
    #expect(damaged["model"]?["remedy"] as? String == "copy it again or take another")
  }

  @Test(
    "A locale without UTF-8, and one that is not installed, are warned of", arguments: ["C", "xx_XX.UTF-8"])
  func locale(name: String) throws {
    let check = try #require(checks(doctor("--format", "json", environment: ["LC_ALL": name]))["locale"])
    #expect(check["state"] as? String == "warning")
    #expect((check["finding"] as? String)?.contains("draws in ASCII") == true)
    #expect((check["remedy"] as? String)?.contains("C.UTF-8") == true)
  }

  @Test("Kernels that leave the processor's abilities unused are warned of")
  func kernels() {
    let wide: Set<String> = ["avx2", "fma", "avx512f", "avx512bw", "avx512dq", "avx512vl"]
    for (kernel, abilities, state) in [
      ("Haswell", wide, Checkup.State.warning), ("SkylakeX", wide, .ok), ("Cooperlake", wide, .ok),
      ("Haswell", ["avx2", "fma"], .ok), ("Prescott", ["avx2", "fma"], .warning), ("Prescott", ["sse2"], .ok),
      ("NEOVERSEN1", ["asimd"], .ok),
    ] as [(String, Set<String>, Checkup.State)] {
      let checkup = KernelCheck(choice: KernelChoice(kernel: kernel, abilities: abilities)).checkup
      #expect(checkup.state == state, "\(kernel) \(abilities)")
      #expect(checkup.finding.hasPrefix(kernel))
    }
    #expect(!KernelCheck().choice.kernel.isEmpty)
  }

  @Test("Kernels are named to a library that does not know the processor, and to no other")
  func betterKernels() throws {
    let wide: Set<String> = ["avx2", "fma", "avx512f", "avx512bw", "avx512dq", "avx512vl"]
    for (kernel, abilities, better) in [
      ("Prescott", wide, "SkylakeX"), ("Prescott", ["avx2", "fma"], "Haswell"), ("Prescott", ["sse3"], nil),
      ("Haswell", wide, nil), ("Cooperlake", wide, nil), ("NEOVERSEN1", ["asimd"], nil),
    ] as [(String, Set<String>, String?)] {
      #expect(KernelChoice(kernel: kernel, abilities: abilities).better == better, "\(kernel) \(abilities)")
    }
    // Whatever this processor is, a program that was told nothing runs the best kernels there are for it.
    let machine = KernelChoice()
    if getenv(KernelChoice.variable) == nil, machine.isVectorProcessor {
      let found = try #require(try checks(doctor("--format", "json"))["kernel"])
      let words = try #require(found["finding"] as? String)
      #expect(!KernelChoice.plain.contains { words.hasPrefix($0) }, "\(words)")
    }
    // What the user has named stays.
    if machine.isVectorProcessor {
      let named = try checks(doctor("--format", "json", environment: [KernelChoice.variable: "Prescott"]))[
        "kernel"]
      #expect((named?["finding"] as? String)?.hasPrefix("Prescott") == true)
    }
  }

  @Test(
    "A terminal that is too small or cannot be drawn on is told",
    .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"),
    arguments: [
      (80, 24, "", "terminal    ok       80x24"), (60, 20, "", "terminal    warning  60x20"),
      (80, 24, "TERM=dumb", "terminal    failed   TERM is dumb"),
      (80, 24, "TERM=nosuch", "terminal    failed   there is no entry for 'nosuch'"),
    ])
  func terminal(width: Int, height: Int, variable: String, line: String) throws {
    let screen = try DashboardScreen(width: width, height: height)
    screen.type("\(variable) '\(Executable.path)' doctor | head -0; \(variable) '\(Executable.path)' doctor")
    #expect(screen.wait { $0.contains(line) } != nil, "\(screen.text)")
  }

  /// Runs `doctor` with the microphone while `sound` is played into it.
  private func doctor(hearing sound: [Float]?, _ setUp: String = "") throws -> Executable.Outcome {
    let path = folder.appendingPathComponent("sound.wav")
    if let sound { try SoundFiles.wav(sound, rate: 16_000, bitCount: 24).write(to: path) }
    let play = sound == nil ? "" : "$LIVESER_PLAY \"$1\" 2>/dev/null & player=$!; sleep 1"
    return try VirtualMicrophone.run(
      """
      export XDG_CONFIG_HOME='\(folder.path)' LC_ALL=C.UTF-8
      player=
      \(play)
      \(setUp)
      "$0" doctor --seconds 3 --format json --model "$2"
      status=$?
      [[ -z $player ]] || kill $player 2>/dev/null
      exit $status
      """, clip: path.path, rate: "16000")
  }

  private static func speech(_ level: Double, background: Float) -> [Float] {
    let bursts = (0..<10).map { Speech.Burst(start: Double($0), end: Double($0) + 0.7) }
    return Speech.signal(bursts, seconds: 10, rate: 16_000, level: level, background: background)
  }

  private static let isAvailable = VirtualMicrophone.isAvailable

  @Test(
    "A microphone that is as it should be passes, with the rate in force",
    .enabled(if: isAvailable, "pulseaudio, pulseaudio-utils and libasound2-plugins are needed"))
  func healthy() throws {
    let outcome = try VirtualMicrophone.run(
      """
      export XDG_CONFIG_HOME='\(folder.path)' LC_ALL=C.UTF-8
      $LIVESER_PLAY "$1" 2>/dev/null & player=$!
      sleep 1
      "$0" doctor --format json --model "$2"
      status=$?
      kill $player
      exit $status
      """)
    let checks = try checks(outcome)
    #expect(outcome.status == 0)
    for name in ["microphone", "rate", "level", "clipping", "noise"] {
      #expect(checks[name]?["state"] as? String == "ok", "\(checks[name] ?? [:])")
    }
    let rate = try #require(checks["rate"]?["finding"] as? String)
    #expect(rate.hasPrefix("16000 Hz, 1 channel, "))
    let level = try #require(checks["level"]?["finding"] as? String)
    #expect(level.contains("s of speech"))
  }

  @Test(
    "Silence, clipping, weak speech and noise are each found, with the hint that the dashboard gives",
    .enabled(if: isAvailable, "pulseaudio, pulseaudio-utils and libasound2-plugins are needed"),
    arguments: InputFault.allCases)
  func faults(fault: InputFault) throws {
    let (sound, subject, states): ([Float]?, String, Set<String>) =
      switch fault {
      case .silent: (nil, "level", ["failed"])
      case .clipped: (Self.speech(4, background: 1e-4), "clipping", ["failed"])
      case .tooQuiet: (Self.speech(0.004, background: 1e-5), "level", ["failed", "warning"])
      case .offset: (Self.speech(0.2, background: 1e-4).map { $0 + 0.1 }, "level", ["failed"])
      case .noisy: (Speech.noise(count: 160_000, amplitude: 0.05, seed: 1), "noise", ["warning"])
      }
    let checks = try checks(doctor(hearing: sound))
    let check = try #require(checks[subject])
    #expect(states.contains(check["state"] as? String ?? ""), "\(check)")
    #expect(check["remedy"] as? String == fault.remedy)
    #expect((check["finding"] as? String)?.hasPrefix(fault.problem) == true)
    if fault == .silent { #expect(checks["noise"]?["state"] as? String == "skipped") }
  }

  @Test(
    "A sound server that hangs, or that has suspended its microphone, holds it up for seconds and no more",
    .enabled(if: isAvailable, "pulseaudio, pulseaudio-utils and libasound2-plugins are needed"),
    arguments: ["kill -STOP $LIVESER_VIRTUAL_SERVER", "pactl suspend-sink liveser 1"])
  func heldUp(what: String) throws {
    let begin = Date()
    let checks = try checks(doctor(hearing: nil, what))
    #expect(checks["microphone"]?["state"] as? String == "failed")
    // A quiet machine takes 15 s, most of it the patience with a server that may yet answer.
    #expect(Date().timeIntervalSince(begin) < 80)
  }
}
