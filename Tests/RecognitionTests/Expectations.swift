import Recognition
import Testing

/// Expects the same events, at the same times, with probabilities within 1e-5.
func expectEqual(_ heard: Heard, _ reference: Heard, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(heard.frameCount == reference.frameCount, sourceLocation: sourceLocation)
  #expect(
    heard.utterances.map { [$0.start, $0.end, $0.speechSeconds] }
      == reference.utterances.map { [$0.start, $0.end, $0.speechSeconds] }, sourceLocation: sourceLocation)
  #expect(heard.utterances.map(\.state) == reference.utterances.map(\.state), sourceLocation: sourceLocation)
  #expect(heard.updates.map(\.time) == reference.updates.map(\.time), sourceLocation: sourceLocation)
  #expect(heard.updates.map(\.isSpeech) == reference.updates.map(\.isSpeech), sourceLocation: sourceLocation)
  #expect(
    heard.updates.map { $0.probabilities == nil } == reference.updates.map { $0.probabilities == nil },
    sourceLocation: sourceLocation)
  let pairs =
    Array(zip(heard.utterances.map(\.probabilities), reference.utterances.map(\.probabilities)))
    + Array(zip(heard.updates.compactMap(\.probabilities), reference.updates.compactMap(\.probabilities)))
  let differences = pairs.flatMap { zip($0.values, $1.values).map { abs($0 - $1) } }
  #expect(differences.allSatisfy { $0 <= 1e-5 }, sourceLocation: sourceLocation)
}

/// Expects one utterance for each burst, in its place: the onset within 0.1 s, the end within 0.2 s.
func expectTimes(
  of utterances: [Utterance], near bursts: [Speech.Burst], sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try #require(utterances.count == bursts.count, sourceLocation: sourceLocation)
  for (utterance, burst) in zip(utterances, bursts) {
    #expect(abs(utterance.start - burst.start) < 0.1, sourceLocation: sourceLocation)
    #expect(abs(utterance.end - burst.end) < 0.2, sourceLocation: sourceLocation)
    #expect(utterance.speechSeconds > 0.5 * (burst.end - burst.start), sourceLocation: sourceLocation)
    #expect(utterance.speechSeconds <= utterance.end - utterance.start + 1e-9, sourceLocation: sourceLocation)
  }
}

/// Expects probabilities everywhere, none of them NaN, and utterances in order.
func expectSound(_ heard: Heard, sourceLocation: SourceLocation = #_sourceLocation) {
  let all = heard.utterances.map(\.probabilities) + heard.updates.compactMap(\.probabilities)
  for probabilities in all {
    #expect(probabilities.values.allSatisfy { (0...1).contains($0) }, sourceLocation: sourceLocation)
    #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-5, sourceLocation: sourceLocation)
  }
  for (one, next) in zip(heard.utterances, heard.utterances.dropFirst()) {
    #expect(one.start < one.end && one.end <= next.start, sourceLocation: sourceLocation)
  }
}
