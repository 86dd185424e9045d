import Testing

@testable import Network

@Suite("Patches of a convolution")
struct PatchTests {
  static let shapes: [RowShape] = [
    RowShape(bins: 1, channels: 1), RowShape(bins: 7, channels: 1), RowShape(bins: 8, channels: 1),
    RowShape(bins: 21, channels: 1), RowShape(bins: 12, channels: 2), RowShape(bins: 5, channels: 9),
  ]

  @Test(
    "hold what the kernel sees, with zeros around the input, and nothing is written beside them",
    arguments: shapes, [Padding.causal, .same, .valid])
  func patches(shape: RowShape, padding: Padding) {
    let inputSteps = 6
    let source = (0..<(inputSteps * shape.width)).map { Float($0) + 1 }
    for kernelBins in 1...9 {
      for stride in [1, 3] {
        let geometry = ConvolutionGeometry(
          input: shape, kernelSteps: 3, kernelBins: kernelBins, strideSteps: stride, strideBins: stride,
          padding: padding)
        let steps = 0..<geometry.outputSteps(for: inputSteps)
        // All at once and step by step, as in training and live.
        for blocks in [[steps], steps.map { $0..<($0 + 1) }] {
          for block in blocks {
            let expected = block.flatMap { step in
              (0..<geometry.outputBins).flatMap { patch(geometry, source, inputSteps, step: step, bin: $0) }
            }
            let margin: [Float] = [-1, -2, -3, -4, -5, -6, -7, -8]
            var target = margin + [Float](repeating: -9, count: expected.count) + margin
            target.withUnsafeMutableBufferPointer { target in
              geometry.gather(
                from: source, inputSteps: inputSteps, outputSteps: block,
                into: target.baseAddress! + margin.count)
            }
            #expect(
              target == margin + expected + margin, "\(kernelBins) bins, stride \(stride), steps \(block)")
          }
        }
      }
    }
  }

  /// One patch by its definition.
  private func patch(
    _ geometry: ConvolutionGeometry, _ source: [Float], _ inputSteps: Int, step: Int, bin: Int
  ) -> [Float] {
    let binsBefore = geometry.padding == .valid ? 0 : (geometry.kernelBins - 1) / 2
    var result: [Float] = []
    for tap in 0..<geometry.kernelSteps {
      let inputStep = step * geometry.strideSteps - geometry.stepsBefore + tap
      for inner in 0..<geometry.kernelBins {
        let inputBin = bin * geometry.strideBins - binsBefore + inner
        let isInside = (0..<inputSteps).contains(inputStep) && (0..<geometry.input.bins).contains(inputBin)
        for channel in 0..<geometry.input.channels {
          let place = inputStep * geometry.input.width + inputBin * geometry.input.channels + channel
          result.append(isInside ? source[place] : 0)
        }
      }
    }
    return result
  }
}
