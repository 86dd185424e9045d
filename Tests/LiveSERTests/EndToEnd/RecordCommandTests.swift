import Foundation
import Testing

@Suite(
  "liveser record",
  .enabled(
    if: VirtualMicrophone.isAvailable, "pulseaudio, pulseaudio-utils and libasound2-plugins are needed"),
  .serialized, .ownThread)
final class RecordCommandTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Runs shell commands in the test's folder with the microphone, into which the demo clip is played all the while.
  ///
  /// `waits FILE` waits until a file holds two seconds of sound.
  private func run(_ commands: String, plays: Bool = true) throws -> Executable.Outcome {
    try VirtualMicrophone.run(
      """
      cd '\(folder.path)'
      microphone=${LIVESER_PLAY% play}
      waits() { for ((i = 0; i < 200; i++)); do (($(stat -c %s "$1" 2>/dev/null || echo 0) > ${2:-96000})) && return; sleep 0.05; done; }
      \(plays ? "$LIVESER_PLAY \"$1\" 2>/dev/null & player=$!; sleep 1" : "player=")
      \(commands)
      [[ -z $player ]] || kill $player 2>/dev/null
      exit 0
      """)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func classify(_ name: String) throws -> [String: Any] {
    try #require(
      Executable.runBare(
        ["classify", path(name), "--format", "jsonl", "--model", Executable.shippedModel]
      )
      .objects().first)
  }

  @Test(
    "It takes as long as asked, for its owner alone, and prints what 'classify' says of the file",
    arguments: ["take.wav", "take.flac"])
  func duration(name: String) throws {
    let outcome = try run(
      "\"$0\" record \(name) --seconds 5 --format jsonl --model \"$2\"; echo \"{\\\"status\\\":$?}\"")
    #expect(outcome.diagnostics == "")
    let objects = try outcome.objects()
    #expect(objects.last?["status"] as? Int == 0)
    let record = try #require(objects.first)
    #expect(record["duration"] as? Double == 5)
    #expect(record["file"] as? String == name)
    #expect(try permissions(path(name)) == 0o600)
    let again = try classify(name)
    #expect(Set(again.keys) == Set(record.keys))
    #expect(again["duration"] as? Double == 5)
    #expect(again["label"] as? String == record["label"] as? String)
    let live = try #require(record["segments"] as? [[String: Any]])
    let file = try #require(again["segments"] as? [[String: Any]])
    try #require(live.count == file.count && !live.isEmpty)
    for (first, second) in zip(live, file) {
      #expect(first["start"] as? Double == second["start"] as? Double)
      #expect(first["end"] as? Double == second["end"] as? Double)
      let shares = try #require(second["probabilities"] as? [String: Double])
      for (label, share) in try #require(first["probabilities"] as? [String: Double]) {
        #expect(abs(share - (shares[label] ?? -1)) < 0.01)
      }
    }
  }

  @Test("Signals end it in order: the file is kept and judged", arguments: [("INT", 130), ("TERM", 0)])
  func signals(name: String, status: Int) throws {
    let outcome = try run(
      """
      "$0" record a.wav --format jsonl --model "$2" & recorder=$!
      waits a.wav
      kill -\(name) $recorder
      wait $recorder
      echo "{\\"status\\":$?}"
      """)
    let objects = try outcome.objects()
    #expect(objects.last?["status"] as? Int == status)
    #expect((objects.first?["duration"] as? Double).map { $0 >= 2 } == true)
    #expect(try classify("a.wav")["duration"] as? Double == objects.first?["duration"] as? Double)
  }

  @Test("Started by nohup it outlives its terminal")
  func hangUp() throws {
    let outcome = try run(
      """
      nohup "$0" record a.wav --seconds 4 --format jsonl --model "$2" 2>/dev/null & recorder=$!
      waits a.wav
      kill -HUP $recorder
      wait $recorder
      echo "{\\"status\\":$?}"
      """)
    let objects = try outcome.objects()
    #expect(objects.last?["status"] as? Int == 0)
    #expect(objects.first?["duration"] as? Double == 4)
  }

  @Test(
    "What was recorded survives a kill, but for the block that FLAC keeps back",
    arguments: [("a.wav", 96_000, 1.9), ("a.flac", 60_000, 0.7)])
  func killed(name: String, byteCount: Int, leastSeconds: Double) throws {
    _ = try run(
      """
      "$0" record \(name) --model "$2" & recorder=$!
      waits \(name) \(byteCount)
      kill -KILL $recorder
      wait $recorder
      """)
    let record = try classify(name)
    #expect(record["error"] == nil)
    #expect((record["duration"] as? Double).map { $0 >= leastSeconds } == true, "\(record)")
    // Nothing but the header and what it promises.
    if name.hasSuffix("wav"), let seconds = record["duration"] as? Double {
      let size = try Data(contentsOf: URL(fileURLWithPath: path(name))).count
      #expect(size - 44 >= Int(seconds * 48_000) - 24)
    }
  }

  private static let hasTracer = access("/usr/bin/strace", X_OK) == 0

  @Test(
    "The file is seen to the disk before it is closed", .enabled(if: hasTracer, "strace is not installed"),
    arguments: ["a.wav", "a.flac"])
  func synced(name: String) throws {
    let outcome = try run(
      """
      strace -f -qq -e trace=fsync,close,openat -y -o trace "$0" record \(name) --seconds 0.5 --model "$2" >/dev/null
      grep '/\(name)>' trace | grep -o 'fsync(\\|close(' | tail -n 2
      """)
    #expect(outcome.lines == ["fsync(", "close("], "\(outcome.diagnostics)")
  }

  @Test(
    "A sound server that hangs meanwhile is told, and does not keep what was recorded from being finished")
  func frozen() throws {
    let outcome = try run(
      """
      "$0" record a.wav --format jsonl --model "$2" 2> notes & recorder=$!
      waits a.wav
      kill -STOP $LIVESER_VIRTUAL_SERVER
      for ((i = 0; i < 200; i++)); do grep -q 'gone' notes && break; sleep 0.05; done
      sleep 1
      kill -INT $recorder
      for ((i = 0; i < 100; i++)); do kill -0 $recorder 2>/dev/null || break; sleep 0.05; done
      kill -KILL $recorder 2>/dev/null && echo hung >&2
      wait $recorder
      echo "{\\"status\\":$?}"
      cat notes >&2
      """, plays: false)
    let objects = try outcome.objects()
    #expect(objects.last?["status"] as? Int == 130, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("the device is gone"))
    #expect((objects.first?["duration"] as? Double).map { $0 >= 2 } == true)
  }

  @Test("An existing file, and a link that leads nowhere, are left alone, and nothing is recorded")
  func existing() throws {
    try Data("mine".utf8).write(to: folder.appendingPathComponent("a.wav"))
    try FileManager.default.createSymbolicLink(
      atPath: path("b.wav"), withDestinationPath: path("nowhere.wav"))
    let begin = Date()
    for name in ["a.wav", "b.wav"] {
      let outcome = try Executable.runBare(
        ["record", name, "--seconds", "60", "--model", Executable.shippedModel], folder: folder)
      #expect(outcome.status == 1)
      #expect(outcome.output == "")
      #expect(
        outcome.diagnostics == "liveser: \(name): cannot be written: it exists; choose another file\n")
    }
    #expect(Date().timeIntervalSince(begin) < 30)
    #expect(try Data(contentsOf: folder.appendingPathComponent("a.wav")) == Data("mine".utf8))
    #expect(!FileManager.default.fileExists(atPath: path("nowhere.wav")))
  }

  @Test("A folder that is not there, and a missing microphone, are told, and leave no file")
  func refused() throws {
    let nowhere = try Executable.runBare(
      ["record", "no/a.wav", "--model", Executable.shippedModel], folder: folder)
    #expect(nowhere.status == 1)
    #expect(nowhere.diagnostics.hasPrefix("liveser: no/a.wav: cannot be written: No such file or directory"))
    let deaf = try Executable.runBare(
      ["record", "a.wav", "--model", Executable.shippedModel], folder: folder,
      environment: ["ALSA_CONFIG_PATH": "/dev/null", "PULSE_SERVER": "unix:/none"])
    #expect(deaf.status == 1)
    #expect(deaf.output == "")
    #expect(deaf.diagnostics.hasPrefix("liveser: default: "))
    #expect(deaf.diagnostics.split(separator: "\n").count == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("A name is found where none is given: with the other recordings, in folders of the user's own")
  func named() throws {
    let outcome = try run(
      """
      export XDG_DATA_HOME='\(folder.path)/data'
      "$0" record --seconds 0.5 --format jsonl --model "$2"
      "$0" record --seconds 0.5 --format jsonl --model "$2"
      """)
    let files = try outcome.objects().compactMap { $0["file"] as? String }
    #expect(Set(files).count == 2)
    for file in files {
      #expect(file.hasPrefix("\(folder.path)/data/liveser/recordings/20") && file.hasSuffix(".wav"))
      #expect(FileManager.default.fileExists(atPath: file))
    }
    for name in ["data", "data/liveser", "data/liveser/recordings"] {
      #expect(try permissions(path(name)) == 0o700)
    }
  }

  @Test(
    "A full disk ends it: what was caught is kept, said and judged",
    .enabled(if: geteuid() == 0, "mounting a small file system needs rights that are not there"),
    arguments: ["a.wav", "a.flac"])
  func fullDisk(name: String) throws {
    let outcome = try run(
      """
      mkdir disk
      mount -t tmpfs -o size=128k tmpfs disk || exit 99
      trap 'umount disk' EXIT
      "$0" record disk/\(name) --seconds 60 --format jsonl --model "$2"
      echo "{\\"status\\":$?}"
      "$0" classify disk/\(name) --format jsonl --model "$2"
      stat -c '{"bytes":%s}' disk/\(name)
      """)
    let objects = try outcome.objects()
    try #require(objects.count == 4, "\(outcome.diagnostics)")
    #expect(objects[1]["status"] as? Int == 1)
    let seconds = try #require(objects[0]["duration"] as? Double)
    #expect(seconds > 1 && seconds < 20)
    #expect(outcome.diagnostics.contains("disk/\(name): cannot be written: No space left on device"))
    #expect(outcome.diagnostics.contains("s are kept"))
    #expect(objects[2]["duration"] as? Double == seconds)
    #expect(objects[2]["state"] as? String == objects[0]["state"] as? String)
    #expect((objects[3]["bytes"] as? Int).map { $0 <= 131_072 } == true)
  }

  @Test("A device that is lost and comes back goes on into the same file, and the gap is told")
  func lost() throws {
    let outcome = try run(
      """
      "$0" record a.wav --format jsonl --model "$2" 2> notes & recorder=$!
      waits a.wav
      $microphone cut
      sleep 1
      before=$(stat -c %s a.wav)
      $microphone plug
      waits a.wav $((before + 96000))
      kill -INT $recorder
      wait $recorder
      echo "{\\"status\\":$?,\\"before\\":$before}"
      cat notes >&2
      """, plays: false)
    let objects = try outcome.objects()
    #expect(objects.last?["status"] as? Int == 130)
    let before = try #require(objects.last?["before"] as? Int)
    let seconds = try #require(objects.first?["duration"] as? Double)
    #expect(seconds >= Double(before - 44) / 48_000 + 1.9)
    #expect(outcome.diagnostics.contains("the device is gone"))
    #expect(outcome.diagnostics.contains("default: is back after "))
    #expect(outcome.diagnostics.contains("which the recording lacks"))
  }

  @Test("What is wrong with the sound is said")
  func silence() throws {
    let outcome = try run("\"$0\" record a.wav --seconds 1 --model \"$2\"", plays: false)
    #expect(outcome.lines.last?.hasPrefix("no speech ") == true)
    #expect(outcome.diagnostics.contains("a.wav: the microphone sends only silence: unmute it"))
  }

  @Test(
    "At a terminal it shows time and level, and Enter ends it",
    .enabled(if: DashboardScreen.microphoneMissing == nil, "\(DashboardScreen.microphoneMissing ?? "")"))
  func enter() throws {
    let screen = try DashboardScreen(width: 80, height: 24, hasMicrophone: true)
    screen.type("'\(Executable.path)' record '\(path("a.wav"))'; echo status=$?")
    let shown = try #require(screen.wait { $0.contains("0:01.") && $0.contains("[") })
    #expect(shown.contains("liveser: recording default, 16000 Hz, to "))
    #expect(shown.contains("Enter ends it"))
    screen.press("Enter")
    let ended = try #require(screen.wait { $0.contains("status=0") }, "\(screen.text)")
    #expect(ended.contains("VERDICT") && ended.contains("no speech"))
    #expect((try classify("a.wav")["duration"] as? Double).map { $0 > 1 } == true)
  }
}
