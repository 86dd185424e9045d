import DSP
import Network
import Glibc
import Testing

@testable import Recognition

@Suite("The recogniser with windows of samples")
struct WindowRecognizerTests {
  private let samples = Speech.signal(Speech.bursts, seconds: 9, rate: 16_000)

  private func heard(_ model: EmotionModel, _ samples: [Float], rate: Int = 16_000, blockCount: Int = 5000)
    throws
    -> Heard
  {
    try listen(to: samples, with: Recognizer(model: model, inputRate: rate), blockCount: blockCount)
  }

  @Test("Blocks of any size give the same events, whatever rates lie between", arguments: [16_000, 22_050])
  func blockSizes(windowRate: Int) throws {
    var input = WindowModel.mfcc
    input.sampleRate = windowRate
    let model = try WindowModel.model(input)
    let rate = windowRate == 16_000 ? 16_000 : 44_100
    let samples =
      rate == 16_000 ? samples : Speech.signal(Array(Speech.bursts.prefix(2)), seconds: 6, rate: rate)
    let whole = try heard(model, samples, rate: rate, blockCount: samples.count)
    #expect(whole.utterances.count >= 2)
    #expect(whole.updates.contains { $0.probabilities != nil })
    expectSound(whole)
    for blockCount in [1, 331, 9000] {
      expectEqual(try heard(model, samples, rate: rate, blockCount: blockCount), whole)
    }
  }

  @Test("A recogniser that was reset hears as a fresh one does, even after half an utterance")
  func reset() throws {
    let model = try WindowModel.model()
    let recognizer = try Recognizer(model: model, inputRate: 16_000)
    var dropped = Heard()
    try samples[..<30_000].withContiguousStorageIfAvailable { try recognizer.process($0, observer: &dropped) }
    try recognizer.reset()
    expectEqual(try listen(to: samples, with: recognizer, blockCount: 5000), try heard(model, samples))
  }

  @Test("An utterance's verdict is the network's on the features of the samples that training would cut out")
  func sameAsTraining() throws {
    var input = WindowModel.mfcc
    input.isStandardized = true
    let metadata = WindowModel.metadata(input)
    let model = try WindowModel.model(metadata)
    let utterances = try heard(model, samples).utterances
    let ranges = try SpeechSpans(input, frontEnd: metadata.frontEnd, utterances: metadata.utterances)
      .ranges(in: samples)
    try #require(utterances.count == 3 && ranges.count == 3)
    let network = try LayeredNetwork(metadata.network, seed: 4)
    let runner = WindowNetwork(network).makeRunner()
    for (utterance, range) in zip(utterances, ranges) {
      let features = try Array(samples[range]).withUnsafeBufferPointer { try input.features(of: $0) }
      try #require(metadata.standardization).apply(
        to: features.values.base, stepCount: features.stepCount, into: features.values.base)
      let logits = runner.logits(features.values.base, stepCount: features.stepCount)
      #expect(ClassScores(model).probabilities(of: logits).emotions == utterance.probabilities)
      #expect(abs(Double(range.lowerBound) / 16_000 - utterance.start) < 0.3)
    }
  }

  @Test("The running answer comes at the pace the input asks for, and silence is told too")
  func pace() throws {
    let heard = try heard(WindowModel.model(), samples)
    let times = heard.updates.filter { $0.probabilities != nil }.map(\.time)
    #expect(times.count >= 6)
    for (one, next) in zip(times, times.dropFirst()) { #expect(next - one >= 0.499) }
    #expect(heard.updates.contains { !$0.isSpeech && $0.probabilities == nil })
  }

  @Test(
    "Every kind of input is heard, of any length", arguments: WindowInput.Kind.allCases,
    [nil, 1.5] as [Double?])
  func kinds(kind: WindowInput.Kind, seconds: Double?) throws {
    var input = WindowInput(kind)
    input.sampleRate = 16_000
    input.seconds = seconds
    input.updateSeconds = 5
    input.isStandardized = false
    try input.validate()
    let layers: [LayerDescription] =
      kind == .waveform
      ? [.averagePool(steps: 160, bins: 1), .lstm(units: 4, forgetBias: 1, skip: false, returns: .last)]
      : [.lstm(units: 4, forgetBias: 1, skip: false, returns: .last)]
    let model = try WindowModel.model(WindowModel.metadata(input, layers: layers))
    let heard = try heard(model, samples)
    #expect(heard.utterances.count == 3)
    expectSound(heard)
  }

  @Test("Speech longer than the longest window is judged by its end, with the same memory")
  func longSpeech() throws {
    var input = WindowModel.mfcc
    input.longestSeconds = 1
    let bursts = (0..<16).map { Speech.Burst(start: 0.5 + 0.5 * Double($0), end: 0.9 + 0.5 * Double($0)) }
    let long = Speech.signal(bursts, seconds: 9.5, rate: 16_000)
    let model = try WindowModel.model(input)
    let whole = try heard(model, long, blockCount: long.count)
    #expect(whole.utterances.count == 1)
    expectSound(whole)
    expectEqual(try heard(model, long, blockCount: 777), whole)
  }

  @Test("Sigmoid outputs are shown as shares of their sum")
  func sigmoid() throws {
    let model = try WindowModel.model(WindowModel.metadata(WindowModel.mfcc, head: .sigmoid))
    let scores = ClassScores(model).probabilities(of: [0, 0, -100, 100] as [Float])
    for (share, expected) in zip(scores.emotions.values, [0.25, 0.25, 0, 0.5] as [Float]) {
      #expect(abs(share - expected) < 1e-7)
    }
    expectSound(try heard(model, samples))
  }

  @Test(
    "A temperature acts on the logarithms of the shares, by which it was fitted",
    arguments: [0.5, 1, 2.8] as [Float])
  func temperature(value: Float) throws {
    for head in [OutputHead.sigmoid, .softmax] {
      var metadata = WindowModel.metadata(WindowModel.mfcc, head: head)
      let logits: [Float] = [6, 3, -2, -40]
      let plain = ClassScores(try WindowModel.model(metadata)).probabilities(of: logits).emotions.values
      metadata.calibration.temperature = value
      let scaled = ClassScores(try WindowModel.model(metadata)).probabilities(of: logits).emotions.values
      let powers = plain.map { powf($0, 1 / value) }
      let total = powers.reduce(0, +)
      for (given, power) in zip(scaled, powers) { #expect(abs(given - power / total) < 1e-5) }
    }
  }

  @Test("Samples that are not numbers end neither the program nor the hearing")
  func notNumbers() throws {
    var samples = samples
    for index in 40_000..<40_400 { samples[index] = index % 2 == 0 ? .nan : .infinity }
    let heard = try heard(WindowModel.model(), samples)
    expectSound(heard)
    #expect(heard.utterances.contains { abs($0.start - 6.5) < 0.2 })
  }
}

@Suite("The recogniser with networks that look ahead")
struct LookingAheadTests {
  private func model() throws -> EmotionModel {
    var metadata = TestModel.metadata()
    metadata.network = NetworkDescription(
      input: RowShape(bins: 64, channels: 1),
      layers: [
        .convolution(
          filters: 4, kernelSteps: 5, kernelBins: 8, strideSteps: 1, strideBins: 4, padding: .same, bias: true
        ),
        .activation(.relu), .flatten, .lstm(units: 6, forgetBias: 1, skip: false, returns: .last),
        .dense(units: 4),
      ])
    return try WindowModel.model(metadata)
  }

  @Test("They hear live rows, in blocks of any size")
  func blockSizes() throws {
    let model = try model()
    #expect(!model.isStreaming)
    #expect(try TestModel.model().isStreaming)
    let samples = Speech.signal(Speech.bursts, seconds: 9, rate: 16_000)
    let whole = try listen(
      to: samples, with: Recognizer(model: model, inputRate: 16_000), blockCount: samples.count)
    #expect(whole.utterances.count == 3)
    #expect(whole.updates.filter { $0.probabilities != nil }.count >= 10)
    expectSound(whole)
    let heard = try listen(
      to: samples, with: Recognizer(model: model, inputRate: 16_000), blockCount: 333)
    expectEqual(heard, whole)
  }
}
