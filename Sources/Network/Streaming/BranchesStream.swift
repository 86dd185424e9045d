import Buffers

/// Branches live: a step goes out once every branch has given its part.
///
/// Pooling gives a step at the end of its window and a strided convolution at the beginning, so a branch may be
/// a step ahead of another; what it gave waits.
final class BranchesStream: LayerStream {
  let maximumOutputRowCount: Int
  private let branches: [[any LayerStream]]
  private let queues: [RowQueue]
  private let bins: Int
  private let output: AlignedBuffer
  private let open: UnsafeMutablePointer<UInt8>

  init(_ streams: [[any LayerStream]], of layer: Branches, maximumRowCount: Int) {
    branches = streams
    bins = layer.outputShape.bins
    let counts = streams.map { $0.last?.maximumOutputRowCount ?? maximumRowCount }
    let most = counts.max() ?? 0
    maximumOutputRowCount = most + 1
    queues = layer.branches.map { RowQueue(width: $0.outputShape.width, capacity: 2 * most + 2) }
    output = AlignedBuffer(count: maximumOutputRowCount * layer.outputShape.width)
    open = .allocate(capacity: maximumOutputRowCount)
    open.initialize(repeating: 0, count: maximumOutputRowCount)
  }

  deinit {
    open.deallocate()
  }

  func push(_ block: RowBlock) -> RowBlock {
    for (streams, queue) in zip(branches, queues) {
      var part = block
      for stream in streams {
        part = stream.push(part)
        if part.count == 0 { break }
      }
      queue.append(part)
    }
    let ready = min(queues.reduce(Int.max) { min($0, $1.count) }, maximumOutputRowCount)
    let channelCount = queues.reduce(0) { $0 + $1.width } / bins
    for row in 0..<ready { open[row] = 0 }
    var offset = 0
    for queue in queues {
      let channels = queue.width / bins
      for row in 0..<ready {
        open[row] |= queue.open[row]
        for bin in 0..<bins {
          (output.base + (row * bins + bin) * channelCount + offset).update(
            from: queue.rows.base + row * queue.width + bin * channels, count: channels)
        }
      }
      queue.remove(ready)
      offset += channels
    }
    return RowBlock(rows: output.base, count: ready, open: open)
  }

  func reset() {
    for stream in branches.joined() { stream.reset() }
    for queue in queues { queue.remove(queue.count) }
  }
}

/// Rows that wait, in the order they came.
private final class RowQueue {
  let width: Int
  let rows: AlignedBuffer
  let open: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private let capacity: Int

  init(width: Int, capacity: Int) {
    self.width = width
    self.capacity = capacity
    rows = AlignedBuffer(count: width * capacity)
    open = .allocate(capacity: capacity)
    open.initialize(repeating: 0, count: capacity)
  }

  deinit {
    open.deallocate()
  }

  func append(_ block: RowBlock) {
    precondition(count + block.count <= capacity, "a branch ran ahead of the others")
    (rows.base + count * width).update(from: block.rows, count: block.count * width)
    (open + count).update(from: block.open, count: block.count)
    count += block.count
  }

  func remove(_ removed: Int) {
    count -= removed
    rows.base.update(from: rows.base + removed * width, count: count * width)
    open.update(from: open + removed, count: count)
  }
}
