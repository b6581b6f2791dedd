import StrictJSON
import Testing

/// SplitMix64 (Steele, Lea and Flood 2014): the same cases in every run.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct JSONFuzzTests {
  private func randomNumber(_ random: inout Seeded) -> JSONNumber {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return JSONNumber(UInt64.random(in: 0 ... .max, using: &random))
    case 1: return JSONNumber(Int.random(in: -1000...1000, using: &random))
    case 2: return JSONNumber(Double(bitPattern: random.next())) ?? JSONNumber(0)
    default:
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      return JSONNumber(float) ?? JSONNumber(0)
    }
  }

  private func randomText(_ random: inout Seeded) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0..<8, using: &random) {
      let bound: UInt32 = Bool.random(using: &random) ? 0x80 : 0x11_0000
      if let scalar = Unicode.Scalar(UInt32.random(in: 0..<bound, using: &random)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private func randomValue(depth: Int, _ random: inout Seeded) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 4), using: &random) {
    case 0: return nil
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .number(randomNumber(&random))
    case 3: return .string(randomText(&random))
    case 4, 5:
      let count = Int.random(in: 0..<6, using: &random)
      return .array((0..<count).map { _ in randomValue(depth: depth - 1, &random) })
    default:
      var object = JSONObject()
      for _ in 0..<Int.random(in: 0..<14, using: &random) {
        object[randomText(&random)] = randomValue(depth: depth - 1, &random)
      }
      return .object(object)
    }
  }

  @Test func `what is written is read back`() throws {
    var random = Seeded(state: 1)
    for _ in 0..<3000 {
      let value = randomValue(depth: 5, &random)
      let compact = value.serialized()
      #expect(try JSONValue.parse(compact) == value)
      #expect(try JSONValue.parse(compact).serialized() == compact)
      #expect(try JSONValue.parse(value.serialized(pretty: true)) == value)
      let canonical = value.canonical()
      #expect(try JSONValue.parse(canonical).canonical() == canonical)
    }
  }

  @Test func `doubles and floats come back bit for bit`() throws {
    var random = Seeded(state: 2)
    var doubles: [Double] = []
    var floats: [Float] = []
    while doubles.count < 20_000 {
      let double = Double(bitPattern: random.next())
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      if double.isFinite && float.isFinite {
        doubles.append(double)
        floats.append(float)
      }
    }
    var writer = JSONWriter()
    writer.array {
      $0.numbers(doubles)
      $0.numbers(floats)
    }
    let value = try JSONValue.parse(writer.bytes)
    let lists = try #require(value.arrayValue).map { $0.arrayValue ?? [] }
    #expect(
      lists[0].map { $0.numberValue?.asDouble?.bitPattern } == doubles.map(\.bitPattern))
    #expect(lists[1].map { $0.numberValue?.asFloat?.bitPattern } == floats.map(\.bitPattern))
  }

  /// A text changed at random is read or refused; what is read is written and read back the same.
  @Test func `no change to a text breaks the reader`() throws {
    var random = Seeded(state: 3)
    let alphabet =
      Array("[]{}:,\"\\ubnrt0123456789.eE+-/ truefalsn\n".utf8) + [
        0, 0x1F, 0x80, 0xC3, 0xED, 0xF4, 0xFF,
      ]
    var read = 0
    var refused = 0
    for _ in 0..<40_000 {
      var bytes = randomValue(depth: 3, &random).serialized()
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.insert(alphabet.randomElement(using: &random)!, at: place)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2 where place < bytes.count: bytes[place] = alphabet.randomElement(using: &random)!
        default: bytes.removeLast(bytes.count - place)
        }
      }
      do throws(JSONError) {
        let value = try JSONValue.parse(bytes)
        read += 1
        #expect(try JSONValue.parse(value.serialized()) == value)
      } catch {
        refused += 1
        #expect((0...bytes.count).contains(error.offset))
        #expect(error.line >= 1 && error.column >= 1)
        #expect(JSONPointer(error.pointer.description) == error.pointer)
      }
    }
    #expect(read > 1000)
    #expect(refused > 1000)
  }

  @Test func `random bytes are refused without a crash`() {
    var random = Seeded(state: 4)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      if let value = try? JSONValue.parse(bytes) {
        #expect((try? JSONValue.parse(value.serialized())) == value)
      }
    }
  }

  @Test func `every prefix of a text ends too early`() throws {
    let text = Array(#"{"a":[1,-2.5e+3,{"b":"\u00e9\n€","c":[true,false,null]}]}"#.utf8)
    #expect(throws: Never.self) { try JSONValue.parse(text) }
    for length in 1..<text.count {
      let prefix = Array(text[..<length])
      let error = #expect(throws: JSONError.self) { try JSONValue.parse(prefix) }
      #expect(
        [.unexpectedEnd, .invalidLiteral, .invalidUTF8].contains(error?.code), "length \(length)")
    }
  }
}
