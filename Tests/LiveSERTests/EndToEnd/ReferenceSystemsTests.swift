import Foundation
import Testing

/// The shipped models of the published systems.
enum ReferenceSystems {
  /// Their files, by name.
  static let models: [String] = {
    let folder = sourceTree.appendingPathComponent("models").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix("system-") && $0.hasSuffix(".safetensors") }.sorted()
      .map { "\(folder)/\($0)" }
  }()

  /// What is wrong with an utterance of a model with `labels`; nil where nothing is.
  static func problem(of utterance: [String: Any], labels: Set<String>) -> String? {
    guard let shares = utterance["probabilities"] as? [String: Double] else { return "no probabilities" }
    let sum = shares.values.reduce(0, +)
    if Set(shares.keys) != labels { return "labels \(shares.keys.sorted())" }
    if abs(sum - 1) > 1e-3 || !shares.values.allSatisfy({ $0 >= 0 && $0 <= 1 }) { return "shares \(shares)" }
    let best = shares.max { $0.value < $1.value }
    if utterance["label"] as? String != best?.key { return "label \(utterance["label"] ?? "none")" }
    guard let start = utterance["start"] as? Double, let end = utterance["end"] as? Double, start < end
    else { return "times" }
    return nil
  }
}

@Suite("The published systems, live")
struct ReferenceSystemsTests {
  @Test("A model of each of the five systems is shipped, under 4 MB, with its card")
  func shipped() throws {
    let names = ReferenceSystems.models.map { URL(fileURLWithPath: $0).lastPathComponent }
    for letter in ["a", "b", "c", "d", "e"] {
      #expect(names.contains { $0.hasPrefix("system-\(letter)-") || $0 == "system-\(letter).safetensors" })
    }
    for path in ReferenceSystems.models {
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      #expect(try #require(size) < 4_000_000, "\(path)")
      let stem = path.dropLast(".safetensors".count)
      for end in [".md", ".card.json"] { #expect(FileManager.default.fileExists(atPath: stem + end)) }
    }
  }

  @Test(
    "Each gives the utterances of a file in 'listen' that it gives in 'classify'",
    arguments: ReferenceSystems.models)
  func file(model: String) throws {
    let record = try Executable.runBare(
      ["classify", demoPath, "--format", "jsonl", "--model", model]
    ).objects()[0]
    let segments = try #require(record["segments"] as? [[String: Any]])
    let labels = Set(try #require(record["probabilities"] as? [String: Double]).keys)
    #expect(segments.count >= 5)
    let outcome = try Executable.runBare(["listen", "--model", model, "--input", demoPath])
    #expect(outcome.status == 0 && outcome.diagnostics == "")
    let objects = try outcome.objects()
    let utterances = objects.filter { $0["type"] as? String == "utterance" }
    #expect(objects.contains { $0["type"] as? String == "update" && $0["label"] is String })
    try #require(utterances.count == segments.count)
    for (utterance, segment) in zip(utterances, segments) {
      #expect(ReferenceSystems.problem(of: utterance, labels: labels) == nil)
      #expect(utterance["label"] as? String == segment["label"] as? String)
      #expect(utterance["start"] as? Double == segment["start"] as? Double)
    }
  }

  @Test(
    "Each hears utterances on the microphone",
    .enabled(
      if: VirtualMicrophone.isAvailable, "pulseaudio, pulseaudio-utils and libasound2-plugins are needed"))
  func microphone() throws {
    // The first two utterances of the demo clip, and the pause after them.
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let clip = folder.appendingPathComponent("speech.wav")
    let (samples, rate) = try demoClip()
    try SoundFiles.wav(Array(samples.prefix(9 * rate)), rate: rate).write(to: clip)
    for model in ReferenceSystems.models {
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
        """, clip: clip.path, rate: "16000", model: model)
      #expect(outcome.status == 130, "\(model)")
      let objects = try outcome.objects()
      let utterances = objects.filter { $0["type"] as? String == "utterance" }
      #expect(!utterances.isEmpty, "\(model)")
      let first = try #require(utterances.first?["probabilities"] as? [String: Double])
      for utterance in utterances {
        #expect(ReferenceSystems.problem(of: utterance, labels: Set(first.keys)) == nil, "\(model)")
      }
      #expect(objects.last?["type"] as? String == "end", "\(model)")
    }
  }
}
