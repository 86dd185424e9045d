/// What an LSTM gives.
public enum SequenceOutput: String, Codable, Sendable {
  /// Its state after every step.
  case sequence
  /// Only its state after the last open step: one step.
  case last
}

/// Along which axis branches are put together.
public enum BranchJoin: String, Codable, Sendable {
  /// One after the other in time.
  case steps
  /// Side by side in every step.
  case channels
}

/// One layer of a description.
public enum LayerDescription: Sendable, Equatable {
  /// `{"type": "convolution", "filters": 24, "kernel": [5, 5], "stride": [1, 1], "padding": "causal", "bias": false,
  /// "l2": 0.01}`; kernel and stride are [steps, bins].
  case convolution(
    filters: Int, kernelSteps: Int, kernelBins: Int, strideSteps: Int, strideBins: Int, padding: Padding,
    bias: Bool, l2: Float = 0)
  /// `{"type": "batchNormalization", "momentum": 0.1, "epsilon": 1e-5}`
  case batchNormalization(momentum: Float, epsilon: Float)
  /// `{"type": "elu"}`, likewise `relu`, `leakyRelu`, `tanh` and `sigmoid`.
  case activation(ActivationKind)
  /// `{"type": "maxPool", "size": [2, 2]}`: [steps, bins].
  case maxPool(steps: Int, bins: Int)
  /// `{"type": "averagePool", "size": [2, 2]}`: [steps, bins].
  case averagePool(steps: Int, bins: Int)
  /// `{"type": "dropout", "rate": 0.3}`
  case dropout(rate: Float)
  /// `{"type": "flatten"}`: bins and channels become one position.
  case flatten
  /// `{"type": "binsToSteps"}`: every bin becomes a step of its own, one after the other.
  case binsToSteps
  /// `{"type": "lstm", "units": 64, "forgetBias": 1, "skip": true, "returns": "sequence", "l2": 0.01}`; the
  /// input kernel alone is regularised.
  case lstm(
    units: Int, forgetBias: Float, skip: Bool, returns: SequenceOutput = .sequence, l2: Float = 0)
  /// `{"type": "attentionPool"}`
  case attentionPool
  /// `{"type": "meanPool"}`: running mean over the open steps.
  case meanPool
  /// `{"type": "last"}`: the last open step alone.
  case last
  /// `{"type": "dense", "units": 8, "l2": 0.01}`
  case dense(units: Int, l2: Float = 0)
  /// `{"type": "branches", "branches": [[...], [...]], "join": "channels"}`: the same input through several lists
  /// of layers; an empty list hands it on as it is.
  case branches([[LayerDescription]], join: BranchJoin)

  /// Name in JSON.
  public var typeName: String {
    switch self {
    case .convolution: "convolution"
    case .batchNormalization: "batchNormalization"
    case .activation(let kind): kind.rawValue
    case .maxPool: "maxPool"
    case .averagePool: "averagePool"
    case .dropout: "dropout"
    case .flatten: "flatten"
    case .binsToSteps: "binsToSteps"
    case .lstm: "lstm"
    case .attentionPool: "attentionPool"
    case .meanPool: "meanPool"
    case .last: "last"
    case .dense: "dense"
    case .branches: "branches"
    }
  }
}
