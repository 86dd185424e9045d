import AudioCapture
import Foundation
import Recognition

/// Everything a recogniser said.
struct Heard: RecognitionObserver {
  var utterances: [Utterance] = []
  var updates: [RecognitionUpdate] = []
  var frameCount = 0
  var levels: [Float] = []

  mutating func analyzed(_ frame: AnalysisFrame) {
    frameCount += 1
    levels.append(frame.level)
  }

  mutating func updated(_ update: RecognitionUpdate) {
    updates.append(update)
  }

  mutating func finished(_ utterance: Utterance) {
    utterances.append(utterance)
  }
}

/// Feeds `samples` to `recognizer` in blocks of `blockCount` and ends the stream.
func listen(
  to samples: [Float], with recognizer: Recognizer, blockCount: Int = 1600
) throws(RecognitionError) -> Heard {
  var heard = Heard()
  var start = 0
  while start < samples.count {
    let block = Array(samples[start..<min(samples.count, start + blockCount)])
    start += block.count
    let result: Result<Void, RecognitionError> = block.withUnsafeBufferPointer { buffer in
      do throws(RecognitionError) {
        try recognizer.process(buffer, observer: &heard)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }
  try recognizer.finish(observer: &heard)
  return heard
}

/// The source tree's folder.
let sourceTree: URL = {
  var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  while folder.path != "/",
    !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
  {
    folder.deleteLastPathComponent()
  }
  return folder
}()

/// The demo clip's file.
let demoPath = sourceTree.appendingPathComponent("share/demo.flac").path

/// The samples of the demo clip and their rate.
func demoClip() throws -> (samples: [Float], rate: Int) {
  let source = try FileSource(path: demoPath)
  var samples: [Float] = []
  var block = [Float](repeating: 0, count: 4096)
  while true {
    let read = try block.withUnsafeMutableBufferPointer { try source.read(into: $0) }
    guard case .samples(let count) = read else { break }
    samples += block[..<count]
  }
  return (samples, source.format.sampleRate)
}
