import Foundation
import Testing

/// A microphone made of PulseAudio; nothing of the machine's own sound is touched.
enum VirtualMicrophone {
  static let script = sourceTree.appendingPathComponent("scripts/virtual-microphone").path

  static let isAvailable =
    (try? Executable.runBare(["check"], executable: script))?.status == 0

  /// Runs shell commands with the microphone there; $0 is the program, $1 the clip, $2 the model.
  static func run(
    _ commands: String, clip: String = demoPath, rate: String = "48000",
    model: String = Executable.shippedModel
  ) throws -> Executable.Outcome {
    try Executable.runBare(
      ["run", "bash", "-c", commands, Executable.path, clip, model],
      environment: ["LIVESER_VIRTUAL_RATE": rate], executable: script)
  }
}

@Suite(
  "A microphone",
  .enabled(
    if: VirtualMicrophone.isAvailable, "pulseaudio, pulseaudio-utils and libasound2-plugins are needed"),
  .serialized)
struct VirtualMicrophoneTests {
  @Test("The demo clip played into the microphone is heard as the file is")
  func sameAsFile() throws {
    // At the clip's own rate PulseAudio does not resample: what differs is what this program's capture adds.
    let clip = sourceTree.appendingPathComponent("share/demo.flac")
    // Before the clip the sink plays zeros, beside which the clip's own silence is loud: the file begins with them too.
    let scratch = ScratchFolders()
    let file = try scratch.make().appendingPathComponent("clip.wav")
    let silence = [Float](repeating: 0, count: 16_000)
    let samples = try silence + SoundFiles.samples(of: clip.path)
    try SoundFiles.wav(samples, rate: 16_000, bitCount: 24).write(to: file)
    let record = try Executable.runBare(
      ["classify", file.path, "--format", "jsonl", "--model", Executable.shippedModel]
    ).objects()[0]
    let segments = try #require(record["segments"] as? [[String: Any]])
    #expect(segments.count == 6)
    let outcome = try VirtualMicrophone.run(
      """
      touch "$XDG_RUNTIME_DIR/events"
      "$0" listen --model "$2" > "$XDG_RUNTIME_DIR/events" & listener=$!
      for attempt in $(seq 100); do grep -q '"start"' "$XDG_RUNTIME_DIR/events" && break; sleep 0.1; done
      sleep 1
      $LIVESER_PLAY "$1"
      sleep 2
      kill -INT $listener
      wait $listener
      status=$?
      cat "$XDG_RUNTIME_DIR/events"
      exit $status
      """, clip: clip.path, rate: "16000")
    #expect(outcome.status == 130)
    #expect(outcome.diagnostics == "")
    let objects = try outcome.objects()
    #expect(objects.first?["source"] as? String == "microphone")
    let end = try #require(objects.last)
    #expect(
      end["type"] as? String == "end" && end["overruns"] as? Int == 0 && end["droppedSamples"] as? Int == 0)
    let utterances = objects.filter { $0["type"] as? String == "utterance" }.suffix(segments.count)
    try #require(utterances.count == segments.count)
    let offset = (utterances.last?["end"] as? Double ?? 0) - (segments.last?["end"] as? Double ?? 0)
    var sums: [String: Double] = [:]
    var total = 0.0
    for (utterance, segment) in zip(utterances, segments) {
      for key in ["start", "end"] {
        let time = (utterance[key] as? Double ?? 0) - offset
        #expect(abs(time - (segment[key] as? Double ?? 0)) < 0.25)
      }
      // Rows of the microphone begin anywhere between those of the file, which moves an utterance near a tie by more
      // than the file as a whole; synthetic voices, which no model has learnt from, lie near ties.
      let given = try #require(segment["probabilities"] as? [String: Double])
      let heard = try #require(utterance["probabilities"] as? [String: Double])
      let ranked = given.values.sorted(by: >)
      if ranked[0] - ranked[1] > 0.4 {
        #expect(utterance["label"] as? String == segment["label"] as? String)
      }
      for (label, share) in given {
        #expect(abs((heard[label] ?? -1) - share) < 0.25)
        let seconds = utterance["speechSeconds"] as? Double ?? 0
        sums[label, default: 0] += seconds * (heard[label] ?? 0)
        total += seconds / Double(given.count)
      }
    }
    let whole = try #require(record["probabilities"] as? [String: Double])
    #expect(sums.max { $0.value < $1.value }?.key == record["label"] as? String)
    for (label, share) in whole { #expect(abs((sums[label] ?? -1) / total - share) < 0.1) }
  }

  @Test("A microphone pulled out is reported, and the session ends in order")
  func lost() throws {
    let outcome = try VirtualMicrophone.run(
      """
      touch "$XDG_RUNTIME_DIR/events"
      "$0" listen --model "$2" --duration 6 > "$XDG_RUNTIME_DIR/events" & listener=$!
      for attempt in $(seq 100); do grep -q '"start"' "$XDG_RUNTIME_DIR/events" && break; sleep 0.1; done
      sleep 1
      kill $LIVESER_VIRTUAL_SERVER
      wait $listener
      status=$?
      cat "$XDG_RUNTIME_DIR/events"
      exit $status
      """)
    // The input failed, and the time it was given is up.
    #expect(outcome.status == 1)
    let objects = try outcome.objects()
    #expect(objects.contains { $0["type"] as? String == "device" && $0["event"] as? String == "lost" })
    #expect(objects.last?["type"] as? String == "end")
  }

  @Test("The microphone is listed as the default device, with its rates and channels")
  func devices() throws {
    let outcome = try VirtualMicrophone.run("\"$0\" devices --format json")
    #expect(outcome.status == 0)
    let devices = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    let standard = try #require(devices.first { $0["default"] as? Bool == true })
    #expect(standard["name"] as? String == "default")
    #expect((standard["commonSampleRates"] as? [Int])?.contains(48_000) == true)
    #expect((standard["channels"] as? [String: Int])?["lowest"] == 1)
    #expect(try VirtualMicrophone.run("\"$0\" devices").output.hasPrefix("default  "))
  }
}
