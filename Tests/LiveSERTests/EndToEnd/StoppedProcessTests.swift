import Foundation
import Testing

@Suite(
  "A process that is stopped while it listens",
  .enabled(
    if: VirtualMicrophone.isAvailable, "pulseaudio, pulseaudio-utils and libasound2-plugins are needed"),
  .serialized)
struct StoppedProcessTests {
  @Test("Five seconds later it takes in what the sound server has kept, and loses nothing")
  func stopped() throws {
    let outcome = try VirtualMicrophone.run(
      """
      events=$XDG_RUNTIME_DIR/events
      touch "$events"
      "$0" listen --model "$2" --duration 12 > "$events" & listener=$!
      for ((i = 0; i < 200; i++)); do grep -q '"start"' "$events" && break; sleep 0.05; done
      sleep 2
      kill -STOP $listener
      $LIVESER_PLAY "$1" 2>/dev/null & player=$!
      sleep 5
      kill -CONT $listener
      wait $listener
      status=$?
      kill $player
      cat "$events"
      exit $status
      """)
    #expect(outcome.status == 0)
    #expect(outcome.diagnostics == "")
    let objects = try outcome.objects()
    #expect(!objects.contains { $0["type"] as? String == "device" })
    let end = try #require(objects.last)
    #expect(end["droppedSamples"] as? Int == 0)
    #expect(end["processedSamples"] as? Int == 12 * 16_000)
    let skipped = try #require(end["skippedSamples"] as? Int)
    #expect(end["capturedSamples"] as? Int == 12 * 16_000 + skipped)
    // What was said while it stood still is heard in its place.
    let utterances = objects.filter { $0["type"] as? String == "utterance" }
    #expect(utterances.contains { (2...7).contains($0["start"] as? Double ?? 0) }, "\(utterances)")
  }
}
