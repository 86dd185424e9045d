import Buffers

/// Convolution over time and frequency, as one matrix product on gathered patches.
///
/// A one-dimensional convolution is the case of a single bin.
/// Shape: input steps x bins x channels; weight filters x (kernel steps x kernel bins x channels);
/// output steps x output bins x filters. Source: Chellapilla, Puri & Simard 2006 (convolution by products).
final class Convolution: Layer, @unchecked Sendable {
  /// Shape rule and patch order.
  let geometry: ConvolutionGeometry
  /// Output channels.
  let filterCount: Int
  /// Kernels, one a row.
  let weight: Parameter
  /// One value a filter; nil where batch normalisation follows and makes it useless.
  let bias: Parameter?

  private let output = Activation()
  private let inputGradient = Activation()
  private var input = Activation()
  /// Patches of one block of steps, one buffer a shard; there from the first pass on, as streams have their own.
  private var scratch: [AlignedBuffer] = []
  private let stepsPerBlock: Int

  /// Numbers gathered at a time, where a step has no more: as many as keep the patches in the second-level cache.
  static let blockFloatCount = 65_536

  /// Makes a convolution with zero weights.
  init(geometry: ConvolutionGeometry, filterCount: Int, hasBias: Bool, l2: Float = 0) {
    self.geometry = geometry
    self.filterCount = filterCount
    weight = Parameter(
      "weight",
      shape: [filterCount, geometry.kernelSteps, geometry.kernelBins, geometry.input.channels], decays: true,
      l2: l2)
    bias = hasBias ? Parameter("bias", shape: [filterCount], decays: false) : nil
    stepsPerBlock = max(1, Self.blockFloatCount / max(1, geometry.outputBins * geometry.patchWidth))
  }

  private func makeScratch() {
    guard scratch.isEmpty else { return }
    let count = stepsPerBlock * geometry.outputBins * geometry.patchWidth
    scratch = (0..<Shards.count).map { _ in AlignedBuffer(count: count) }
  }

  var outputShape: RowShape { RowShape(bins: geometry.outputBins, channels: filterCount) }
  var timeStride: Int { geometry.strideSteps }
  var looksBack: Bool { geometry.kernelSteps > 1 || geometry.strideSteps > 1 }
  var canStream: Bool { !geometry.looksAhead }
  var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    self.input = input
    makeScratch()
    let steps = geometry.outputSteps(for: input.stepCount)
    output.resize(sampleCount: input.sampleCount, stepCount: steps, width: outputShape.width)
    output.mask = input.mask.reduced(
      by: geometry.strideSteps, offset: geometry.maskOffset, stepCount: steps,
      outputLength: geometry.outputSteps)
    context.workers.forEachShard(of: input.sampleCount) { shard, samples in
      for sample in samples {
        let length = output.mask.length(of: sample)
        output.clear(sample, from: length)
        forEachBlock(of: length) { block in
          let rows = block.count * geometry.outputBins
          let patches = scratch[shard].base
          geometry.gather(
            from: input.sample(sample), inputSteps: input.mask.length(of: sample), outputSteps: block,
            into: patches)
          let target = output.sample(sample) + block.lowerBound * output.width
          BLAS.multiply(
            transposing: .right, rows: rows, columns: filterCount, inner: geometry.patchWidth, patches,
            stride: geometry.patchWidth, weight.value.base, stride: geometry.patchWidth,
            into: target, stride: filterCount)
          if let bias { Rows.add(bias.value.base, to: target, rows: rows, width: filterCount) }
        }
      }
    }
    return output
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    let input = self.input
    if needsInputGradient { inputGradient.resize(like: input, width: input.width) }
    context.workers.forEachShard(of: input.sampleCount) { shard, samples in
      let patches = scratch[shard].base
      for sample in samples {
        if needsInputGradient {
          inputGradient.sample(sample).update(repeating: 0, count: inputGradient.sampleStride)
        }
        let inputLength = input.mask.length(of: sample)
        forEachBlock(of: output.mask.length(of: sample)) { block in
          let rows = block.count * geometry.outputBins
          let upstream = gradient.sample(sample) + block.lowerBound * gradient.width
          geometry.gather(
            from: input.sample(sample), inputSteps: inputLength, outputSteps: block, into: patches)
          BLAS.multiply(
            transposing: .left, rows: filterCount, columns: geometry.patchWidth, inner: rows, upstream,
            stride: filterCount, patches, stride: geometry.patchWidth,
            into: weight.shardGradients[shard].base, stride: geometry.patchWidth, beta: 1)
          if let bias {
            Rows.addSum(of: upstream, rows: rows, width: filterCount, to: bias.shardGradients[shard].base)
          }
          guard needsInputGradient else { return }
          BLAS.multiply(
            rows: rows, columns: geometry.patchWidth, inner: filterCount, upstream, stride: filterCount,
            weight.value.base, stride: geometry.patchWidth, into: patches, stride: geometry.patchWidth)
          geometry.scatter(
            patches, outputSteps: block, addingTo: inputGradient.sample(sample),
            inputSteps: inputLength)
        }
      }
    }
    return needsInputGradient ? inputGradient : nil
  }

  /// Calls `body` for consecutive runs of output steps.
  @inline(__always)
  private func forEachBlock(of steps: Int, _ body: (Range<Int>) -> Void) {
    var first = 0
    while first < steps {
      let end = min(first + stepsPerBlock, steps)
      body(first..<end)
      first = end
    }
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    ConvolutionStream(
      geometry: geometry, weight: weight.value, bias: bias?.value, maximumRowCount: maximumRowCount)
  }
}

/// Sums over the rows of a matrix.
enum Rows {
  /// Adds `vector` to every row.
  @inline(__always)
  static func add(
    _ vector: UnsafePointer<Float>, to matrix: UnsafeMutablePointer<Float>, rows: Int, width: Int
  ) {
    var row = matrix
    for _ in 0..<rows {
      for index in 0..<width { row[index] += vector[index] }
      row += width
    }
  }

  /// Adds every row of `matrix` to `total`.
  @inline(__always)
  static func addSum(
    of matrix: UnsafePointer<Float>, rows: Int, width: Int, to total: UnsafeMutablePointer<Float>
  ) {
    var row = matrix
    for _ in 0..<rows {
      for index in 0..<width { total[index] += row[index] }
      row += width
    }
  }
}
