import Buffers
import DSP
import Glibc
import Testing

@Suite("Mel power of a stream")
struct MelPowerAnalyzerTests {
  /// Rows of `samples` given in blocks of `blockSize`, drawn after every block.
  private func rows(_ samples: [Float], blockSize: Int, options: LogMelOptions = LogMelOptions()) throws
    -> [Float]
  {
    var analyzer = try MelPowerAnalyzer(options)
    return drain(&analyzer, samples, blockSize: blockSize)
  }

  private func drain(_ analyzer: inout MelPowerAnalyzer, _ samples: [Float], blockSize: Int) -> [Float] {
    let melCount = analyzer.options.melCount
    var rows: [Float] = []
    var row = [Float](repeating: 0, count: melCount)
    samples.withUnsafeBufferPointer { samples in
      var start = 0
      while start < samples.count {
        let end = min(start + blockSize, samples.count)
        analyzer.accept(UnsafeBufferPointer(rebasing: samples[start..<end]))
        let ready = analyzer.readyRowCount
        var drawn = 0
        while row.withUnsafeMutableBufferPointer({ analyzer.nextRow(into: $0.baseAddress!) }) {
          rows += row
          drawn += 1
        }
        #expect(drawn == ready)
        start = end
      }
    }
    return rows
  }

  @Test("gives the same bits for every block size", arguments: [1, 7, 160, 320, 1000, 4096])
  func blockSize(_ size: Int) throws {
    let samples = try Fixture.samples("speech-16000.wav")
    let whole = try rows(samples, blockSize: samples.count)
    #expect(whole.count / 64 == (samples.count - 560) / 320 + 1)
    #expect(try rows(samples, blockSize: size).map(\.bitPattern) == whole.map(\.bitPattern))
  }

  @Test("gives the rows of a whole recording as it gives those of a stream")
  func oneShot() throws {
    let samples = try Fixture.samples("speech-16000.wav")
    let whole = try samples.withUnsafeBufferPointer { samples in
      try MelPowerAnalyzer.rows(of: samples, options: LogMelOptions())
    }
    #expect(whole.array == (try rows(samples, blockSize: 500)))
  }

  @Test("has a row as soon as its last sample is there, and none before")
  func rowCount() throws {
    var analyzer = try MelPowerAnalyzer(LogMelOptions())
    let samples = Noise.samples(2000)
    samples.withUnsafeBufferPointer { samples in
      for (count, ready) in [(559, 0), (1, 1), (319, 1), (1, 2), (320, 3)] {
        analyzer.accept(UnsafeBufferPointer(rebasing: samples[0..<count]))
        #expect(analyzer.readyRowCount == ready)
      }
    }
  }

  @Test("has no row for no samples")
  func empty() throws {
    let rows = try MelPowerAnalyzer.rows(
      of: UnsafeBufferPointer(start: nil, count: 0), options: LogMelOptions())
    #expect(rows.count == 0)
    #expect(try self.rows(Noise.samples(559), blockSize: 559).isEmpty)
  }

  @Test("starts again after a reset as if nothing had been")
  func reset() throws {
    let samples = Noise.samples(5000)
    var analyzer = try MelPowerAnalyzer(LogMelOptions())
    let first = drain(&analyzer, samples, blockSize: 777)
    analyzer.reset()
    #expect(analyzer.readyRowCount == 0)
    #expect(drain(&analyzer, samples, blockSize: 333) == first)
  }

  @Test("averages the power of adjacent frames")
  func frames() throws {
    let samples = Noise.samples(3000)
    var single = LogMelOptions()
    single.framesPerStep = 1
    let frames = try rows(samples, blockSize: 3000, options: single)
    let pairs = try rows(samples, blockSize: 3000)
    for index in pairs.indices {
      let (row, bin) = (index / 64, index % 64)
      let mean = (frames[2 * row * 64 + bin] + frames[(2 * row + 1) * 64 + bin]) / 2
      #expect(abs(pairs[index] - mean) <= 1e-5 * mean)
    }
  }

  @Test("puts a tone into the bin whose triangle peaks there", arguments: [200.0, 1000, 3000, 7000])
  func tone(_ hertz: Double) throws {
    let samples = (0..<1600).map { Float(sin(2 * Double.pi * hertz * Double($0) / 16_000)) }
    let row = try rows(samples, blockSize: 1600)[0..<64]
    let loudest = try #require(row.indices.max { row[$0] < row[$1] })
    let centres = try MelPowerAnalyzer(LogMelOptions()).filterBank.centreFrequencies
    let nearest = try #require(centres.indices.min { abs(centres[$0] - hertz) < abs(centres[$1] - hertz) })
    #expect(abs(loudest - nearest) <= 1)
  }

  @Test(
    "keeps a sample that is not finite to the rows it is part of", arguments: [Float.nan, .infinity, 3e38])
  func notFinite(_ sample: Float) throws {
    var samples = Noise.samples(4000)
    let clean = try rows(samples, blockSize: 4000)
    samples[0] = sample
    let spoilt = try rows(samples, blockSize: 4000)
    #expect(spoilt.count == clean.count)
    #expect(Array(spoilt[64...]) == Array(clean[64...]))
  }

  @Test(
    "works with any valid options",
    arguments: [(16, 16, 16, 1), (17, 21, 17, 1), (400, 401, 400, 3), (25, 64, 16, 64)])
  func sizes(_ windowLength: Int, _ fftSize: Int, _ hopLength: Int, _ framesPerStep: Int) throws {
    var options = LogMelOptions()
    options.windowLength = windowLength
    options.fftSize = fftSize
    options.hopLength = hopLength
    options.framesPerStep = framesPerStep
    options.melCount = 3
    let rows = try rows(Noise.samples(5000), blockSize: 100, options: options)
    #expect(rows.count / 3 == (5000 - options.rowSpan) / options.samplesPerRow + 1)
    #expect(rows.allSatisfy { $0.isFinite && $0 >= 0 })
  }
}
