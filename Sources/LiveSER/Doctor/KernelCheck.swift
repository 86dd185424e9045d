import Glibc
import Network

/// Whether the linear-algebra library uses what the processor offers.
struct KernelCheck {
  /// Kernels that use 512-bit vectors.
  private static let wideKernels: Set<String> = ["SkylakeX", "Cooperlake", "SapphireRapids"]
  /// Kernels for any old processor.
  private static let plainKernels: Set<String> = [
    "Generic", "Prescott", "Core2", "Nehalem", "Katmai", "Coppermine", "unknown",
  ]

  /// The kernel in use.
  var kernel = LinearAlgebra.kernelName
  /// What the processor can do, as Linux names it.
  var abilities = Self.processorAbilities()

  /// What comes of it.
  var checkup: Checkup {
    let isWide = abilities.isSuperset(of: ["avx512f", "avx512bw", "avx512dq", "avx512vl"])
    if isWide, !Self.wideKernels.contains(kernel) {
      return .warning(
        .kernel, "\(kernel), on a processor with AVX-512",
        remedy: "export OPENBLAS_CORETYPE=SkylakeX: it can double the speed of training")
    }
    if Self.plainKernels.contains(kernel), abilities.isSuperset(of: ["avx2", "fma"]) {
      return .warning(
        .kernel, "\(kernel), on a processor with AVX2",
        remedy: getenv("OPENBLAS_CORETYPE") == nil
          ? "export OPENBLAS_CORETYPE=Haswell" : "unset OPENBLAS_CORETYPE")
    }
    return .ok(.kernel, kernel)
  }

  private static func processorAbilities() -> Set<String> {
    guard let file = fopen("/proc/cpuinfo", "r") else { return [] }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, file) > 0, let line {
      let words = String(cString: line).split(whereSeparator: \.isWhitespace)
      if words.first == "flags" || words.first == "Features" {
        return Set(words.dropFirst(2).map(String.init))
      }
    }
    return []
  }
}
