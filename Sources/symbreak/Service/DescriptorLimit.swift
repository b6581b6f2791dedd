internal import Glibc

/// How many descriptors the process may hold; each connection takes one.
struct DescriptorLimit {
  /// As the process was started.
  let former: UInt64
  /// From now on.
  let current: UInt64

  /// Raises the limit as far as a process may by itself: from the soft to the hard one (getrlimit(2)).
  ///
  /// Shells start programs with a soft limit of 1024 for the sake of old ones that use `select`; this
  /// one does not.
  static func raise() -> DescriptorLimit {
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    // Where asking fails, both are 0; where raising does, the former limit stays.
    guard getrlimit(kind, &limit) == 0 else { return DescriptorLimit(former: 0, current: 0) }
    let former = UInt64(limit.rlim_cur)
    limit.rlim_cur = limit.rlim_max
    let isRaised = setrlimit(kind, &limit) == 0
    return DescriptorLimit(
      former: former, current: isRaised ? UInt64(limit.rlim_max) : former)
  }
}
