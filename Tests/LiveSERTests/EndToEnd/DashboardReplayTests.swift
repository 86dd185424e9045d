import Foundation
import Testing

extension DashboardInTerminal {
  /// What is played goes into the sink that the virtual microphone listens to, and can be heard there.
  @Suite("hearing again")
  struct DashboardReplayTests {
    /// Loudness fifty times a second, in dB.
    private func envelope(_ samples: [Float], rate: Int) -> [Double] {
      let count = rate / 50
      return stride(from: 0, to: samples.count - count, by: count).map { start in
        var power = 0.0
        for sample in samples[start..<start + count] { power += Double(sample * sample) / Double(count) }
        return 10 * log10(max(power, 1e-8))
      }
    }

    /// Greatest correlation of `part` with any stretch of `whole`, and how long the stretch is in seconds.
    private func likeness(of part: [Double], in whole: [Double]) -> Double {
      guard whole.count >= part.count, !part.isEmpty else { return 0 }
      func centred(_ values: ArraySlice<Double>) -> [Double] {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.map { $0 - mean }
      }
      let wanted = centred(part[...])
      let wantedPower = wanted.reduce(0) { $0 + $1 * $1 }
      var best = 0.0
      for start in 0...whole.count - part.count {
        let found = centred(whole[start..<start + part.count])
        let power = found.reduce(0) { $0 + $1 * $1 }
        guard power > 0 else { continue }
        let product = zip(wanted, found).reduce(0) { $0 + $1.0 * $1.1 }
        best = max(best, product / (power * wantedPower).squareRoot())
      }
      return best
    }

    /// Records what the sink plays while `body` runs and for `seconds`.
    private func hear(_ screen: DashboardScreen, seconds: Double, _ body: () -> Void) throws -> [Float] {
      let file = screen.home.appendingPathComponent("heard.raw")
      let ear = try screen.runAtMicrophone(
        "exec parec --device=liveser.monitor --format=float32le --rate=16000 --channels=1 --latency-msec=20",
        output: file)
      usleep(500_000)
      body()
      usleep(UInt32(seconds * 1e6))
      // Other signals are blocked in what these tests start.
      kill(ear.processIdentifier, SIGKILL)
      ear.waitUntilExit()
      return try Data(contentsOf: file).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    private func samples(ofWAV path: URL) throws -> (samples: [Float], rate: Int) {
      let outcome = try Executable.run(["classify", path.path, "--format", "jsonl"])
      let rate = try #require(outcome.objects().first?["sampleRate"] as? Int)
      let bytes = try Data(contentsOf: path).dropFirst(44)
      // 24 bits, the lowest byte first.
      let samples = stride(from: bytes.startIndex, to: bytes.endIndex - 2, by: 3).map { index -> Float in
        let low = Int32(bytes[index]) << 8
        let middle = Int32(bytes[index + 1]) << 16
        let high = Int32(bytes[index + 2]) << 24
        return Float(low | middle | high) / 2_147_483_648
      }
      return (samples, rate)
    }

    @Test(
      "a recording is played, stopped with p, and again from the start",
      .enabled(if: DashboardScreen.microphoneMissing == nil, "\(DashboardScreen.microphoneMissing ?? "")"))
    func recording() throws {
      let screen = try DashboardScreen(hasMicrophone: true)
      screen.noteMicrophone()
      #expect(screen.start())
      let player = try screen.playClip()
      #expect(screen.wait { $0.contains("● speech") } != nil)
      screen.press("Space")
      #expect(screen.wait { $0.contains("REC 00:03") } != nil)
      screen.press("Space")
      #expect(screen.wait { $0.contains("k keep  p replay  x discard") } != nil)
      kill(player.processIdentifier, SIGKILL)
      #expect(screen.wait { $0.contains("-inf dB") } != nil)

      let whole = try hear(screen, seconds: 5) { screen.press("p") }
      #expect(screen.text.contains("played"))
      let stopped = try hear(screen, seconds: 2.5) {
        screen.press("p")
        _ = screen.wait { $0.contains("playing the recording; p stops") }
        usleep(700_000)
        screen.press("p")
      }
      #expect(screen.text.contains("stopped playing"))
      screen.press("k")
      let kept = try #require(screen.wait { $0.contains("kept: ") })
      let folder = screen.home.appendingPathComponent(".local/share/liveser/recordings")
      let name = try #require(
        FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".wav") }, "\(kept)"
      )
      let (recorded, rate) = try samples(ofWAV: folder.appendingPathComponent(name))
      let wanted = envelope(recorded, rate: rate)
      #expect(likeness(of: wanted, in: envelope(whole, rate: 16_000)) > 0.9)
      let soundingCount = envelope(stopped, rate: 16_000).filter { $0 > -60 }.count
      #expect(soundingCount > 5 && soundingCount < wanted.count - 25, "\(soundingCount) of \(wanted.count)")
    }

    @Test(
      "of a file, the utterance that is marked is played, and nothing else",
      .enabled(if: DashboardScreen.microphoneMissing == nil, "\(DashboardScreen.microphoneMissing ?? "")"))
    func segment() throws {
      let screen = try DashboardScreen(hasMicrophone: true)
      screen.noteMicrophone()
      // Tones of one second at places and lengths of their own.
      let path = screen.home.appendingPathComponent("tones.wav")
      let bursts = [(1.0, 0.8), (4.0, 2.0), (8.0, 1.2)]
      let rate = 16_000
      var signal = [Float](repeating: 0, count: 11 * rate)
      for (start, length) in bursts {
        for index in 0..<Int(length * Double(rate)) {
          let time = Double(index) / Double(rate)
          let loudness = 0.3 + 0.15 * sin(2 * Double.pi * 4 * time)
          signal[Int(start * Double(rate)) + index] = Float(loudness * sin(2 * Double.pi * 330 * time))
        }
      }
      try SoundFiles.wav(signal, rate: rate).write(to: path)
      #expect(screen.start())
      screen.press("o")
      screen.enter(path.path)
      screen.press("Enter")
      #expect(
        screen.wait { $0.contains("─ result ─") && $0.contains("3 utterances") } != nil, "\(screen.text)")
      screen.press("Down")
      #expect(screen.wait { $0.contains("▶00:04") || $0.contains("▶00:03") } != nil, "\(screen.text)")
      let heard = try hear(screen, seconds: 4) { screen.press("p") }
      let sounding = envelope(heard, rate: 16_000).filter { $0 > -50 }.count
      #expect(abs(Double(sounding) / 50 - 2) < 0.3, "\(Double(sounding) / 50) s were heard")
      screen.press("p")
      #expect(screen.wait { $0.contains("playing utterance 2") } != nil)
      screen.press("Escape")
      #expect(screen.wait { !$0.contains("─ result ─") && $0.contains("-inf dB") } != nil, "closed is silent")
    }
  }
}
