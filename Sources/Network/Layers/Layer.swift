import Buffers

/// A tensor that is saved with a layer and not trained: batch normalisation's running statistics.
struct LayerStatistic {
  /// Name within the layer.
  let name: String
  /// The values, one a channel.
  let value: AlignedBuffer
}

/// One layer: its shape rule, its forward and backward pass over a batch, and its streaming step.
///
/// `backward` must follow the `forward` whose activations it needs, on the same batch.
protocol Layer: AnyObject, Sendable {
  /// Shape of a step that comes out.
  var outputShape: RowShape { get }
  /// Input steps for one output step.
  var timeStride: Int { get }
  /// Most output steps for one input step.
  var stepGrowth: Int { get }
  /// What is trained.
  var parameters: [Parameter] { get }
  /// What is trained, with the names used in model files behind the layer's own.
  var namedParameters: [(name: String, parameter: Parameter)] { get }
  /// What is saved besides.
  var statistics: [LayerStatistic] { get }
  /// Whether a whole sequence gives one step; live, every step then gives what the sequence so far would.
  var summarizesTime: Bool { get }
  /// Whether an output step depends on more than one input step.
  var looksBack: Bool { get }
  /// What the layer needs of its neighbours' buffers.
  var retention: Retention { get }
  /// Whether the layer runs live: it needs no step that comes later.
  var canStream: Bool { get }

  /// Output for a batch of sequences.
  func forward(_ input: Activation, _ context: PassContext) -> Activation
  /// Adds to the parameters' gradients and returns the gradient of the input; nil where `needsInputGradient`
  /// is false.
  func backward(_ gradient: Activation, needsInputGradient: Bool, _ context: PassContext) -> Activation?
  /// A stream of this layer with its own state and these weights; nil for layers that do nothing live.
  func makeStream(maximumRowCount: Int) -> (any LayerStream)?
}

extension Layer {
  /// Most layers keep the time axis.
  var timeStride: Int { 1 }
  /// Most layers keep the time axis.
  var stepGrowth: Int { 1 }
  /// Most layers have nothing to train.
  var parameters: [Parameter] { [] }
  /// Most layers hold their parameters themselves.
  var namedParameters: [(name: String, parameter: Parameter)] { parameters.map { ($0.name, $0) } }
  /// Most layers keep the time axis.
  var summarizesTime: Bool { false }
  /// Most layers see one step at a time.
  var looksBack: Bool { false }
  /// Most layers have a buffer of their own for their output and need it no more once it is handed on.
  var retention: Retention { .none }
  /// Most layers run live.
  var canStream: Bool { true }
  /// Most layers have no statistics.
  var statistics: [LayerStatistic] { [] }
}

/// Whether a layer's output may be overwritten by the layer after it.
enum Retention: Sendable {
  /// It may.
  case none
  /// The backward pass needs it.
  case output
  /// It may, if the layer's own input may: the layer hands that on.
  case input
}

/// Consecutive steps of one stream, and whether each is open.
public struct RowBlock {
  /// First float of the first row.
  public var rows: UnsafePointer<Float>
  /// Rows in the block; may be 0.
  public var count: Int
  /// One flag a row: 1 open, 0 closed.
  public var open: UnsafePointer<UInt8>
}

/// State of one layer in one stream.
protocol LayerStream: AnyObject {
  /// Most rows a push of at most the maximum count can return.
  var maximumOutputRowCount: Int { get }
  /// Takes rows in and gives rows out; the block returned is valid until the next push.
  func push(_ block: RowBlock) -> RowBlock
  /// Forgets everything heard.
  func reset()
}

/// Random bits for dropout and initial weights that depend only on their seed.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in 0 ..< 1.
  mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }
}
