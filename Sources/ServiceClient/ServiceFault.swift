internal import StrictJSON

/// Why a request did not succeed.
package enum ServiceFault: Error, Sendable {
  /// No answer came: why, in words.
  case unreachable(String)
  /// What answered is no such service, or none of this version: what it did, in words.
  case foreign(String)
  /// The service refused.
  case refused(Refusal)

  /// An error answer (RFC 9457).
  package struct Refusal: Sendable {
    package var status: Int
    package var title: String
    package var detail: String
    /// The single faults, each at its place: `pointer` or `parameter`, and `detail`.
    package var faults: [(place: String, detail: String)]

    /// Nil for what is no problem document.
    init?(_ answer: ServiceAnswer) {
      guard let problem = try? JSONValue.parse(answer.body),
        let title = problem["title"]?.stringValue
      else { return nil }
      status = answer.status
      self.title = title
      detail = problem["detail"]?.stringValue ?? ""
      faults = (problem["errors"]?.arrayValue ?? []).map { fault in
        (
          fault["pointer"]?.stringValue ?? fault["parameter"]?.stringValue ?? "",
          fault["detail"]?.stringValue ?? ""
        )
      }
    }
  }
}
