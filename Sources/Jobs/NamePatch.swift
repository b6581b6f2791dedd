/// What is to become of the name and the labels of a job or sweep: what a JSON merge patch (RFC 7396)
/// can say of them. What it does not say stays as it is.
package struct NamePatch: Sendable, Equatable {
  /// The new name, nil within for none; nil where the name stays.
  package var name: String??
  /// Whether all labels that there were go.
  package var replacesLabels: Bool
  /// New values of labels, nil for those that go.
  package var labels: [String: String?]

  package init(name: String?? = nil, replacesLabels: Bool = false, labels: [String: String?] = [:])
  {
    self.name = name
    self.replacesLabels = replacesLabels
    self.labels = labels
  }

  /// What becomes of a name and labels.
  package func applied(
    to name: String?, _ labels: [String: String]
  ) -> (name: String?, labels: [String: String]) {
    var changed = replacesLabels ? [:] : labels
    for (key, value) in self.labels { changed[key] = value }
    return (self.name ?? name, changed)
  }
}

/// What became of a request to name something anew.
package enum Renaming: Hashable, Sendable {
  /// It has its new name and labels, and a revision of its own where these are others than before.
  case done
  /// It has changed since the revision that was named.
  case changedSince
  /// It would have so many labels, more than are allowed.
  case tooManyLabels(Int)
  /// There is none of that id.
  case notFound
}
