/// Ends the program where a condition that guards memory, an instruction set or the right numbers
/// does not hold.
///
/// Not `precondition`: this module is compiled with `-Ounchecked`, which takes a precondition for
/// granted in place of testing it.
@inline(__always)
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  guard condition else { fatalError(message()) }
}
