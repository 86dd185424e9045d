// Usage: bench ROOT MODEL PYTHON [--quick]; PYTHON may be empty. The Makefile's `bench` gives all of them.
// `live` before these words measures the live part alone, within the virtual microphone.
import Foundation

// The library is to choose its kernels as it does for everybody.
for name in ProcessInfo.processInfo.environment.keys where name.hasPrefix("OPENBLAS_") { unsetenv(name) }

func measure(_ words: [String]) throws -> Bool {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("liveser-bench-\(getpid())")
  guard let settings = Settings(words, folder: folder) else { return false }
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let begin = ChildProcess.now()
  let quiet = Disturbance()
  sleep(2)
  let busy = quiet.share()
  print("liveser's speed\(settings.isQuick ? ", in short" : "")")
  Report.note("\(Machine.identification), \(Machine.coreCount) cores, \(Machine.memoryText)")
  Report.note(
    String(format: "busy with other things: %.0f %%", busy * 100)
      + (busy > Disturbance.limit ? "; the figures of a busy machine mean little" : ""))
  Report.note("model: \(URL(fileURLWithPath: settings.model).deletingPathExtension().lastPathComponent)")
  Report.note("every figure: median (lowest to highest) of several repeats after a warm-up")
  let duration = settings.isQuick ? 120.0 : 300
  let material = try ChildProcess.run(
    [settings.kernels, "material", settings.demo, "\(duration)", folder.path], isQuiet: false)
  guard material.use.status == 0 else { throw BenchFailure(description: "the sounds cannot be made") }
  let classifying = Disturbance()
  try ClassifyBenchmark(settings: settings, duration: duration).run()
  classifying.report()
  let living = Disturbance()
  if try measureLive(words, settings) { living.report() }
  var comparison = OutsideComparison(settings: settings)
  try comparison.run()
  print(String(format: "\ntook %.0f s", ChildProcess.now() - begin))
  return true
}

/// Runs this program once more, with the virtual microphone; false where there is none.
func measureLive(_ words: [String], _ settings: Settings) throws -> Bool {
  guard try ChildProcess.run([settings.virtualMicrophone, "check"]).use.status == 0 else {
    Report.heading("2. live: left out, since scripts/virtual-microphone lacks what it needs")
    return false
  }
  let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  fflush(nil)
  let child = try ChildProcess(
    [settings.virtualMicrophone, "run", own, "live", settings.folder.path] + words, output: STDOUT_FILENO,
    isQuiet: false)
  guard child.wait().status == 0 else {
    throw BenchFailure(description: "the live part could not be measured")
  }
  return true
}

do {
  let words = Array(CommandLine.arguments.dropFirst())
  if words.first == "live", words.count > 2,
    let settings = Settings(Array(words.dropFirst(2)), folder: URL(fileURLWithPath: words[1]))
  {
    try LiveBenchmark(settings: settings).run()
  } else if try !measure(words) {
    FileHandle.standardError.write(Data("usage: bench ROOT MODEL PYTHON [--quick]\n".utf8))
    exit(2)
  }
} catch {
  FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
  exit(1)
}
