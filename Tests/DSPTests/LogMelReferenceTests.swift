import DSP
import Testing

@Suite("Log-mel against librosa 0.11")
struct LogMelReferenceTests {
  private func logMel(_ samples: [Float]) throws -> [Float] {
    let options = LogMelOptions()
    let rows = try samples.withUnsafeBufferPointer { samples in
      try MelPowerAnalyzer.rows(of: samples, options: options)
    }
    naturalLog(of: UnsafeBufferPointer(rows.elements), floor: options.floor, into: rows.base)
    return rows.array
  }

  @Test("equals librosa's rows on speech")
  func speech() throws {
    let reference = try Fixture.matrix("log-mel-16000.npy")
    let rows = try logMel(Fixture.samples("speech-16000.wav"))
    #expect(reference.shape == [rows.count / 64, 64])
    #expect(rows.allSatisfy { $0.isFinite })
    let worst = zip(rows, reference.values).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst < 1e-3, "worst difference \(worst)")
  }

  /// Every fourth mel bin of the first, the fifty-first and the last row; made by `make_log_mel.py`.
  private static let clips: [(name: String, rowCount: Int, rows: [(index: Int, values: [Float])])] = [
    (
      "LJ050-0159", 253,
      [
        (
          0,
          [
            -7.5781, 1.2438, 0.3130, 1.6306, -1.1181, -2.2318, -6.1408, -5.2340, -3.1262, -4.1200, -3.0275,
            -5.9570, -4.0011, -5.0504, -3.9736, -5.1252,
          ]
        ),
        (
          50,
          [
            -3.0566, -0.1514, -0.3174, -2.5170, -2.6539, -6.3949, -9.7586, -8.1335, -5.2996, -6.8514, -7.3344,
            -11.5342, -10.2690, -11.1103, -10.8742, -11.6612,
          ]
        ),
        (
          252,
          [
            -9.0188, -8.1893, -8.1290, -7.1073, -6.4961, -9.4553, -9.7434, -8.3249, -10.5862, -10.4006,
            -10.0854,
            -10.2084, -7.5329, -9.6458, -10.8864, -10.7718,
          ]
        ),
      ]
    ),
    (
      "LJ050-0206", 404,
      [
        (
          0,
          [
            -10.6218, -9.1540, -8.2308, -7.3983, -8.5050, -10.1673, -11.1547, -9.9541, -10.0045, -10.6024,
            -10.6152, -10.6668, -5.4789, -1.8028, 2.0896, -1.0136,
          ]
        ),
        (
          50,
          [
            -7.0285, -7.1960, -9.0673, -6.0268, -6.3592, -7.8202, -9.4543, -7.9250, -8.3889, -10.2218,
            -8.7235,
            -9.4241, -5.6805, -6.5042, -7.3346, -5.6730,
          ]
        ),
        (
          403,
          [
            -7.5153, -7.7804, -7.7888, -7.0056, -8.0270, -9.4842, -10.3941, -8.3629, -10.1481, -10.7657,
            -11.8318,
            -8.5652, -6.3383, -10.1116, -11.6648, -11.0832,
          ]
        ),
      ]
    ),
  ]

  @Test(
    "equals librosa's rows on LJ Speech",
    .enabled(if: Corpus.folder != nil, "LIVESER_CORPORA names no folder of corpora"))
  func corpus() throws {
    for clip in Self.clips {
      let rows = try logMel(Corpus.samples("speech/\(clip.name).flac"))
      #expect(rows.count / 64 == clip.rowCount)
      for (index, values) in clip.rows {
        let row = stride(from: index * 64, to: (index + 1) * 64, by: 4).map { rows[$0] }
        #expect(row.allSatisfy { $0.isFinite })
        let worst = zip(row, values).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst < 1e-3, "\(clip.name), row \(index): worst difference \(worst)")
      }
    }
  }
}
