public import Kernels

/// Kernels compiled for AVX2 and FMA. Nothing here may run on a processor without them.
public enum AVX2Kernels {
  public static let float32 = KernelSet(vector: SIMD8<Float>.self)
  public static let float64 = KernelSet(vector: SIMD4<Double>.self)
  public static let philox = PhiloxKernel(vector: SIMD4<UInt64>.self)
  public static let neurons = NeuronKernels(vector: SIMD4<Double>.self)
}
