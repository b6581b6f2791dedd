/// The connections of one queue, each under a token of its own: the place in the table and a number
/// that tells those apart which have it one after the other.
struct ConnectionTable {
  private var places: [Connection?] = []
  private var free: [Int] = []
  private var last: UInt32 = 0
  /// Where the next look begins.
  private var looked = 0
  /// Connections that one look takes in: a search for one to give up costs less than a millisecond,
  /// however many there are.
  private static let inOneLook = 1024

  /// Connections in the table.
  var count: Int { places.count - free.count }

  /// All connections, in no order.
  var all: [Connection] { places.compactMap(\.self) }

  /// The connection under `token`; nil where it has gone.
  subscript(token: UInt64) -> Connection? {
    let place = Int(truncatingIfNeeded: token & 0xFFFF_FFFF)
    guard place < places.count, let connection = places[place], connection.token == token else {
      return nil
    }
    return connection
  }

  /// Shows `body` the connections, or where there are very many some of them, others each time.
  mutating func look(_ body: (Connection) -> Void) {
    for _ in 0..<min(places.count, Self.inOneLook) {
      looked = looked + 1 < places.count ? looked + 1 : 0
      if let connection = places[looked] { body(connection) }
    }
  }

  /// Puts the connection that `make` makes under the token it is given.
  mutating func insert(_ make: (UInt64) -> Connection) -> Connection {
    let place = free.popLast() ?? places.endIndex
    if place == places.endIndex { places.append(nil) }
    last &+= 1
    let connection = make(UInt64(last) << 32 | UInt64(place))
    places[place] = connection
    return connection
  }

  /// Takes a connection out.
  mutating func remove(_ connection: Connection) {
    let place = Int(truncatingIfNeeded: connection.token & 0xFFFF_FFFF)
    guard self[connection.token] === connection else { return }
    places[place] = nil
    free.append(place)
  }
}
