import COpenBLAS

/// The two products everything else is made of, on row-major single-precision matrices.
enum BLAS {
  /// Which factor of a product is transposed.
  enum Transposition {
    case none, left, right
  }

  /// `c = beta c + op(a) op(b)`, where `op` transposes as asked.
  ///
  /// - Shape: `op(a)` rows x inner, `op(b)` inner x columns, `c` rows x columns.
  @inline(__always)
  static func multiply(
    transposing transposition: Transposition = .none, rows: Int, columns: Int, inner: Int,
    _ a: UnsafePointer<Float>, stride aStride: Int, _ b: UnsafePointer<Float>, stride bStride: Int,
    into c: UnsafeMutablePointer<Float>, stride cStride: Int, beta: Float = 0
  ) {
    guard rows > 0, columns > 0 else { return }
    if rows == 1, transposition == .right {
      // A live step: copying the weights into the product's own layout would take longer than the product.
      cblas_sgemv(
        CblasRowMajor, CblasNoTrans, blasint(columns), blasint(inner), 1, b, blasint(bStride), a, 1, beta, c,
        1)
      return
    }
    cblas_sgemm(
      CblasRowMajor, transposition == .left ? CblasTrans : CblasNoTrans,
      transposition == .right ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), blasint(inner),
      1, a, blasint(aStride), b, blasint(bStride), beta, c, blasint(cStride))
  }

  /// `y = beta y + a x`.
  @inline(__always)
  static func multiply(
    rows: Int, columns: Int, _ a: UnsafePointer<Float>, vector x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, beta: Float = 0
  ) {
    cblas_sgemv(
      CblasRowMajor, CblasNoTrans, blasint(rows), blasint(columns), 1, a, blasint(columns), x, 1, beta, y, 1)
  }
}

/// The linear-algebra library underneath.
public enum LinearAlgebra {
  /// Keeps every product on the thread that asks for it; more threads slow the small live products, and
  /// training shares its work out itself.
  public static func useCallingThreadOnly() {
    openblas_set_num_threads(1)
  }

  /// Name of the processor kernels in use, for instance `Haswell` or `SkylakeX`.
  public static var kernelName: String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }
}
