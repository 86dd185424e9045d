import DSP
import Glibc
import Network
import Testing

@testable import Recognition

@Suite("The recogniser with networks that judge clips")
struct ClipSpanTests {
  private func utterances(of samples: [Float], _ model: EmotionModel) throws -> [Utterance] {
    try listen(to: samples, with: Recognizer(model: model, inputRate: 16_000), blockCount: 5000).utterances
  }

  @Test("A clip's span takes the silence before and after with it")
  func clipSpan() throws {
    var input = WindowModel.mfcc
    input.span = .clip
    input.layout = .means
    let model = try WindowModel.model(WindowModel.metadata(input, layers: []))
    let clip = Speech.signal([Speech.Burst(start: 0.8, end: 2)], seconds: 2.5, rate: 16_000)
    let utterance = try #require(try utterances(of: clip, model).first)
    let rowEnd = ((clip.count - 560) / 320) * 320 + 560
    let features = try Array(clip[..<rowEnd]).withUnsafeBufferPointer { try input.features(of: $0) }
    let runner = WindowNetwork(try LayeredNetwork(model.metadata.network, seed: 4)).makeRunner()
    let logits = runner.logits(features.values.base, stepCount: 1)
    #expect(ClassScores(model).probabilities(of: logits).emotions == utterance.probabilities)
  }

  @Test(
    "A file of one utterance is judged by the numbers of the whole file",
    arguments: [
      WindowInput.Kind.clip180, .clipFull,
    ])
  func clipVectors(kind: WindowInput.Kind) throws {
    var input = WindowInput(kind)
    input.sampleRate = 16_000
    input.span = .clip
    var metadata = WindowModel.metadata(input, layers: [])
    // The numbers of a clip go into the hundreds; undivided they would leave no doubt to compare.
    metadata.standardization = Standardization(
      mean: [Float](repeating: 0, count: input.width), deviation: [Float](repeating: 500, count: input.width))
    let model = try WindowModel.model(metadata)
    let clip = Speech.signal([Speech.Burst(start: 0.8, end: 2)], seconds: 2.62, rate: 16_000)
    let utterance = try #require(try utterances(of: clip, model).first)
    func probabilities(_ samples: [Float]) throws -> Probabilities {
      let features = try samples.withUnsafeBufferPointer { try input.features(of: $0) }
      try #require(metadata.standardization).apply(
        to: features.values.base, stepCount: features.stepCount, into: features.values.base)
      let runner = WindowNetwork(try LayeredNetwork(metadata.network, seed: 4)).makeRunner()
      return ClassScores(model).probabilities(of: runner.logits(features.values.base, stepCount: 1)).emotions
    }
    // But for what is left at the end of the last whole row, under 20 ms.
    let rowEnd = ((clip.count - 560) / 320) * 320 + 560
    #expect(try probabilities(Array(clip[..<rowEnd])) == utterance.probabilities)
    #expect(clip.count - rowEnd < 320)
    let speech = try probabilities(Array(clip[12_800..<32_000]))
    let distance = zip(speech.values, utterance.probabilities.values).map { abs($0 - $1) }.max() ?? 0
    #expect(distance > 1e-3)
  }

  @Test("A clip gets the logits alone that it gets in a batch")
  func aloneAndInBatch() throws {
    let layers: [LayerDescription] = [
      .binsToSteps,
      .convolution(
        filters: 16, kernelSteps: 3, kernelBins: 1, strideSteps: 1, strideBins: 1, padding: .same, bias: true),
      .batchNormalization(momentum: 0.5, epsilon: 0.001), .activation(.relu), .dropout(rate: 0.1),
      .lstm(units: 12, forgetBias: 1, skip: false, returns: .sequence), .dropout(rate: 0.2),
      .lstm(units: 8, forgetBias: 1, skip: false, returns: .last), .dense(units: TestModel.labels.count),
    ]
    let width = 189
    let network = try LayeredNetwork(
      NetworkDescription(input: RowShape(bins: width, channels: 1), layers: layers), seed: 5)
    let count = 16
    let input = Activation()
    input.resize(sampleCount: count, stepCount: 1, width: width)
    for index in 0..<(count * width) { input.base[index] = sin(Float(index) * 0.37) * Float(1 + index % 5) }
    let mask = StepMask()
    mask.resize(sampleCount: count, stepCount: 1)
    for sample in 0..<count { mask[sample, 0] = true }
    input.mask = mask
    let workers = WorkerPool(threadCount: 1)
    // Running statistics that are not those of the start.
    for seed in 0..<4 {
      _ = network.forward(input, PassContext(workers: workers, isTraining: true, seed: UInt64(seed)))
    }
    let output = network.forward(input, PassContext(workers: workers, isTraining: false))
    let together = (0..<count).map {
      Array(UnsafeBufferPointer(start: output.sample($0), count: output.width))
    }
    let runner = WindowNetwork(network).makeRunner()
    for sample in 0..<count {
      let alone = runner.logits(input.sample(sample), stepCount: 1)
      for (one, other) in zip(alone, together[sample]) { #expect(abs(one - other) < 1e-4, "\(sample)") }
    }
    #expect(Set(together).count == count)
  }
}
