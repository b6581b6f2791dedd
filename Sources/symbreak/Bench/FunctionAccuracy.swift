internal import Foundation
internal import Kernels
internal import Synchronization
package import TrainingEngine

/// The largest error of an elementary function over float32 values, against the C library's
/// function in float64, whose own error is 29 bits smaller.
package struct FunctionAccuracy: Sendable {
  /// In units of the last place of the true value.
  package var largestError = 0.0
  /// The argument with that error.
  package var argument: Float = 0
  /// Values looked at.
  package var values = 0

  private static let blockBits: UInt64 = 20

  /// Looks at every `stride`th bit pattern, all of them with 1, on all cores.
  ///
  /// - Complexity: O(2³² / stride).
  package static func measure(_ probe: FunctionProbe, stride: Int) -> FunctionAccuracy {
    let worst = Mutex(FunctionAccuracy())
    DispatchQueue.concurrentPerform(iterations: 1 << Int(32 - blockBits)) { block in
      let own = measure(probe, stride: UInt64(stride), block: UInt64(block))
      worst.withLock { $0.add(own) }
    }
    return worst.withLock { $0 }
  }

  private mutating func add(_ other: FunctionAccuracy) {
    values += other.values
    guard other.largestError > largestError else { return }
    largestError = other.largestError
    argument = other.argument
  }

  private static func measure(
    _ probe: FunctionProbe, stride: UInt64, block: UInt64
  ) -> FunctionAccuracy {
    var arguments: [Float] = []
    let end = (block + 1) << blockBits
    var pattern = ((block << blockBits) + stride - 1) / stride * stride
    while pattern < end {
      let value = Float(bitPattern: UInt32(pattern))
      if probe.domain.contains(value) { arguments.append(value) }
      pattern += stride
    }
    var answer = FunctionAccuracy(values: arguments.count)
    guard !arguments.isEmpty else { return answer }
    var results = arguments
    while results.count % 16 != 0 { results.append(arguments[0]) }
    results.withUnsafeMutableBufferPointer { probe.apply(to: $0) }
    for (argument, result) in zip(arguments, results) {
      let truth = reference(probe.function, Double(argument))
      let error = distance(of: result, truth)
      if error > answer.largestError {
        answer.largestError = error
        answer.argument = argument
      }
    }
    return answer
  }

  private static func distance(of result: Float, _ truth: Double) -> Double {
    let nearest = Float(truth)
    if result == nearest { return 0 }
    guard result.isFinite, nearest.isFinite else { return .infinity }
    return abs(Double(result) - truth) / Double(nearest.ulp)
  }

  private static func reference(_ function: ElementaryFunction, _ x: Double) -> Double {
    switch function {
    case .exp: exp(x)
    case .log: log(x)
    case .tanh: tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    }
  }
}
