// swift-tools-version: 6.2
import PackageDescription

/// One test target per module, named after it.
func tests(of module: String, exclude: [String] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.byName(name: module)], exclude: exclude, resources: resources)
}

/// Arithmetic is optimised in debug builds too, with its assertions: the tests train networks, which takes minutes otherwise.
let arithmetic: [SwiftSetting] = [
  .unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))
]

let package = Package(
  name: "liveser",
  products: [
    .executable(name: "liveser", targets: ["LiveSER"]),
    // For Benchmarks and Trials, packages of their own.
    .library(name: "AudioCapture", targets: ["AudioCapture"]),
    .library(name: "Buffers", targets: ["Buffers"]),
    .library(name: "CGetopt", targets: ["CGetopt"]),
    .library(name: "CSndFile", targets: ["CSndFile"]),
    .library(name: "DSP", targets: ["DSP"]),
    .library(name: "Network", targets: ["Network"]),
    .library(name: "Recognition", targets: ["Recognition"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "TUI", targets: ["TUI"]),
  ],
  targets: [
    // System libraries: a header-only shim holds what Swift cannot import, each with its reason.
    .systemLibrary(name: "CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3f", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "CGetopt"),
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncursesw5-dev"])]),
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),

    .target(name: "Buffers", swiftSettings: arithmetic),
    .target(name: "AudioCapture", dependencies: ["Buffers", "CALSA", "CSndFile", "CSoxr"]),
    .target(name: "DSP", dependencies: ["Buffers", "CFFTW"], swiftSettings: arithmetic),
    .target(name: "Network", dependencies: ["Buffers", "COpenBLAS"], swiftSettings: arithmetic),
    .target(
      name: "Recognition", dependencies: ["AudioCapture", "Buffers", "DSP", "Network"],
      swiftSettings: arithmetic),
    .target(
      name: "Training", dependencies: ["AudioCapture", "Buffers", "DSP", "Network", "Recognition"],
      swiftSettings: arithmetic),
    .target(name: "TUI", dependencies: ["CNcurses"]),
    .executableTarget(
      name: "LiveSER",
      dependencies: [
        "AudioCapture", "Buffers", "CGetopt", "DSP", "Network", "Recognition", "TUI", "Training",
      ]),
    // Writes docs/reproductions.md; no part of what is installed.
    .executableTarget(name: "Reproductions", dependencies: ["Training"]),

    tests(of: "Buffers"),
    tests(of: "AudioCapture", resources: [.copy("Fixtures")]),
    tests(of: "DSP", resources: [.copy("Fixtures")]),
    tests(of: "Network", resources: [.copy("Fixtures")]),
    tests(of: "Recognition"),
    tests(
      of: "Training",
      exclude: [
        "Reports/Fixtures", "Optimization/make_optimizers.py", "Optimization/optimizers.json",
      ]),
    tests(of: "TUI", exclude: ["Snapshots"]),
    tests(of: "LiveSER"),
    tests(of: "Reproductions"),
    // The targets of `make fuzz`, on their seeds.
    .testTarget(
      name: "FuzzTests",
      dependencies: ["AudioCapture", "Buffers", "LiveSER", "Network", "Recognition", "Training"]),
  ],
  swiftLanguageModes: [.v6]
)

// Under a sanitizer (`make sanitize`) only what has threads or raw memory is run: the other tests are not built for it.
if let kind = Context.environment["LIVESER_SANITIZED"] {
  let others =
    ["NetworkTests", "Reproductions", "ReproductionsTests", "TUITests", "TrainingTests"]
    + (kind == "thread" ? ["DSPTests", "FuzzTests", "RecognitionTests"] : ["LiveSERTests"])
  package.targets.removeAll { others.contains($0.name) }
}
