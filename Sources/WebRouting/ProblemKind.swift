package import HTTPCodec

/// A kind of problem that a service reports: an entry of a catalogue of its errors.
///
/// The raw value is stable: it is the last part of the problem's `type`
/// (`/problems/job_not_found`), for programs to match.
package protocol ProblemKind: RawRepresentable<String>, Sendable {
  /// The status of the answer.
  var status: HTTPStatus { get }
  /// The kind in a few words, the same for every occurrence (RFC 9457, section 3.1.3).
  var title: String { get }
}
