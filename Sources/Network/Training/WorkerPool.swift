import Dispatch

/// Runs the parts of a batch on several threads.
public final class WorkerPool: Sendable {
  /// Threads used at once.
  public let threadCount: Int

  /// Uses `threadCount` threads, at least one.
  public init(threadCount: Int) {
    self.threadCount = max(1, min(threadCount, Shards.count))
  }

  /// Calls `body(shard, samples)` for every part of the batch and waits for all.
  public func forEachShard(of sampleCount: Int, _ body: (Int, Range<Int>) -> Void) {
    if threadCount == 1 {
      for shard in 0..<Shards.count { body(shard, Shards.range(shard, of: sampleCount)) }
      return
    }
    // Worker w takes shards w, w + threads, ... so that each thread meets the same shards every time.
    let threads = threadCount
    withoutActuallyEscaping(body) { body in
      // The shards write to places of their own, and all are done before this returns.
      nonisolated(unsafe) let work = body
      DispatchQueue.concurrentPerform(iterations: threads) { worker in
        for shard in stride(from: worker, to: Shards.count, by: threads) {
          work(shard, Shards.range(shard, of: sampleCount))
        }
      }
    }
  }
}

/// What a pass through the network needs besides the data.
public struct PassContext {
  /// Threads to use.
  public let workers: WorkerPool
  /// Whether dropout acts and batch statistics are used.
  public let isTraining: Bool
  /// Seed of this batch's dropout.
  public let seed: UInt64

  /// Describes a pass.
  public init(workers: WorkerPool, isTraining: Bool, seed: UInt64 = 0) {
    self.workers = workers
    self.isTraining = isTraining
    self.seed = seed
  }
}
