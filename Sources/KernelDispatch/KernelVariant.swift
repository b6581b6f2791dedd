internal import CPlatform
package import Kernels
internal import KernelsAVX2
internal import KernelsAVX512

/// The instruction set that the kernels are compiled for. Every variant gives the same bits.
package enum KernelVariant: String, Sendable, CaseIterable {
  case baseline
  case avx2
  case avx512

  /// Whether this machine can run it.
  package var isAvailable: Bool {
    switch self {
    case .baseline: true
    case .avx2: symbreak_cpu_has_avx2()
    case .avx512: symbreak_cpu_has_avx512()
    }
  }

  /// The variants that this machine can run, slowest first.
  package static var available: [KernelVariant] { allCases.filter(\.isAvailable) }

  /// The fastest variant that this machine can run.
  package static var best: KernelVariant { available.last ?? .baseline }

  package var float32: KernelSet<Float> {
    switch self {
    case .baseline: BaselineKernels.float32
    case .avx2: AVX2Kernels.float32
    case .avx512: AVX512Kernels.float32
    }
  }

  package var float64: KernelSet<Double> {
    switch self {
    case .baseline: BaselineKernels.float64
    case .avx2: AVX2Kernels.float64
    case .avx512: AVX512Kernels.float64
    }
  }
}

extension KernelVariant {
  package var philox: PhiloxKernel {
    switch self {
    case .baseline: BaselineKernels.philox
    case .avx2: AVX2Kernels.philox
    case .avx512: AVX512Kernels.philox
    }
  }

  package var neurons: NeuronKernels {
    switch self {
    case .baseline: BaselineKernels.neurons
    case .avx2: AVX2Kernels.neurons
    case .avx512: AVX512Kernels.neurons
    }
  }
}
