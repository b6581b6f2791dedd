/// The members of a JSON object, in the order in which they were written, each name once.
///
/// Names are compared by their bytes. Two objects are equal when they have the same members in
/// whatever order. A lookup scans up to eight members and hashes beyond.
package struct JSONObject: Sendable {
  /// One member of an object.
  package typealias Member = (key: String, value: JSONValue)

  private var members: [Member] = []
  /// Where each name stands in `members`; empty while a scan is as fast.
  private var places: [ExactString: Int] = [:]

  private static let longestScan = 8

  /// An object without members.
  package init() {}

  /// The names, in order.
  package var keys: [String] { members.map(\.key) }

  /// The value of the member `key`, or `nil` where there is none.
  ///
  /// Assigning to a name that exists keeps its place; a new one goes last; `nil` removes.
  /// Complexity: O(1) expected; O(n) to remove.
  package subscript(key: String) -> JSONValue? {
    get { place(of: key).map { members[$0].value } }
    set {
      switch (place(of: key), newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): remove(at: place)
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Adds a member at the end and returns `true`, or changes nothing and returns `false` where the
  /// name is taken. Complexity: O(1) expected.
  package mutating func insert(_ value: JSONValue, forNewKey key: String) -> Bool {
    guard place(of: key) == nil else { return false }
    append(key, value)
    return true
  }

  /// Whether there is a member `key`. Complexity: O(1) expected.
  package func contains(_ key: String) -> Bool { place(of: key) != nil }

  private func place(of key: String) -> Int? {
    guard places.isEmpty else { return places[ExactString(text: key)] }
    return members.firstIndex { $0.key.hasSameBytes(as: key) }
  }

  /// Adds a member whose name the caller knows to be new.
  mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
    if !places.isEmpty {
      places[ExactString(text: key)] = members.count - 1
    } else if members.count > Self.longestScan {
      rebuildPlaces()
    }
  }

  private mutating func remove(at place: Int) {
    members.remove(at: place)
    places = [:]
    if members.count > Self.longestScan { rebuildPlaces() }
  }

  private mutating func rebuildPlaces() {
    for (place, member) in members.enumerated() { places[ExactString(text: member.key)] = place }
  }
}

extension JSONObject: RandomAccessCollection {
  /// The position of the first member.
  package var startIndex: Int { 0 }
  /// The number of members.
  package var endIndex: Int { members.count }
  /// The member at `position`.
  package subscript(position: Int) -> Member { members[position] }
}

extension JSONObject: Equatable {
  /// Whether both have the same members, in whatever order. Complexity: O(n) expected.
  package static func == (left: Self, right: Self) -> Bool {
    left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object of the members listed.
  ///
  /// - Precondition: no name occurs twice.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(unique: elements)
  }

  /// An object of `members`.
  ///
  /// - Precondition: no name occurs twice.
  package init(unique members: some Sequence<(String, JSONValue)>) {
    for (key, value) in members {
      let isNew = insert(value, forNewKey: key)
      precondition(isNew, "the name \(key) occurs twice")
    }
  }
}
