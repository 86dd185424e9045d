import AudioCapture
import Foundation
import Testing
import Recognition
import Training

@testable import LiveSER

@Suite("Output files")
final class OutputFileTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func content(_ path: String) -> String? {
    InputFile.contents(path).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("A file is replaced, and a link stays one: what it leads to is replaced")
  func link() throws {
    try OutputFile.checkFolder(path("some/sub"))
    try Data("old".utf8).write(to: URL(fileURLWithPath: path("some/sub/file")))
    #expect(symlink("some/sub/file", path("link")) == 0)
    for (name, text) in [("some/sub/file", "new"), ("link", "newer")] {
      try OutputFile.checkWritable(path(name))
      try OutputFile.replace(path(name), with: Data(text.utf8))
      #expect(content(path("some/sub/file")) == text)
    }
    let manager = FileManager.default
    #expect(try manager.destinationOfSymbolicLink(atPath: path("link")) == "some/sub/file")
    #expect(try manager.contentsOfDirectory(atPath: path("some/sub")) == ["file"])
  }

  @Test("A link that leads nowhere, a folder, and a file where a folder is wanted are refused")
  func refused() throws {
    #expect(symlink("nowhere", path("link")) == 0)
    for (path, reason) in [
      (path("link"), "it is a link that leads nowhere"), (folder.path, "it is a folder"),
    ] {
      #expect(throws: TrainingError.unwritable(path: path, reason: reason)) {
        try OutputFile.checkWritable(path)
      }
      #expect(throws: TrainingError.unwritable(path: path, reason: reason)) {
        try OutputFile.replace(path, with: Data())
      }
    }
    let file = path("file")
    try OutputFile.replace(file, with: Data())
    #expect(
      throws: TrainingError.unwritable(path: file, reason: "it is a file, where a folder is wanted")
    ) {
      try OutputFile.checkFolder(file + "/sub")
    }
  }

  @Test("A FIFO is written as it stands")
  func fifo() throws {
    let name = path("fifo")
    #expect(mkfifo(name, 0o600) == 0)
    // Open for both, it takes what is written before anybody reads.
    let descriptor = open(name, O_RDWR | O_NONBLOCK)
    defer { close(descriptor) }
    try OutputFile.checkWritable(name)
    try OutputFile.replace(name, with: Data("text".utf8))
    var block = [UInt8](repeating: 0, count: 10)
    let count = read(descriptor, &block, block.count)
    #expect(count == 4 && block.starts(with: "text".utf8))
    var status = stat()
    let failure = lstat(name, &status)
    #expect(failure == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }

  @Test("Paths that are no UTF-8 are those of the files that are written, found and removed")
  func pathBytes() throws {
    let bytes = Array(path("caf").utf8) + [0xE9, 0x2F, 0xFF]
    let file = String(pathBytes: bytes)
    let parent = Array(bytes.dropLast(2))
    #expect(mkdir(parent.map { CChar(bitPattern: $0) } + [0], 0o700) == 0)
    #expect(throws: TrainingError.self) { try OutputFile.checkFolder(String(pathBytes: parent)) }
    try OutputFile.checkWritable(file)
    try OutputFile.replace(file, with: Data("text".utf8))
    var status = stat()
    let failure = stat(bytes.map { CChar(bitPattern: $0) } + [0], &status)
    #expect(failure == 0 && status.st_size == 4)
    #expect(content(file) == "text" && ModelLocator.isFile(file))
    let checkpoint = Checkpoint(output: file)
    #expect(!checkpoint.exists)
    try OutputFile.replace(checkpoint.path, with: Data())
    #expect(checkpoint.exists)
    checkpoint.remove()
    #expect(!checkpoint.exists)
  }
}
