import Jobs

/// The kinds of events that tests wait for.
extension QueueEvent {
  static let isClaim: @Sendable (QueueEvent) -> Bool = { event in
    if case .claimed = event { true } else { false }
  }

  static let isLoss: @Sendable (QueueEvent) -> Bool = { event in
    if case .leaseLost = event { true } else { false }
  }

  static let isRequeueing: @Sendable (QueueEvent) -> Bool = { event in
    if case .requeued = event { true } else { false }
  }

  static func isFailure(_ operation: StoreOperation) -> @Sendable (QueueEvent) -> Bool {
    { event in
      if case .storeFailure(operation, _, _, _) = event { true } else { false }
    }
  }
}
