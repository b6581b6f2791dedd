/// Kernels for any machine: 128-bit vectors. Without a fused multiply-add instruction (x86-64
/// before 2013) each one is a call of the C library's `fma`, right but slow.
public enum BaselineKernels {
  public static let float32 = KernelSet(vector: SIMD4<Float>.self)
  public static let float64 = KernelSet(vector: SIMD2<Double>.self)
  public static let philox = PhiloxKernel(vector: SIMD2<UInt64>.self)
  public static let neurons = NeuronKernels(vector: SIMD2<Double>.self)
}
