import Buffers

/// A network ready to run live: batch normalisation folded away, dropout gone, weights shared by all streams.
///
/// Where the network gives one step for a whole sequence, a stream gives at every step what the sequence so far
/// would give.
public struct StreamingNetwork: Sendable {
  /// What it was built from.
  public let description: NetworkDescription
  /// Input steps for one output step.
  public let timeStride: Int
  /// Floats in an output step.
  public let outputWidth: Int
  /// Trained weights it came from.
  public let parameterCount: Int
  private let stages: [StreamingStage]

  /// Compiles `network`; its weights must not change afterwards.
  ///
  /// - Errors: `cannotStream` for a layer that needs the future; `badShape` for one that needs too much memory.
  public init(_ network: LayeredNetwork) throws(NetworkError) {
    description = network.description
    timeStride = network.timeStride
    outputWidth = network.outputWidth
    parameterCount = network.parameterCount
    var summarized = false
    stages = try StreamingStage.compile(network.list, summarized: &summarized)
    guard network.list.liveFloatCount(rowCount: timeStride) <= Double(LayerBudget.runningFloatCount) else {
      throw .badShape(
        layerIndex: 0, layer: "input", reason: "a stream needs more memory than a network may have")
    }
  }

  /// A new stream that takes at most `maximumRowCount` input steps a push.
  public func makeStream(maximumRowCount: Int) -> NetworkStream {
    return NetworkStream(
      streams: StreamingStage.makeStreams(stages, maximumRowCount: maximumRowCount),
      inputWidth: description.input.width, outputWidth: outputWidth,
      maximumRowCount: maximumRowCount)
  }
}

/// One stream through a network: takes input steps, gives logits.
///
/// Thread: one at a time. Allocates: nothing after init.
public final class NetworkStream {
  /// Floats of an input step.
  public let inputWidth: Int
  /// Floats of an output step.
  public let outputWidth: Int
  /// Most input steps a push takes.
  public let maximumRowCount: Int
  private let streams: [any LayerStream]

  init(streams: [any LayerStream], inputWidth: Int, outputWidth: Int, maximumRowCount: Int) {
    self.streams = streams
    self.inputWidth = inputWidth
    self.outputWidth = outputWidth
    self.maximumRowCount = maximumRowCount
  }

  /// Takes `block` and returns the output steps it completes; they are valid until the next push.
  public func push(_ block: RowBlock) -> RowBlock {
    precondition(block.count <= maximumRowCount, "a push of \(block.count) rows is over the maximum")
    var block = block
    for stream in streams {
      block = stream.push(block)
      if block.count == 0 { break }
    }
    return block
  }

  /// Forgets everything heard.
  public func reset() {
    for stream in streams { stream.reset() }
  }
}

extension RowBlock {
  /// Makes a block of `count` rows.
  public init(_ rows: UnsafePointer<Float>, count: Int, open: UnsafePointer<UInt8>) {
    self.init(rows: rows, count: count, open: open)
  }
}
