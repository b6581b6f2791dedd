internal import ArgumentParser
internal import Foundation
package import KernelDispatch

extension SettingsReader {
  /// The kernels to train with: those asked for, or the fastest that this machine can run.
  ///
  /// - Parameter available: those that it can run.
  package mutating func readKernels(
    option: String?, available: [KernelVariant] = KernelVariant.available
  ) -> KernelVariant {
    guard let wanted = read(SettingsCatalogue.kernels, option: option) else {
      return available.last ?? .baseline
    }
    if !available.contains(wanted) {
      refuse(
        "This processor cannot run the \(wanted.rawValue) kernels. It can run "
          + available.map(\.rawValue).joined(separator: ", ") + ".")
    }
    return wanted
  }
}

extension KernelVariant {
  /// The kernels that the command line or the environment asks for, or the fastest.
  ///
  /// Throws `ValidationError`.
  static func chosen(option: String?) throws -> KernelVariant {
    var reader = SettingsReader(environment: ProcessInfo.processInfo.environment)
    let chosen = reader.readKernels(option: option)
    do {
      try reader.finish()
    } catch {
      throw ValidationError(error.description)
    }
    return chosen
  }

  /// Why a person might not want to train with these kernels on this machine; nil for the others.
  package var warning: String? {
    #if arch(x86_64)
      guard self == .baseline else { return nil }
      return "Training with the baseline kernels, over 100 times slower than avx2 on this kind of"
        + " processor. The results are the same."
    #else
      return nil
    #endif
  }
}
