import Testing

@testable import Training

@Suite struct SeededGeneratorTests {
  // The first outputs of the authors' reference code (splitmix64.c) for the seed 1234567.
  @Test("gives the published sequence of SplitMix64")
  func publishedSequence() {
    var generator = SeededGenerator(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected == expected.map { _ in generator.next() })
  }

  @Test("streams of one seed differ from each other, and repeat")
  func streams() {
    func first(_ generator: SeededGenerator) -> UInt64 {
      var copy = generator
      return copy.next()
    }
    let starts = [
      SeededGenerator(seed: 7), SeededGenerator(seed: 7, stream: 0), SeededGenerator(seed: 7, stream: 1),
      SeededGenerator(seed: 7, stream: 0, 1), SeededGenerator(seed: 7, stream: 1, 0),
      SeededGenerator(seed: 8, stream: 0),
    ].map(first)
    #expect(Set(starts).count == starts.count)
    #expect(first(SeededGenerator(seed: 7, stream: 1, 0)) == starts[4])
  }

  @Test("uniform numbers fill their range evenly")
  func uniform() {
    var generator = SeededGenerator(seed: 3)
    var bins = [Int](repeating: 0, count: 10)
    for _ in 0..<20_000 {
      bins[Int(generator.nextDouble() * 10)] += 1
      let single = generator.nextFloat(in: -2...2)
      #expect(single >= -2 && single <= 2)
    }
    #expect(bins.allSatisfy { abs($0 - 2000) < 200 })
    var seen = Set<Int>()
    for _ in 0..<200 { seen.insert(generator.nextIndex(below: 7)) }
    #expect(seen == Set(0..<7))
  }

  @Test("normal numbers have mean 0, variance 1 and no skew")
  func normal() {
    var generator = SeededGenerator(seed: 5)
    let values = (0..<50_000).map { _ in generator.nextNormal() }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(mean) < 0.02)
    #expect(abs(variance - 1) < 0.03)
    let within = values.filter { abs($0) < 1 }.count
    #expect(abs(Double(within) / Double(values.count) - 0.6827) < 0.01)
  }
}
