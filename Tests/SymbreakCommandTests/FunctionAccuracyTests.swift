import KernelDispatch
import Kernels
import Testing
import TrainingEngine
import symbreak

@Suite struct FunctionAccuracyTests {
  /// A million of the four thousand million values; `symbreak accuracy` looks at all.
  @Test(arguments: ElementaryFunction.allCases)
  func errorsStayWithinWhatIsStated(_ function: ElementaryFunction) {
    let probe = FunctionProbe(function, kernels: .best)
    let accuracy = FunctionAccuracy.measure(probe, stride: 4099)
    #expect(accuracy.values > 200_000)
    #expect(accuracy.largestError > 0.5, "nothing rounds rightly everywhere: what was measured?")
    #expect(accuracy.largestError <= probe.statedError, "at \(accuracy.argument)")
  }
}
