import Foundation
import Synchronization
import Testing

@testable import Buffers

/// Runs `body` on a thread of its own and returns a semaphore that is signalled at its end.
func onThread(_ body: @escaping @Sendable () -> Void) -> DispatchSemaphore {
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    body()
    done.signal()
  }
  thread.start()
  return done
}

@Suite("Sample ring")
struct SampleRingTests {
  @Test("capacity is the next power of two", arguments: [(1, 1), (2, 2), (3, 4), (1000, 1024), (4096, 4096)])
  func capacity(minimum: Int, expected: Int) {
    #expect(SampleRing(minimumCapacity: minimum).capacity == expected)
  }

  @Test("gives back what was written, in order, across the wrap")
  func order() {
    let ring = SampleRing(minimumCapacity: 8)
    var next: Float = 0
    var expected: Float = 0
    for round in 0..<50 {
      let count = round % 7 + 1
      let block = (0..<count).map { Float($0) + next }
      let written = block.withUnsafeBufferPointer { ring.write($0) }
      #expect(written == count)
      next += Float(count)
      var out = [Float](repeating: -1, count: 8)
      let read = out.withUnsafeMutableBufferPointer { ring.read(into: $0) }
      #expect(read == count)
      for index in 0..<read {
        #expect(out[index] == expected)
        expected += 1
      }
    }
  }

  @Test("takes only what fits and says how much")
  func overflow() {
    let ring = SampleRing(minimumCapacity: 4)
    let block: [Float] = [1, 2, 3, 4, 5, 6]
    #expect(block.withUnsafeBufferPointer { ring.write($0) } == 4)
    #expect(block.withUnsafeBufferPointer { ring.write($0) } == 0)
    #expect(ring.readableCount == 4)
    #expect(ring.writableCount == 0)
    var out = [Float](repeating: 0, count: 3)
    #expect(out.withUnsafeMutableBufferPointer { ring.read(into: $0) } == 3)
    #expect(out == [1, 2, 3])
    #expect(ring.writableCount == 3)
    #expect(ring.discard(9) == 1)
    #expect(ring.readableCount == 0)
    #expect(out.withUnsafeMutableBufferPointer { ring.read(into: $0) } == 0)
  }

  @Test("empty blocks are harmless")
  func emptyBlocks() {
    let ring = SampleRing(minimumCapacity: 4)
    #expect(ring.write(UnsafeBufferPointer(start: nil, count: 0)) == 0)
    #expect(ring.read(into: UnsafeMutableBufferPointer(start: nil, count: 0)) == 0)
  }

  @Test("two threads pass two million samples in uneven blocks without loss, repetition or disorder")
  func stress() {
    let ring = SampleRing(minimumCapacity: 512)
    let total = 2_000_000
    let writer = onThread {
      var block = [Float](repeating: 0, count: 700)
      var sent = 0
      var size = 1
      while sent < total {
        let count = min(size, total - sent)
        // Whole numbers below 2^24 are exact as Float.
        for index in 0..<count { block[index] = Float(sent + index) }
        var done = 0
        while done < count {
          let written = block.withUnsafeBufferPointer {
            ring.write(UnsafeBufferPointer(rebasing: $0[done..<count]))
          }
          done += written
          if written == 0 { sched_yield() }
        }
        sent += count
        size = size * 7 % 691 + 1
      }
    }
    var out = [Float](repeating: 0, count: 333)
    var received = 0
    var wrong = 0
    while received < total {
      let readable = ring.readableCount
      if readable < 0 || readable > ring.capacity { wrong += 1 }
      let count = out.withUnsafeMutableBufferPointer { ring.read(into: $0) }
      for index in 0..<count where out[index] != Float(received + index) { wrong += 1 }
      received += count
      if count == 0 { sched_yield() }
    }
    writer.wait()
    #expect(wrong == 0)
    #expect(received == total)
    #expect(ring.readableCount == 0)
  }
}
