import Foundation
import Testing

/// The rows of the table in docs/input.md that concern the whole program.
@Suite("Odd input")
final class OddInputTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  private static func speech(rate: Int = 16_000) -> [Float] {
    Speech.signal([Speech.Burst(start: 0.6, end: 2)], seconds: 2.5, rate: rate)
  }

  private func write(_ name: String, _ bytes: Data) throws {
    try bytes.write(to: folder.appendingPathComponent(name))
  }

  private func classify(_ words: String..., input: Data? = nil) throws -> Executable.Outcome {
    try Executable.run(["classify", "--format", "jsonl"] + words, input: input, folder: folder)
  }

  /// Runs a line of shell in the test's folder; $0 is the program, $1 the model.
  private func shell(_ line: String) throws -> Executable.Outcome {
    try Executable.runBare(
      ["-c", line, Executable.path, Executable.model.get()], folder: folder, executable: "/bin/bash")
  }

  @Test("The lowest and the highest rate are heard as the usual one is", arguments: [4000, 384_000])
  func rates(rate: Int) throws {
    try write("a.wav", SoundFiles.wav(Self.speech(rate: rate), rate: rate))
    let outcome = try classify("a.wav")
    #expect(outcome.status == 0)
    let record = try outcome.objects()[0]
    #expect(record["sampleRate"] as? Int == rate)
    let segments = try #require(record["segments"] as? [[String: Any]])
    try #require(segments.count == 1)
    #expect(abs((segments[0]["start"] as? Double ?? 0) - 0.6) < 0.15)
  }

  @Test(
    "An offset changes little: a small one, and a large one, which is removed",
    arguments: [0.01, 0.1, 0.2] as [Float])
  func offset(of offset: Float) throws {
    let samples = try demoClip().samples
    try write("a.wav", SoundFiles.wav(samples, rate: 16_000))
    try write("b.wav", SoundFiles.wav(samples.map { $0 + offset }, rate: 16_000))
    let records = try Executable.runBare(
      ["classify", "a.wav", "b.wav", "--format", "jsonl", "--model", Executable.shippedModel], folder: folder
    ).objects()
    #expect(records[0]["label"] as? String == records[1]["label"] as? String)
    let seconds = records.compactMap { $0["speechSeconds"] as? Double }
    try #require(seconds.count == 2)
    #expect(abs(seconds[0] - seconds[1]) < 0.03 * seconds[0])
    let shares = try records.map { try #require($0["probabilities"] as? [String: Double]) }
    for (label, share) in shares[0] { #expect(abs(share - (shares[1][label] ?? -1)) < 0.1) }
  }

  @Test("Clipped speech is judged as it is")
  func clipped() throws {
    try write("a.wav", SoundFiles.wav(Self.speech().map { max(-1, min(1, 20 * $0)) }, rate: 16_000))
    let outcome = try classify("a.wav")
    #expect(outcome.status == 0 && outcome.diagnostics == "")
    #expect((try outcome.objects()[0]["segments"] as? [Any])?.count == 1)
  }

  @Test("A WAV stream whose header does not know its length is heard to its end, from a pipe and from a file")
  func unknownLength() throws {
    let whole = SoundFiles.wav(Self.speech(), rate: 16_000)
    let stream =
      SoundFiles.header(dataByteCount: 0, rate: 16_000).prefix(40) + Data(repeating: 0xFF, count: 4)
      + whole.dropFirst(44)
    try write("stream.wav", stream)
    for outcome in [try classify("stream.wav"), try classify("-", input: stream)] {
      #expect(outcome.status == 0 && outcome.diagnostics == "")
      #expect(try outcome.objects()[0]["duration"] as? Double == 2.5)
    }
  }

  @Test("A FIFO is no file, and its content is heard from standard input")
  func fifo() throws {
    try write("a.wav", SoundFiles.wav(Self.speech(), rate: 16_000))
    let refused = try shell("mkfifo f; \"$0\" classify f --format jsonl --model \"$1\"")
    #expect(refused.status == 1)
    #expect(
      try refused.objects()[0]["error"] as? String
        == "is not a file that can be read as audio; name a sound file")
    let heard = try shell("cat a.wav > f & \"$0\" classify - --format jsonl --model \"$1\" < f")
    #expect(heard.status == 0)
    #expect(try heard.objects()[0]["duration"] as? Double == 2.5)
  }

  @Test("A file and a folder without permission are named with the reason")
  func forbidden() throws {
    try write("a.wav", SoundFiles.wav(Self.speech(), rate: 16_000))
    // Root may read everything, and gives that up here.
    let outcome = try shell(
      """
      mkdir d; cp a.wav d; cp "$1" m.safetensors
      chmod 755 . ; chmod 644 m.safetensors; chmod 0 a.wav d
      drop=; ((EUID)) || drop='setpriv --reuid 65534 --regid 65534 --clear-groups'
      $drop "$0" classify a.wav d --format jsonl --model m.safetensors
      status=$?
      chmod 755 d
      exit $status
      """)
    #expect(outcome.status == 1)
    let errors = try outcome.objects().map { $0["error"] as? String }
    #expect(
      errors == [
        "cannot be read: Permission denied; check its permissions and its disk",
        "the folder cannot be read: Permission denied; check its permissions",
      ])
    #expect(outcome.diagnostics.split(separator: "\n").count == 2)
  }

  @Test("A name with newlines is one line of text, one of diagnostics, and the name itself in JSON")
  func newlines() throws {
    let name = "a\nb\tc.wav"
    try write(name, SoundFiles.wav(Self.speech(), rate: 16_000))
    try write("x\ny.wav", Data())
    let outcome = try classify(name, "x\ny.wav")
    #expect(outcome.status == 1)
    #expect(outcome.lines.count == 2)
    #expect(try outcome.objects().map { $0["file"] as? String } == [name, "x\ny.wav"])
    #expect(outcome.diagnostics == "liveser: x\\ny.wav: is empty; record or copy it again\n")
    let text = try Executable.run(["classify", name, name], folder: folder)
    #expect(text.lines.count == 3)
    #expect(text.lines.dropFirst().allSatisfy { $0.hasSuffix("  a\\nb\\tc.wav") })
  }

  @Test("A name that is not UTF-8 can be typed: the right one of two that look alike is opened, or written")
  func nameBytes() throws {
    try write("a.wav", SoundFiles.wav(Self.speech(), rate: 16_000))
    let outcome = try shell(
      """
      mv a.wav $'caf\\xe9.wav'
      "$0" classify $'caf\\xe9.wav' $'caf\\xe8.wav' --format jsonl --model "$1"
      echo "{\\"status\\":$?}"
      "$0" listen --input $'caf\\xe9.wav' --model "$1" | head -n 1
      "$0" features $'caf\\xe9.wav' --kind rms --output $'r\\xe9.csv' && [[ -s $'r\\xe9.csv' ]] && echo '{"features":true}'
      echo $'caf\\xe9.wav' > $'list\\xff'
      "$0" classify --files-from $'list\\xff' --format jsonl --model "$1"
      "$0" classify $'caf\\xe8.wav' --model "$1" >/dev/null
      """)
    let objects = try outcome.objects()
    try #require(objects.count == 6, "\(outcome.output)")
    #expect(objects[0]["file"] as? String == "caf\u{FFFD}.wav" && objects[0]["duration"] as? Double == 2.5)
    #expect((objects[1]["error"] as? String)?.hasPrefix("there is no such file") == true)
    #expect(objects[2]["status"] as? Int == 1)
    #expect(objects[3]["type"] as? String == "start")
    #expect(objects[4]["features"] as? Bool == true)
    #expect(objects[5]["duration"] as? Double == 2.5)
    #expect(outcome.diagnostics.contains("liveser: caf\\xe8.wav: there is no such file"))
    #expect(!outcome.diagnostics.contains("\u{FFFD}"))
  }

  @Test("An hour takes no more memory than a minute")
  func constantMemory() throws {
    func kibibytes(_ seconds: Int) throws -> Int {
      let byteCount = seconds * 16_000 * 2
      let path = folder.appendingPathComponent("\(seconds).wav")
      try SoundFiles.header(dataByteCount: byteCount, rate: 16_000).write(to: path)
      let file = try FileHandle(forWritingTo: path)
      try file.truncate(atOffset: UInt64(byteCount + 44))
      try file.close()
      let outcome = try shell(
        """
        "$0" classify \(seconds).wav --format jsonl --model "$1" > record & classifying=$!
        # The peak stands in /proc as long as the process does.
        while kill -0 $classifying 2>/dev/null; do
          peak=$(sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$classifying/status 2>/dev/null)
          [[ -z $peak ]] || last=$peak
          sleep 0.02
        done
        wait $classifying && grep -q '"duration":\(seconds).0' record && echo "{\\"peak\\":$last}"
        """)
      return try #require(outcome.objects().first?["peak"] as? Int, "\(outcome.diagnostics)")
    }
    let minute = try kibibytes(60)
    let long = try kibibytes(3600)
    #expect(long < minute + 4096, "\(minute) KiB for a minute, \(long) KiB for an hour")
  }
}
