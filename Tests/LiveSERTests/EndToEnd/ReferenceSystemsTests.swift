import Foundation
import Testing
import Training

@Suite("The published systems, live", .serialized)
struct ReferenceSystemsTests {
  /// The first utterance of the demo clip, and the pause after it, as a file in `folder`.
  private func speech(in folder: URL) throws -> String {
    let clip = folder.appendingPathComponent("speech.wav")
    let (samples, rate) = try demoClip()
    try SoundFiles.wav(Array(samples.prefix(rate * 47 / 10)), rate: rate).write(to: clip)
    return clip.path
  }

  /// The labels of `recipe`.
  private func labels(of recipe: String) throws -> Set<String> {
    let path = sourceTree.appendingPathComponent("models/recipes/\(recipe).json").path
    return Set(try Recipe.load(path: path).labels)
  }

  @Test("A shipped model is under 4 MB and has its card")
  func shipped() throws {
    for path in ReferenceSystems.shipped {
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      #expect(try #require(size) < 4_000_000, "\(path)")
      let stem = path.dropLast(".safetensors".count)
      for end in [".md", ".card.json"] { #expect(FileManager.default.fileExists(atPath: stem + end)) }
    }
  }

  @Test(
    "Each gives the utterances of a file in 'listen' that it gives in 'classify'",
    arguments: ReferenceSystems.recipes)
  func file(recipe: String) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = try ReferenceSystems.model(of: recipe, folder: folder)
    let clip = try speech(in: folder)
    let records = try Executable.runBare(["classify", clip, "--format", "jsonl", "--model", model]).objects()
    let record = try #require(records.first)
    let segments = try #require(record["segments"] as? [[String: Any]])
    #expect(segments.count >= 1)
    let outcome = try Executable.runBare(["listen", "--model", model, "--input", clip])
    #expect(outcome.status == 0 && outcome.diagnostics == "")
    let objects = try outcome.objects()
    let utterances = objects.filter { $0["type"] as? String == "utterance" }
    #expect(objects.contains { $0["type"] as? String == "update" && $0["label"] is String })
    try #require(utterances.count == segments.count)
    let updates = objects.filter { $0["type"] as? String == "update" }.compactMap { $0["time"] as? Double }
    for (utterance, segment) in zip(utterances, segments) {
      #expect(ReferenceSystems.problem(of: utterance, labels: try labels(of: recipe)) == nil)
      #expect(utterance["label"] as? String == segment["label"] as? String)
      #expect(utterance["start"] as? Double == segment["start"] as? Double)
      // Five updates a second while somebody speaks, of the shipped models too, whose files say how often.
      let (start, end) = (utterance["start"] as? Double ?? 0, utterance["end"] as? Double ?? 0)
      let times = updates.filter { $0 > start && $0 < end }
      #expect(times.count >= 2 && zip(times, times.dropFirst()).allSatisfy { $1 - $0 < 0.21 })
    }
  }

  @Test(
    "Each hears utterances on the microphone, all of them at once",
    .enabled(
      if: VirtualMicrophone.isAvailable, "pulseaudio, pulseaudio-utils and libasound2-plugins are needed"))
  func microphone() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let models = try ReferenceSystems.recipes.map { try ReferenceSystems.model(of: $0, folder: folder) }
    // The last line of each system's part is the status it ended with.
    let outcome = try VirtualMicrophone.run(
      """
      cd "$XDG_RUNTIME_DIR"
      mapfile -t models <<< "$2"
      await() {
        for index in "${!models[@]}"; do
          for attempt in $(seq 100); do grep -q "$1" "events-$index" && break; sleep 0.2; done
        done
      }
      listeners=()
      for index in "${!models[@]}"; do
        touch "events-$index"
        "$0" listen --model "${models[index]}" > "events-$index" & listeners+=($!)
      done
      await '"start"'
      sleep 1
      $LIVESER_PLAY "$1"
      await '"utterance"'
      kill -INT "${listeners[@]}"
      for index in "${!models[@]}"; do
        status=0
        wait "${listeners[index]}" || status=$?
        cat "events-$index"
        printf '{"index":%d,"status":%d}\\n' "$index" "$status"
      done
      """, clip: speech(in: folder), rate: "16000", model: models.joined(separator: "\n"))
    #expect(outcome.status == 0)
    let parts = try outcome.objects().split { $0["status"] != nil }
    try #require(parts.count == models.count)
    let ends = try outcome.objects().compactMap { $0["status"] as? Int }
    #expect(ends == models.map { _ in 130 })
    for (recipe, objects) in zip(ReferenceSystems.recipes, parts) {
      #expect(objects.first?["source"] as? String == "microphone", "\(recipe)")
      let utterances = objects.filter { $0["type"] as? String == "utterance" }
      #expect(!utterances.isEmpty, "\(recipe)")
      for utterance in utterances {
        let problem = ReferenceSystems.problem(of: utterance, labels: try labels(of: recipe))
        #expect(problem == nil, "\(recipe)")
      }
      #expect(objects.last?["type"] as? String == "end", "\(recipe)")
    }
  }
}
