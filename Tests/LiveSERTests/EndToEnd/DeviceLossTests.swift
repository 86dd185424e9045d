import Foundation
import Testing

@Suite(
  "A microphone whose sound server fails",
  .enabled(
    if: VirtualMicrophone.isAvailable, "pulseaudio, pulseaudio-utils and libasound2-plugins are needed"),
  .serialized, .ownThread)
struct DeviceLossTests {
  /// Runs `listen`, does `meanwhile` to the sound server, and ends it with Ctrl-C, which it has five seconds to heed.
  ///
  /// - Parameter options: of `listen`.
  private func listen(_ options: String = "", meanwhile: String) throws -> Executable.Outcome {
    try VirtualMicrophone.run(
      """
      events=$XDG_RUNTIME_DIR/events
      microphone=${LIVESER_PLAY% play}
      waits() { for ((i = 0; i < $2 * 20; i++)); do grep -q "$1" "$events" && return; sleep 0.05; done; return 1; }
      touch "$events"
      "$0" listen --model "$2" \(options) > "$events" & listener=$!
      waits '"start"' 10
      sleep 0.5
      \(meanwhile)
      kill -INT $listener
      for ((i = 0; i < 100; i++)); do kill -0 $listener 2>/dev/null || break; sleep 0.05; done
      kill -KILL $listener 2>/dev/null && echo hung >&2
      wait $listener
      status=$?
      cat "$events"
      exit $status
      """)
  }

  private func expectOneLoss(_ outcome: Executable.Outcome, gap: ClosedRange<Double>) throws {
    #expect(outcome.status == 130, "\(outcome.diagnostics)")
    let objects = try outcome.objects()
    let events = objects.filter { $0["type"] as? String == "device" }
    #expect(events.map { $0["event"] as? String } == ["lost", "recovered"])
    let seconds = try #require(events.last?["gapSeconds"] as? Double)
    #expect(gap.contains(seconds))
    let end = try #require(objects.last)
    #expect(end["type"] as? String == "end")
    #expect(end["losses"] as? Int == 1)
    #expect(end["gapSeconds"] as? Double == seconds)
  }

  @Test(
    "It dies and is started again: the loss is told, sound is heard again, and the gap is counted",
    arguments: ["TERM", "KILL"])
  func restarted(signal: String) throws {
    let outcome = try listen(
      meanwhile: """
        $microphone cut \(signal)
        waits '"lost"' 10
        sleep 1
        $microphone plug
        waits '"recovered"' 15
        $LIVESER_PLAY "$1"
        sleep 1
        """)
    try expectOneLoss(outcome, gap: 1...20)
    let objects = try outcome.objects()
    let recovered = try #require(objects.firstIndex { $0["event"] as? String == "recovered" })
    let heard = objects[recovered...].filter { $0["type"] as? String == "utterance" }
    #expect(heard.count >= 5)
    #expect(outcome.diagnostics.contains("the device is gone"))
  }

  @Test("It dies for good: when the time is up, and no later, the session ends as one that failed")
  func gone() throws {
    let outcome = try listen(
      "--duration 4",
      meanwhile: """
        $microphone cut
        begin=$SECONDS
        wait $listener
        status=$?
        cat "$events"
        echo "{\\"waited\\":$((SECONDS - begin))}"
        exit $status
        """)
    #expect(outcome.status == 1)
    let objects = try outcome.objects()
    #expect(objects.dropLast().last?["type"] as? String == "end")
    #expect(try #require(objects.last?["waited"] as? Int) <= 5)
    #expect(outcome.diagnostics.contains("the device is gone"))
  }

  @Test("It hangs: the loss is told, and Ctrl-C ends the session all the same")
  func frozen() throws {
    let outcome = try listen(
      meanwhile: """
        kill -STOP $LIVESER_VIRTUAL_SERVER
        waits '"lost"' 10
        sleep 2
        """)
    #expect(outcome.status == 130, "\(outcome.diagnostics)")
    let objects = try outcome.objects()
    #expect(objects.contains { $0["event"] as? String == "lost" })
    #expect(outcome.diagnostics.contains("the device is gone"))
    #expect(objects.last?["type"] as? String == "end")
    #expect(!outcome.diagnostics.contains("hung"))
  }

  @Test("It hangs for a while: the session goes on when it is back")
  func thawed() throws {
    let outcome = try listen(
      meanwhile: """
        kill -STOP $LIVESER_VIRTUAL_SERVER
        waits '"lost"' 10
        sleep 2
        kill -CONT $LIVESER_VIRTUAL_SERVER
        waits '"recovered"' 20
        sleep 0.5
        """)
    try expectOneLoss(outcome, gap: 5...25)
  }

  @Test("It hangs from the beginning: 'listen' says so and ends, and 'devices' lists what it knows")
  func neverAnswers() throws {
    let outcome = try VirtualMicrophone.run(
      """
      kill -STOP $LIVESER_VIRTUAL_SERVER
      "$0" listen --model "$2"
      echo "listen=$?"
      "$0" devices
      echo "devices=$?"
      """)
    #expect(outcome.lines.contains("listen=1") && outcome.lines.contains("devices=0"))
    #expect(
      outcome.diagnostics
        == "liveser: default: cannot be opened: it does not answer; 'liveser devices' lists the others\n")
    #expect(outcome.lines.contains { $0.hasPrefix("default") && $0.hasSuffix("(it does not answer)") })
  }

  @Test("The microphone is suspended and resumed: one loss, one return, and hardly any work meanwhile")
  func suspended() throws {
    let outcome = try listen(
      meanwhile: """
        ticks() { awk '{ print $14 + $15 }' "/proc/$listener/stat"; }
        pactl suspend-sink liveser 1
        before=$(ticks)
        waits '"lost"' 10
        sleep 5
        echo "{\\"busy\\":$(($(ticks) - before))}"
        pactl suspend-sink liveser 0
        waits '"recovered"' 20
        sleep 0.5
        """)
    try expectOneLoss(outcome, gap: 5...30)
    // Hundredths of a second in some eight; a thread that turned without a rest would take hundreds.
    let busy = try #require(outcome.objects().first?["busy"] as? Int)
    #expect(busy < 100, "\(busy)")
  }

  @Test(
    "The server's default device is followed without a loss: when it is changed, and when it is unplugged",
    arguments: [
      "pactl set-default-source other.monitor",
      "pactl unload-module $(pactl list short modules | grep sink_name=liveser | cut -f1)",
    ])
  func defaultChanged(change: String) throws {
    let outcome = try VirtualMicrophone.run(
      """
      events=$XDG_RUNTIME_DIR/events
      touch "$events"
      pactl load-module module-null-sink sink_name=other rate=48000 channels=1 >/dev/null
      parec --device=other.monitor --latency-msec=10 >/dev/null & recorder=$!
      pactl set-default-source liveser.monitor
      "$0" listen --device pulse --model "$2" > "$events" & listener=$!
      for ((i = 0; i < 200; i++)); do grep -q '"start"' "$events" && break; sleep 0.05; done
      sleep 1
      \(change)
      sleep 1
      paplay --device=other "$1"
      sleep 1
      kill -INT $listener
      wait $listener
      status=$?
      kill $recorder
      cat "$events"
      exit $status
      """)
    #expect(outcome.status == 130)
    let objects = try outcome.objects()
    #expect(objects.first?["device"] as? String == "pulse")
    #expect(objects.filter { $0["type"] as? String == "utterance" }.count >= 5)
    // What was not to be had while the stream moved is counted; the device is never lost.
    let events = objects.filter { $0["type"] as? String == "device" }
    #expect(events.allSatisfy { $0["event"] as? String == "overrun" })
    #expect(objects.last?["losses"] as? Int == 0)
  }
}
