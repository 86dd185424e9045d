import Glibc

/// Whether the linear-algebra library uses what the processor offers.
struct KernelCheck {
  /// Kernels and processor.
  var choice = KernelChoice()
  /// Whether the user has named kernels.
  var isNamed = getenv(KernelChoice.variable) != nil

  /// What comes of it.
  var checkup: Checkup {
    let kernel = choice.kernel
    if choice.isWideProcessor, !KernelChoice.wide.contains(kernel) {
      return .warning(
        .kernel, "\(kernel), on a processor with AVX-512",
        remedy: "export \(KernelChoice.variable)=SkylakeX: it can double the speed of training")
    }
    if choice.isVectorProcessor, KernelChoice.plain.contains(kernel) {
      return .warning(
        .kernel, "\(kernel), on a processor with AVX2",
        remedy: isNamed ? "unset \(KernelChoice.variable)" : "export \(KernelChoice.variable)=Haswell")
    }
    return .ok(.kernel, kernel)
  }
}
