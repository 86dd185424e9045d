import Buffers
import DSP
import Foundation
import Network
import Testing

@testable import Recognition

@Suite("Window inputs")
struct WindowInputTests {
  @Test("What was written is read as it was", arguments: WindowInput.Kind.allCases)
  func roundTrip(kind: WindowInput.Kind) throws {
    var input = WindowInput(kind)
    input.seconds = 2
    input.span = .clip
    input.offset = 0.5
    if kind == .mfcc { input.mfcc.derivativeCount = 2 }
    if kind.hasFrames { input.melSpectrogram.highestFrequency = 8000 }
    let data = try JSONEncoder().encode(ModelInput.window(input))
    #expect(try JSONDecoder().decode(ModelInput.self, from: data) == .window(input))
  }

  @Test(
    "The width and steps that are told are those that come, of frames with an odd number of samples too",
    arguments: WindowInput.Layout.allCases, [512, 401])
  func shape(layout: WindowInput.Layout, fftSize: Int) throws {
    var input = WindowModel.mfcc
    input.melSpectrogram.spectrum.fftSize = fftSize
    input.melSpectrogram.spectrum.hopLength = 160
    input.seconds = 0.7
    input.layout = layout
    input.mfcc.derivativeCount = 1
    for count in [1, 100, 11_200, 30_000] {
      let samples = Speech.noise(count: count, amplitude: 0.1, seed: 2)
      let features = try samples.withUnsafeBufferPointer { try input.features(of: $0) }
      #expect(features.stepCount == input.fixedStepCount)
      #expect(features.width == input.width)
      #expect(features.values.copied().allSatisfy { $0.isFinite })
    }
  }

  @Test("A vector holds feature after feature over time, and means are the columns' means")
  func layouts() throws {
    var input = WindowModel.mfcc
    input.seconds = 0.5
    let samples = Speech.noise(count: 8000, amplitude: 0.1, seed: 2)
    func values(_ layout: WindowInput.Layout) throws -> [Float] {
      input.layout = layout
      return try samples.withUnsafeBufferPointer { try input.features(of: $0) }.values.copied()
    }
    let (frames, vector, means) = (try values(.frames), try values(.vector), try values(.means))
    let rowCount = frames.count / 12
    #expect(rowCount == 26)
    for column in 0..<12 {
      let column = (index: column, values: (0..<rowCount).map { frames[$0 * 12 + column] })
      #expect(Array(vector[(column.index * rowCount)..<((column.index + 1) * rowCount)]) == column.values)
      #expect(abs(means[column.index] - column.values.reduce(0, +) / Float(rowCount)) < 1e-3)
    }
  }

  @Test("A clip is cut at its beginning and an utterance at its end; what is short is filled up with silence")
  func cut() {
    var input = WindowInput(.waveform)
    input.sampleRate = 4000
    input.seconds = 1
    let samples = (0..<6000).map { Float($0) }
    func cut(_ samples: [Float]) -> [Float] { samples.withUnsafeBufferPointer { input.cut($0) } }
    #expect(cut(samples) == Array(samples[2000...]))
    input.span = .clip
    input.offset = 0.25
    #expect(cut(samples) == Array(samples[1000..<5000]))
    #expect(cut([1, 2]) == [Float](repeating: 0, count: 4000))
    input.offset = 0
    #expect(cut([1, 2]) == [1, 2] + [Float](repeating: 0, count: 3998))
  }

  @Test("Standardised features have mean 0 and deviation 1; what never changes stays 0")
  func standardization() {
    let clips = [[1, 5, 2, 5], [3, 5], [6, 5]].map { values in
      WindowFeatures(values: AlignedBuffer(values.map(Float.init)), stepCount: values.count / 2)
    }
    let standardization = Standardization(measuring: clips)
    #expect(standardization.mean == [3, 5])
    #expect(abs(standardization.deviation[0] - Float(3.5).squareRoot()) < 1e-6)
    #expect(standardization.deviation[1] == 1)
    var output: [Float] = [0, 0]
    standardization.apply(to: [3, 5], stepCount: 1, into: &output)
    #expect(output == [0, 0])
  }

  @Test("Sound in a band that all recordings left empty does not drown the other features")
  func emptyBand() {
    // Mel powers under and over the 8 kHz at which a recording of 16 kHz ends: over it are clicks of 1e-9.
    let clips = ([[0.5, 1e-10], [2, 4e-9], [8, 1e-9]] as [[Float]]).map {
      WindowFeatures(values: AlignedBuffer($0), stepCount: 1)
    }
    let standardization = Standardization(measuring: clips)
    var output: [Float] = [0, 0]
    standardization.apply(to: [8, 0.01], stepCount: 1, into: &output)
    #expect(output[0] > 1 && abs(output[1]) < 0.1)
  }
}

@Suite("Steps of a network")
struct NetworkStepsTests {
  @Test("Counted from the description, they are those that come out")
  func counted() throws {
    let branch: [LayerDescription] = [
      .convolution(
        filters: 2, kernelSteps: 3, kernelBins: 1, strideSteps: 1, strideBins: 1, padding: .same, bias: true),
      .maxPool(steps: 3, bins: 1),
    ]
    let networks: [[LayerDescription]] = [
      [
        .convolution(
          filters: 2, kernelSteps: 5, kernelBins: 3, strideSteps: 2, strideBins: 1, padding: .valid,
          bias: true),
        .averagePool(steps: 2, bins: 2), .flatten,
      ],
      [.binsToSteps, .branches([branch, branch + branch], join: .steps)],
      [.maxPool(steps: 4, bins: 1), .lstm(units: 2, forgetBias: 1, skip: false, returns: .last)],
      [.binsToSteps, .maxPool(steps: 7, bins: 1), .meanPool],
    ]
    let context = PassContext(workers: WorkerPool(threadCount: 1), isTraining: false)
    for layers in networks {
      let description = NetworkDescription(input: RowShape(bins: 9, channels: 1), layers: layers)
      let network = try LayeredNetwork(description, seed: 1)
      for count in 1...30 {
        let counted = description.outputStepCount(forInputStepCount: count)
        #expect((counted > 0) == (count >= description.minimumStepCount))
        guard counted > 0 else { continue }
        let input = Activation()
        input.resize(sampleCount: 1, stepCount: count, width: 9)
        input.base.update(repeating: 0, count: count * 9)
        input.mask.resize(sampleCount: 1, stepCount: count)
        for step in 0..<count { input.mask[0, step] = true }
        #expect(network.forward(input, context).stepCount == counted)
      }
    }
  }
}
