internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import WebRouting
internal import Webhooks

/// Reads what a registration asks for.
struct WebhookReader {
  let policy: WebhookPolicy

  static let fields = FieldTable(subject: "a webhook", names: ["url", "events"])
  private static let faults = 20

  /// The target and events in `json`. Throws everything that is wrong with it, each with its place.
  func read(
    _ json: JSONValue
  ) throws(SpecFaults) -> (target: WebhookTarget, events: Set<WebhookEvent>) {
    let faults = FaultList(capacity: Self.faults)
    let root = Cursor(value: json, pointer: .root, faults: faults)
    guard let webhook = Fields(root, Self.fields) else { throw SpecFaults(faults: faults.list()) }
    let target = webhook.required("url", "`url` is missing: where messages are to be sent.")
      .flatMap(target)
    let events = events(webhook)
    guard let target, let events, faults.isEmpty else { throw SpecFaults(faults: faults.list()) }
    return (target, events)
  }

  private func target(_ place: Cursor) -> WebhookTarget? {
    guard let text = place.value.stringValue else {
      place.mustBe("a URL")
      return nil
    }
    guard let target = WebhookTarget(text) else {
      place.fault(
        .outOfRange,
        "`url` must be an http or https URL of at most \(WebhookTarget.longest) ASCII characters,"
          + " with a host and without user and fragment.")
      return nil
    }
    do throws(WebhookPolicy.Refusal) {
      try policy.check(target)
      return target
    } catch {
      place.fault(
        .outOfRange,
        error == .host
          ? "\(target.host.shortened):\(target.port) is none of the hosts that the operator allows."
          : "\(target.host.shortened) is a private or reserved address, which the operator does not"
            + " allow.")
      return nil
    }
  }

  private func events(_ webhook: Fields) -> Set<WebhookEvent>? {
    guard let place = webhook["events"] else { return Set(WebhookEvent.allCases) }
    guard let elements = place.elements() else { return nil }
    guard 1...WebhookEvent.allCases.count ~= elements.count else {
      place.fault(
        .outOfRange, "`events` must have 1 to \(WebhookEvent.allCases.count) elements.")
      return nil
    }
    let names = elements.compactMap {
      $0.name("an event", among: WebhookEvent.allCases.map(\.rawValue))
    }
    return names.count == elements.count ? Set(names.compactMap(WebhookEvent.init)) : nil
  }
}

extension Problem {
  /// What a registration that has faults is answered with: every fault at once.
  init(ofWebhook faults: SpecFaults) {
    let count = faults.faults.count
    self.init(
      .invalidWebhook,
      count == 1
        ? "The webhook has a fault: \(faults.faults[0].detail)"
        : "The webhook has \(count) faults; errors lists each.",
      errors: faults.faults.map(Self.object))
  }
}
