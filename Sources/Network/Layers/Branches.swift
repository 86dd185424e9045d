import Buffers

/// The same input through several lists of layers, put together along time or along channels.
///
/// Along time, a sequence's steps of the second branch follow those of the first; along channels, the branches
/// stand side by side, as many steps as all of them have.
/// Shape, steps: (sum of the branches' steps) x bins x channels, which all must share.
/// Shape, channels: steps x bins x (sum of the branches' channels), with the same bins and time stride.
final class Branches: Layer, @unchecked Sendable {
  /// The lists of layers.
  let branches: [LayerList]
  /// How the outputs are put together.
  let join: BranchJoin
  let outputShape: RowShape

  let output = Activation()
  /// What each branch gave, and its share of the gradient.
  var outputs: [Activation] = []
  private let slices: [Activation]
  private let inputGradient = Activation()

  /// Why `branches` cannot be joined in this way; nil if they can.
  static func obstacle(to join: BranchJoin, _ branches: [LayerList]) -> String? {
    guard let first = branches.first else { return "there must be at least one branch" }
    for other in branches.dropFirst() {
      switch join {
      case .steps where other.outputShape != first.outputShape:
        return "joined along steps, branches need one shape, not \(first.outputShape), \(other.outputShape)"
      case .channels where other.outputShape.bins != first.outputShape.bins:
        return "joined along channels, branches need the same number of bins, "
          + "not \(first.outputShape.bins), \(other.outputShape.bins)"
      case .channels
      where other.timeStride != first.timeStride || other.summarizesTime != first.summarizesTime:
        return "joined along channels, branches must give the same number of steps"
      default: break
      }
    }
    return nil
  }

  /// Joins `branches`, which must have no obstacle.
  init(_ branches: [LayerList], join: BranchJoin) {
    self.branches = branches
    self.join = join
    slices = branches.map { _ in Activation() }
    let first = branches[0].outputShape
    outputShape =
      switch join {
      case .steps: first
      case .channels:
        RowShape(bins: first.bins, channels: branches.reduce(0) { $0 + $1.outputShape.channels })
      }
  }

  var timeStride: Int { branches[0].timeStride }
  var stepGrowth: Int {
    let growths = branches.map(\.stepGrowth)
    return join == .steps ? growths.reduce(0, +) : growths.max() ?? 1
  }
  var summarizesTime: Bool { join == .channels && branches.contains { $0.summarizesTime } }
  var looksBack: Bool { join == .steps || branches.contains { $0.looksBack } }
  var canStream: Bool { join == .channels || branches.count == 1 }

  var parameters: [Parameter] { namedParameters.map(\.parameter) }
  var namedParameters: [(name: String, parameter: Parameter)] {
    branches.enumerated().flatMap { index, branch in
      branch.parameters.map { ("branches.\(index).\($0.name)", $0.parameter) }
    }
  }
  var statistics: [LayerStatistic] {
    branches.enumerated().flatMap { index, branch in
      branch.statistics.map { LayerStatistic(name: "branches.\(index).\($0.name)", value: $0.value) }
    }
  }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    outputs = branches.map { $0.forward(input, context) }
    switch join {
    case .steps: joinSteps()
    case .channels: joinChannels()
    }
    return output
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    var isFirst = true
    for (index, branch) in branches.enumerated() {
      split(gradient, branch: index, into: slices[index])
      guard
        let part = branch.backward(slices[index], needsInputGradient: needsInputGradient, context)
      else { continue }
      if isFirst { inputGradient.resize(like: part, width: part.width) }
      let count = part.sampleCount * part.sampleStride
      if isFirst {
        inputGradient.base.update(from: part.base, count: count)
      } else {
        let to = inputGradient.base, from = part.base
        for place in 0..<count { to[place] += from[place] }
      }
      isFirst = false
    }
    return needsInputGradient ? inputGradient : nil
  }

  /// Live, a network makes the stream of its branches itself.
  func makeStream(maximumRowCount: Int) -> (any LayerStream)? { nil }
}
