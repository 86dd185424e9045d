import Buffers
import DSP
import Testing

@testable import Training

@Suite("Tempo and pitch of mel power")
struct RowWarpTests {
  private let options = LogMelOptions()
  private var bank: MelFilterBank {
    MelFilterBank(
      sampleRate: options.sampleRate, fftSize: options.fftSize, melCount: options.melCount,
      lowest: options.lowestFrequency, highest: options.highestFrequency, scale: options.melScale,
      normalization: options.melNormalization)
  }
  private var warp: RowWarp { RowWarp(options, centres: bank.centreFrequencies) }

  /// Rows with a tone at `bin`, silent but for rows 20 to 29.
  private func tone(bin: Int) -> MelRows {
    let rows = MelRows(power: AlignedBuffer(count: 60 * 64), melCount: 64)
    for row in 20..<30 { rows.row(row)[bin] = 1 }
    return rows
  }

  private func centre(_ rows: MelRows, row: Int) -> Double {
    let values = (0..<64).map { Double(rows.row(row)[$0]) }
    let sum = values.reduce(0, +)
    return values.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } / sum
  }

  @Test("no change gives the same rows back")
  func identity() {
    let clip = tone(bin: 20)
    #expect(warp.apply(tempo: 1, semitones: 0, to: clip).power.copied() == clip.power.copied())
  }

  @Test("a tempo moves events, and leaves the spectrum", arguments: [0.8, 1.25])
  func tempo(_ tempo: Double) {
    let warped = warp.apply(tempo: tempo, semitones: 0, to: tone(bin: 20))
    #expect(warped.count == Int(60 / tempo))
    let loud = (0..<warped.count).filter { warped.row($0)[20] > 0.5 }
    #expect(abs(Double(loud.first ?? 0) - 20 / tempo) <= 1 && abs(Double(loud.last ?? 0) - 29 / tempo) <= 1)
    #expect((0..<64).allSatisfy { $0 == 20 || warped.row(25)[$0] == 0 })
    #expect(RowWarp.source(of: warped.count - 1, tempo: tempo, count: 60) < 60)
  }

  @Test("a pitch moves a tone to its frequency", arguments: [-2.0, 2])
  func pitch(_ semitones: Double) {
    let clip = tone(bin: 30)
    // A tone wide enough not to fall between two bins.
    for row in 20..<30 { for bin in 29...31 { clip.row(row)[bin] = 1 } }
    let warped = warp.apply(tempo: 1, semitones: semitones, to: clip)
    let wanted = bank.centreFrequencies[30] * (semitones > 0 ? 1.122_462 : 1 / 1.122_462)
    let nearest = bank.centreFrequencies.indices.min {
      abs(bank.centreFrequencies[$0] - wanted) < abs(bank.centreFrequencies[$1] - wanted)
    }
    #expect(abs(centre(warped, row: 25) - Double(nearest ?? 0)) < 1)
    #expect(warped.power.copied().allSatisfy { $0 >= 0 && $0 <= 1 })
  }
}
