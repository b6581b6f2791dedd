/// The connections of one queue, each under a token of its own: the place in the table and a number
/// that tells those apart which have it one after the other.
struct ConnectionTable {
  private var places: [Connection?] = []
  private var free: [Int] = []
  private var last: UInt32 = 0

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
