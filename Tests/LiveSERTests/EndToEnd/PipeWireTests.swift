import Foundation
import Testing

/// A microphone on a private PipeWire; nothing of the machine's own sound is touched.
enum VirtualPipeWire {
  static let script = sourceTree.appendingPathComponent("scripts/virtual-pipewire").path

  static let isAvailable = (try? Executable.runBare(["check"], executable: script))?.status == 0

  /// Runs shell commands with the microphone there; $0 is the program, $1 the clip, $2 the model.
  static func run(_ commands: String) throws -> Executable.Outcome {
    try Executable.runBare(
      ["run", "bash", "-c", commands, Executable.path, demoPath, Executable.shippedModel], executable: script)
  }
}

@Suite(
  "A microphone of PipeWire",
  .enabled(if: VirtualPipeWire.isAvailable, "pipewire, wireplumber and pipewire-alsa are needed"), .serialized
)
struct PipeWireTests {
  @Test("Speech is heard; its server ends and starts again: one loss, told once, and speech is heard again")
  func restarted() throws {
    let outcome = try VirtualPipeWire.run(
      """
      events=$XDG_RUNTIME_DIR/events
      microphone=${LIVESER_PLAY% play}
      waits() { for ((i = 0; i < $2 * 20; i++)); do grep -q "$1" "$events" && return; sleep 0.05; done; return 1; }
      touch "$events"
      "$0" listen --model "$2" > "$events" & listener=$!
      waits '"start"' 10
      $LIVESER_PLAY "$1" 2>/dev/null & player=$!
      waits '"utterance"' 10
      $microphone cut
      kill $player 2>/dev/null
      waits '"lost"' 10
      $microphone plug
      waits '"recovered"' 15
      $LIVESER_PLAY "$1"
      sleep 1
      kill -INT $listener
      wait $listener
      status=$?
      cat "$events"
      exit $status
      """)
    #expect(outcome.status == 130, "\(outcome.diagnostics)")
    let objects = try outcome.objects()
    let heard = objects.filter { $0["type"] as? String == "utterance" }
    #expect(heard.count >= 6)
    let recovered = try #require(objects.firstIndex { $0["event"] as? String == "recovered" })
    #expect(objects[recovered...].contains { $0["type"] as? String == "utterance" })
    let end = try #require(objects.last)
    #expect(end["losses"] as? Int == 1)
    // Once its server is gone every attempt fails as an overrun does; that is no thousand overruns.
    #expect((end["overruns"] as? Int ?? .max) <= 2)
    let counts = ["capturedSamples", "processedSamples", "droppedSamples", "skippedSamples"].map {
      end[$0] as? Int ?? .min
    }
    #expect(counts[0] == counts[1] + counts[2] + counts[3])
    #expect(outcome.diagnostics.split(separator: "\n").count == 1, "\(outcome.diagnostics)")
  }

  @Test("The microphone is listed, and examined by its description")
  func devices() throws {
    let outcome = try VirtualPipeWire.run(
      "\"$0\" devices; \"$0\" doctor --device 'Virtual microphone' --seconds 1 --model \"$2\"")
    #expect(outcome.lines.contains { $0.hasPrefix("default") && $0.hasSuffix("Virtual microphone") })
    #expect(outcome.lines.contains { $0.hasPrefix("microphone  ok       default, first sound") })
  }
}
