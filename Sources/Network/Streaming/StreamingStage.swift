import Buffers

/// One part of a network that runs live.
enum StreamingStage: Sendable {
  /// A convolution that has taken the batch normalisation after it into its weights.
  case folded(ConvolutionGeometry, weight: AlignedBuffer, bias: AlignedBuffer)
  /// A layer that makes its stream itself.
  case layer(any Layer)
  /// Branches put together along channels.
  case branches([[StreamingStage]], Branches)

  /// Compiles `list`; `summarized` says, before and after, whether steps are answers for a sequence so far
  /// rather than steps of a sequence.
  static func compile(_ list: LayerList, summarized: inout Bool) throws(NetworkError) -> [StreamingStage] {
    var stages: [StreamingStage] = []
    var index = 0
    while index < list.layers.count {
      let layer = list.layers[index]
      guard layer.canStream, !(summarized && layer.looksBack) else {
        throw list.place.cannotStream(index, list.descriptions[index])
      }
      if let branches = layer as? Branches {
        var parts: [[StreamingStage]] = []
        let before = summarized
        for branch in branches.branches {
          var after = before
          parts.append(try compile(branch, summarized: &after))
          summarized = summarized || after
        }
        stages.append(.branches(parts, branches))
      } else if let convolution = layer as? Convolution, index + 1 < list.layers.count,
        let next = list.layers[index + 1] as? BatchNormalization
      {
        let (weight, bias) = next.fold(into: convolution)
        stages.append(.folded(convolution.geometry, weight: weight, bias: bias))
        index += 1
      } else {
        stages.append(.layer(layer))
        summarized = summarized || layer.summarizesTime
      }
      index += 1
    }
    return stages
  }

  /// The stages' streams, one behind the other; what does nothing live has none.
  static func makeStreams(_ stages: [StreamingStage], maximumRowCount: Int) -> [any LayerStream] {
    var rows = maximumRowCount
    var streams: [any LayerStream] = []
    for stage in stages {
      let stream: (any LayerStream)?
      switch stage {
      case .folded(let geometry, let weight, let bias):
        stream = ConvolutionStream(geometry: geometry, weight: weight, bias: bias, maximumRowCount: rows)
      case .layer(let layer):
        stream = layer.makeStream(maximumRowCount: rows)
      case .branches(let parts, let branches):
        stream = BranchesStream(
          parts.map { makeStreams($0, maximumRowCount: rows) }, of: branches, maximumRowCount: rows)
      }
      if let stream {
        streams.append(stream)
        rows = stream.maximumOutputRowCount
      }
    }
    return streams
  }
}
