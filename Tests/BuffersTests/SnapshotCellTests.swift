import Foundation
import Synchronization
import Testing

@testable import Buffers

@Suite("Snapshot cell")
struct SnapshotCellTests {
  @Test("nothing is new before the first publication, and the initial value is there")
  func initial() {
    let cell = SnapshotCell(7)
    #expect(cell.readLatest { $0 } == nil)
    #expect(!cell.hasNews)
    #expect(cell.withLatest { $0 } == 7)
  }

  @Test("the reader sees the latest value once as new, and again when it asks")
  func latest() {
    let cell = SnapshotCell(0)
    for value in 1...5 { cell.publish { $0 = value } }
    #expect(cell.hasNews)
    #expect(cell.readLatest { $0 } == 5)
    #expect(cell.readLatest { $0 } == nil)
    #expect(cell.withLatest { $0 } == 5)
    cell.publish { $0 = 6 }
    #expect(cell.withLatest { $0 } == 6)
  }

  @Test("a revision starts from the last published value, whatever the reader does in between")
  func revision() {
    let cell = SnapshotCell(100)
    for round in 1...60 {
      cell.revise { last, next in next = last + 1 }
      if round % 3 == 0 { #expect(cell.readLatest { $0 } == 100 + round) }
    }
  }

  @Test("arrays in the slots keep their storage: nothing is allocated after the start")
  func inPlace() {
    let cell = SnapshotCell([Float](repeating: 0, count: 64))
    var addresses = Set<UnsafeRawPointer>()
    for round in 0..<30 {
      cell.publish { slot in
        slot[0] = Float(round)
        slot.withUnsafeBytes { if let base = $0.baseAddress { addresses.insert(base) } }
      }
      if round % 2 == 0 { #expect(cell.readLatest { $0[0] } == Float(round)) }
    }
    #expect(addresses.count <= 3)
  }

  @Test("values are destroyed with the cell")
  func lifetime() {
    final class Token: Sendable {}
    weak var seen: Token?
    do {
      let token = Token()
      seen = token
      let cell = SnapshotCell<Token?>(nil)
      cell.publish { $0 = token }
      #expect(cell.readLatest { $0 === token } == true)
    }
    #expect(seen == nil)
  }

  @Test("two threads: no value is torn, none goes back in time, and the last one arrives")
  func stress() {
    struct Wide: Sendable {
      var values: [Int]
    }
    let cell = SnapshotCell(Wide(values: [Int](repeating: 0, count: 997)))
    let total = 50_000
    let writer = onThread {
      for round in 1...total {
        if round % 2 == 0 {
          cell.publish { slot in for index in slot.values.indices { slot.values[index] = round } }
        } else {
          cell.revise { last, next in
            for index in next.values.indices { next.values[index] = last.values[index] + 1 }
          }
        }
      }
    }
    var last = 0
    var torn = 0
    var backwards = 0
    while last < total {
      let read: Int? = cell.readLatest { value in
        let first = value.values[0]
        for element in value.values where element != first { torn += 1 }
        return first
      }
      guard let read else { continue }
      if read <= last { backwards += 1 }
      last = read
    }
    writer.wait()
    #expect(torn == 0)
    #expect(backwards == 0)
    #expect(last == total)
  }
}
