/// What a network may need at most. Descriptions come from files, which may ask for anything; what is too much is an
/// error before memory is asked for.
struct LayerBudget {
  /// Layers, those in branches included.
  static let layerCount = 1000
  /// Weights: as many as a model file of 256 MiB holds in two copies.
  static let weightCount = 1 << 25
  /// Numbers that a convolution gathers for one output step.
  static let patchFloatCount = 1 << 22
  /// Numbers of one step.
  static let width = 1 << 20
  /// Input steps for one output step, and output steps for one input step.
  static let timeStride = 1 << 16
  /// Numbers that a stream, a pass over the longest input, or the convolutions' patches keep: 1 GiB.
  static let runningFloatCount = 1 << 28
  /// Numbers that the forward pass of a batch keeps: 16 GiB.
  static let trainingFloatCount = 1 << 32

  private var layersLeft = Self.layerCount
  private var weightsLeft = Double(Self.weightCount)
  private var patchFloatsLeft = Double(Self.runningFloatCount)

  /// Takes what a layer needs out of the budget; the reason where it is too much.
  mutating func take(_ layer: LayerDescription, input: RowShape) -> String? {
    layersLeft -= 1
    guard layersLeft >= 0 else { return "there are more than \(Self.layerCount) layers" }
    let (weights, patch) = Self.needs(layer, input: input)
    weightsLeft -= weights
    guard weightsLeft >= 0 else { return "the network has more than \(Self.weightCount) weights" }
    guard patch <= Double(Self.patchFloatCount) else {
      return "more than \(Self.patchFloatCount) numbers go into a step"
    }
    if case .convolution = layer {
      patchFloatsLeft -= Double(Shards.count) * max(Double(Convolution.blockFloatCount), patch)
    }
    guard patchFloatsLeft >= 0 else {
      return "the convolutions gather more than \(Self.runningFloatCount) numbers together"
    }
    return nil
  }

  /// Weights, and numbers gathered for a step; as floating point, because the product of what a file says may be anything.
  private static func needs(_ layer: LayerDescription, input: RowShape) -> (weights: Double, patch: Double) {
    let width = Double(input.width)
    switch layer {
    case .convolution(let filters, let kernelSteps, let kernelBins, _, let strideBins, _, _, _):
      let patch = Double(kernelSteps) * Double(kernelBins) * Double(input.channels)
      return (Double(filters) * (patch + 1), patch * (Double(input.bins) / Double(strideBins)).rounded(.up))
    case .lstm(let units, _, _, _, _): return (4 * Double(units) * (width + Double(units) + 1), 0)
    case .dense(let units, _): return (Double(units) * (width + 1), 0)
    case .batchNormalization, .attentionPool: return (4 * width, 0)
    default: return (0, 0)
    }
  }
}

extension LayerList {
  /// Numbers that the streams of the layers keep, each taking at most `rowCount` steps at a time.
  func liveFloatCount(rowCount: Int) -> Double {
    let rows = Double(rowCount)
    return layers.reduce(0) { sum, layer in
      let output = rows * Double(layer.outputShape.width)
      switch layer {
      case let convolution as Convolution:
        let geometry = convolution.geometry
        return sum + output + (Double(geometry.kernelSteps) + rows) * Double(geometry.input.width)
          + rows * Double(geometry.outputBins) * Double(geometry.patchWidth)
      case let branches as Branches:
        return branches.branches.reduce(sum + output) { $0 + $1.liveFloatCount(rowCount: rowCount) }
      default: return sum + 2 * output
      }
    }
  }

  /// Numbers that a pass over one sequence of `stepCount` steps keeps, and the steps that come out.
  func passFloatCount(stepCount: Double) -> (floats: Double, steps: Double) {
    var floats = 0.0
    var steps = stepCount
    for layer in layers {
      switch layer {
      case let convolution as Convolution: steps = (steps / Double(convolution.timeStride)).rounded(.up)
      case let lstm as LSTM:
        // Gates, cells and states.
        floats += 6 * steps * Double(lstm.unitCount)
        if lstm.returns == .last { steps = min(1, steps) }
      case is LastStep: steps = min(1, steps)
      case let bins as BinsToSteps: steps *= Double(bins.stepGrowth)
      case let branches as Branches:
        let parts = branches.branches.map { $0.passFloatCount(stepCount: steps) }
        floats += parts.reduce(0) { $0 + $1.floats }
        let counts = parts.map(\.steps)
        steps = branches.join == .steps ? counts.reduce(0, +) : counts.max() ?? 0
      default: steps = (steps / Double(layer.timeStride)).rounded(.up)
      }
      floats += steps * Double(layer.outputShape.width)
    }
    return (floats, steps)
  }
}
