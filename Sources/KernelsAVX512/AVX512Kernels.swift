public import Kernels

/// Kernels compiled for AVX-512 (F, VL, DQ, BW) and FMA. Nothing here may run on a processor
/// without them.
public enum AVX512Kernels {
  public static let float32 = KernelSet(vector: SIMD16<Float>.self)
  public static let float64 = KernelSet(vector: SIMD8<Double>.self)
  public static let philox = PhiloxKernel(vector: SIMD8<UInt64>.self)
  public static let neurons = NeuronKernels(vector: SIMD8<Double>.self)
}
