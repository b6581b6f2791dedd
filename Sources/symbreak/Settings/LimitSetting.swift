/// A limit of something: a setting, and where among the limits it goes.
package struct LimitSetting<Limits>: Sendable {
  package let setting: Setting<Int>
  /// The limit among others.
  package let read: @Sendable (Limits) -> Int
  let write: @Sendable (inout Limits, Int) -> Void

  init(
    _ name: String, in range: ClosedRange<Int>, read: @escaping @Sendable (Limits) -> Int,
    write: @escaping @Sendable (inout Limits, Int) -> Void
  ) {
    setting = .wholeNumber(name, in: range)
    self.read = read
    self.write = write
  }

  /// A number of bytes or of things.
  static func count(
    _ name: String, in range: ClosedRange<Int>,
    _ path: any WritableKeyPath<Limits, Int> & Sendable
  ) -> LimitSetting {
    LimitSetting(name, in: range, read: { $0[keyPath: path] }, write: { $0[keyPath: path] = $1 })
  }

  /// A duration in whole seconds.
  static func seconds(
    _ name: String, _ path: any WritableKeyPath<Limits, Duration> & Sendable
  ) -> LimitSetting {
    LimitSetting(
      name, in: 1...86_400, read: { Int($0[keyPath: path].components.seconds) },
      write: { $0[keyPath: path] = .seconds($1) })
  }
}
