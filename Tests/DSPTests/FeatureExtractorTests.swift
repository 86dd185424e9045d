import DSP
import Testing

@Suite("Features of any recording")
struct FeatureExtractorTests {
  @Test("go by the names users know")
  func names() {
    #expect(
      FeatureKind.allCases.map(\.rawValue)
        == ["log-mel", "mfcc", "chroma", "contrast", "zcr", "rms", "clip-180", "clip-full"])
  }

  @Test("refuse a recording without samples", arguments: FeatureKind.allCases)
  func empty(_ kind: FeatureKind) {
    #expect(throws: DSPError.noSamples) {
      try FeatureExtractor(kind).extract(from: [], sampleRate: 16_000)
    }
  }

  @Test("refuse samples that are not finite, naming the first", arguments: FeatureKind.allCases)
  func notFinite(_ kind: FeatureKind) {
    var samples = Noise.samples(3000)
    samples[1234] = .nan
    samples[2000] = .infinity
    #expect(throws: DSPError.sampleNotFinite(sampleIndex: 1234)) {
      try FeatureExtractor(kind).extract(from: samples, sampleRate: 16_000)
    }
  }

  @Test("refuse samples whose power overflows", arguments: FeatureKind.allCases)
  func tooLarge(_ kind: FeatureKind) {
    var samples = Noise.samples(3000)
    samples[99] = -1e20
    #expect(throws: DSPError.sampleTooLarge(sampleIndex: 99, value: -1e20)) {
      try FeatureExtractor(kind).extract(from: samples, sampleRate: 16_000)
    }
  }

  @Test("are finite for any length, for silence and for the loudest noise", arguments: FeatureKind.allCases)
  func anyLength(_ kind: FeatureKind) throws {
    for count in [1, 2, 511, 512, 513, 1023, 1024, 1025, 2047, 2048, 2049, 5000] {
      for gain in [Float(0), 1e-20, 1, 2e9] {
        let samples = Noise.samples(count).map { $0 * gain }
        let matrix = try FeatureExtractor(kind).extract(from: samples, sampleRate: 16_000)
        #expect(matrix.values.allSatisfy { $0.isFinite }, "\(count) samples at \(gain)")
        let isVector = kind == .clip180 || kind == .clipFull
        #expect(matrix.rowCount == (isVector ? 1 : count / 512 + 1))
        #expect(matrix.values.count == matrix.rowCount * matrix.columnCount)
      }
    }
  }

  @Test("have a name for every column, no two alike", arguments: FeatureKind.allCases)
  func columns(_ kind: FeatureKind) throws {
    let matrix = try FeatureExtractor(kind).extract(from: Noise.samples(4000), sampleRate: 16_000)
    let counts: [FeatureKind: Int] = [
      .logMel: 128, .mfcc: 20, .chroma: 12, .contrast: 7, .zcr: 1, .rms: 1, .clip180: 180, .clipFull: 189,
    ]
    #expect(matrix.columnCount == counts[kind])
    #expect(Set(matrix.columnNames).count == matrix.columnCount)
  }

  @Test("say how many frames a derivative needs")
  func derivative() {
    var options = FeatureOptions()
    options.mfcc.derivativeCount = 1
    #expect(throws: DSPError.tooFewFrames(frameCount: 8, neededCount: 9)) {
      try FeatureExtractor(.mfcc, options).extract(from: Noise.samples(7 * 512), sampleRate: 16_000)
    }
  }

  private func problems(
    _ kind: FeatureKind, sampleRate: Int = 16_000, _ change: (inout FeatureOptions) -> Void
  ) -> [String] {
    var options = FeatureOptions()
    change(&options)
    do {
      _ = try FeatureExtractor(kind, options).extract(from: Noise.samples(100), sampleRate: sampleRate)
      return []
    } catch {
      guard case .invalidOptions(let problems) = error else { return ["\(error)"] }
      #expect(problems.allSatisfy { !($0.lowest...$0.highest).contains($0.value) })
      return problems.map(\.name)
    }
  }

  @Test("refuse options out of range by name")
  func options() {
    #expect(problems(.logMel, sampleRate: 0) { _ in }.contains("sampleRate"))
    #expect(problems(.logMel) { $0.melSpectrogram.spectrum.fftSize = 0 } == ["fftSize"])
    #expect(problems(.logMel) { $0.melSpectrogram.highestFrequency = 8001 } == ["highestFrequency"])
    #expect(problems(.mfcc) { $0.mfcc.coefficientCount = 129 } == ["coefficientCount"])
    #expect(problems(.mfcc) { $0.mfcc.derivativeCount = 3 } == ["derivativeCount"])
    #expect(problems(.mfcc) { $0.mfcc.derivativeWidth = 8 } == ["derivativeWidth"])
    #expect(problems(.chroma) { $0.chroma.chromaCount = 0 } == ["chromaCount"])
    #expect(problems(.chroma) { $0.chroma.tuning = .nan } == ["tuning"])
    #expect(problems(.contrast) { $0.contrast.quantile = 1 } == ["quantile"])
    #expect(problems(.contrast) { $0.contrast.bandCount = 0 } == ["bandCount"])
    #expect(problems(.zcr) { $0.frames.hopLength = 0 } == ["hopLength"])
    #expect(problems(.rms) { $0.frames.frameLength = -1 } == ["frameLength"])
  }

  @Test("refuse a contrast whose highest band lies above half the sample rate")
  func contrast() {
    #expect(problems(.contrast, sampleRate: 8000) { _ in } == ["lowestFrequency"])
    #expect(problems(.clipFull, sampleRate: 12_800) { _ in } == ["lowestFrequency"])
    #expect(problems(.contrast, sampleRate: 12_801) { _ in }.isEmpty)
    #expect(problems(.clip180, sampleRate: 8000) { _ in }.isEmpty)
  }

  @Test("refuse a contrast with a band that holds no bin")
  func emptyBand() {
    var options = FeatureOptions()
    options.contrast.spectrum.fftSize = 16
    #expect(throws: DSPError.emptyBand(bandIndex: 0)) {
      try FeatureExtractor(.contrast, options).extract(from: Noise.samples(100), sampleRate: 16_000)
    }
  }
}
