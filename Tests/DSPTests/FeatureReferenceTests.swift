import DSP
import Glibc
import Testing

@Suite("Features against librosa 0.11")
struct FeatureReferenceTests {
  /// Compares with a committed reference: each value within 1e-3 of itself, or of a hundredth of the largest
  /// value of its column where it is smaller than that.
  private func expectEqual(
    _ matrix: FeatureMatrix, _ reference: [Float], columns: Range<Int>? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let columns = columns ?? 0..<matrix.columnCount
    let referenceColumnCount = reference.count / max(matrix.rowCount, 1)
    var worst: Float = 0
    for column in columns {
      let ours = (0..<matrix.rowCount).map { matrix[$0, column] }
      let theirs = (0..<matrix.rowCount).map { reference[$0 * referenceColumnCount + column] }
      let smallest = 0.01 * (theirs.map { abs($0) }.max() ?? 0)
      for (value, expected) in zip(ours, theirs) where value != expected {
        worst = max(worst, abs(value - expected) / max(abs(expected), smallest))
      }
      #expect(ours.allSatisfy { $0.isFinite }, sourceLocation: sourceLocation)
    }
    #expect(worst < 1e-3, "worst relative difference \(worst)", sourceLocation: sourceLocation)
  }

  private func expectEqual(
    _ matrix: FeatureMatrix, fixture: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let reference = try Fixture.matrix(fixture)
    try #require([matrix.rowCount, matrix.columnCount] == reference.shape, sourceLocation: sourceLocation)
    expectEqual(matrix, reference.values, sourceLocation: sourceLocation)
  }

  private func speech() throws -> [Float] { try Fixture.samples("speech-22050.wav") }

  @Test("mel power")
  func melPower() throws {
    let matrix = try speech().withUnsafeBufferPointer { samples in
      try MelSpectrogram().power(of: samples, sampleRate: 22_050)
    }
    try expectEqual(matrix, fixture: "mel-power-22050.npy")
  }

  @Test("mel power in decibels")
  func logMel() throws {
    try expectEqual(
      FeatureExtractor(.logMel).extract(from: speech(), sampleRate: 22_050), fixture: "log-mel-22050.npy")
  }

  @Test("MFCC, of which fewer are the first of more", arguments: [13, 20, 40])
  func mfcc(_ count: Int) throws {
    var options = FeatureOptions()
    options.mfcc.coefficientCount = count
    let matrix = try FeatureExtractor(.mfcc, options).extract(from: speech(), sampleRate: 22_050)
    let reference = try Fixture.matrix("mfcc-22050.npy")
    #expect(matrix.rowCount == reference.shape[0] && matrix.columnCount == count)
    expectEqual(matrix, reference.values, columns: 0..<count)
  }

  @Test("first and second derivatives of MFCC")
  func derivatives() throws {
    var options = FeatureOptions()
    options.mfcc.derivativeCount = 2
    let matrix = try FeatureExtractor(.mfcc, options).extract(from: speech(), sampleRate: 22_050)
    #expect(matrix.columnCount == 60)
    #expect(matrix.columnNames[20] == "delta_mfcc_0" && matrix.columnNames[59] == "delta2_mfcc_19")
    let derivatives = FeatureMatrix(
      rowCount: matrix.rowCount, columnNames: Array(matrix.columnNames[20...]),
      values: (0..<matrix.rowCount).flatMap { matrix.row($0).dropFirst(20) })
    try expectEqual(derivatives, fixture: "delta-22050.npy")
  }

  @Test("chroma, with the tuning it estimates")
  func chroma() throws {
    try expectEqual(
      FeatureExtractor(.chroma).extract(from: speech(), sampleRate: 22_050), fixture: "chroma-22050.npy")
  }

  @Test("spectral contrast")
  func contrast() throws {
    try expectEqual(
      FeatureExtractor(.contrast).extract(from: speech(), sampleRate: 22_050), fixture: "contrast-22050.npy")
  }

  @Test("spectral contrast of bands with nothing in them but rounding")
  func emptyBands() throws {
    let samples = (0..<16_000).map { index in
      let t = Double(index % 4096) / 4096
      return Float(16 * (t * t) * ((1 - t) * (1 - t)))
    }
    try expectEqual(
      FeatureExtractor(.contrast).extract(from: samples, sampleRate: 16_000), fixture: "contrast-smooth.npy")
  }

  @Test("zero-crossing rate and root mean square")
  func frames() throws {
    let reference = try Fixture.matrix("zcr-rms-22050.npy")
    let rate = try FeatureExtractor(.zcr).extract(from: speech(), sampleRate: 22_050)
    let root = try FeatureExtractor(.rms).extract(from: speech(), sampleRate: 22_050)
    #expect(reference.shape == [rate.rowCount, 2] && root.rowCount == rate.rowCount)
    expectEqual(rate, stride(from: 0, to: reference.values.count, by: 2).map { reference.values[$0] })
    expectEqual(root, stride(from: 1, to: reference.values.count, by: 2).map { reference.values[$0] })
  }

  @Test("clip vectors", arguments: [22_050, 16_000])
  func clipVectors(_ sampleRate: Int) throws {
    let samples = try Fixture.samples("speech-\(sampleRate).wav")
    let full = try FeatureExtractor(.clipFull).extract(from: samples, sampleRate: sampleRate)
    try expectEqual(full, fixture: "clip-full-\(sampleRate).npy")
    let short = try FeatureExtractor(.clip180).extract(from: samples, sampleRate: sampleRate)
    #expect(short.values == Array(full.values[0..<180]))
    #expect(short.columnNames == Array(full.columnNames[0..<180]))
    #expect(
      [0, 40, 52, 180, 187, 188].map { full.columnNames[$0] } == [
        "mfcc_0", "chroma_C", "mel_0", "contrast_0", "zcr", "rms",
      ])
  }

  @Test("a recording shorter than a frame")
  func short() throws {
    let samples = Array(try speech()[10_000..<10_700])
    try expectEqual(
      FeatureExtractor(.clipFull).extract(from: samples, sampleRate: 22_050), fixture: "short-22050.npy")
  }

  /// Estimates printed by `make_features.py`.
  @Test("tuning of speech", arguments: [(22_050, 0.10), (16_000, 0.18)])
  func speechTuning(_ sampleRate: Int, _ expected: Double) throws {
    let tuning = try Fixture.samples("speech-\(sampleRate).wav").withUnsafeBufferPointer { samples in
      try Chroma().estimatedTuning(of: samples, sampleRate: sampleRate)
    }
    #expect(abs(tuning - expected) < 1e-9)
  }

  /// Estimates printed by `make_features.py`.
  @Test("tuning of a chord", arguments: [(-0.31, -0.34), (0.0, 0.02), (0.17, 0.17), (0.4, 0.43)])
  func chordTuning(_ tuning: Double, _ expected: Double) throws {
    let samples = (0..<22_050).map { index in
      let tones = [0.0, 4, 7].map { tone in
        sin(2 * Double.pi * 440 * pow(2, (tone + tuning) / 12) * Double(index) / 22_050)
      }
      return Float(0.5 * tones.reduce(0, +))
    }
    let estimate = try samples.withUnsafeBufferPointer { samples in
      try Chroma().estimatedTuning(of: samples, sampleRate: 22_050)
    }
    #expect(abs(estimate - expected) < 1e-9)
  }
}
