internal import StrictJSON
internal import Yams

/// The contract, `openapi.yaml`, in both of its forms.
package struct OpenAPIDocument: Sendable {
  /// Why a document cannot be served.
  package struct Unreadable: Error, CustomStringConvertible {
    /// What is wrong and where.
    package let description: String
  }

  let yaml: FixedAnswer
  let json: FixedAnswer

  /// Reads a document once, to have its JSON at hand.
  package init(yaml bytes: [UInt8]) throws(Unreadable) {
    do {
      guard let node = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self)) else {
        throw Unreadable(description: "The OpenAPI document is empty.")
      }
      json = FixedAnswer(try Self.value(of: node).serialized())
    } catch let error as Unreadable {
      throw error
    } catch {
      throw Unreadable(description: "The OpenAPI document is not YAML: \(error)")
    }
    yaml = FixedAnswer(bytes)
  }

  /// A node as YAML's core schema reads it, members in their order.
  private static func value(of node: Node) throws(Unreadable) -> JSONValue {
    switch node {
    case .mapping(let mapping):
      var object = JSONObject()
      for (key, value) in mapping {
        guard let name = key.scalar?.string else {
          throw Unreadable(description: "A key of the OpenAPI document is no text: \(key)")
        }
        guard object.insert(try Self.value(of: value), forNewKey: name) else {
          throw Unreadable(description: "The OpenAPI document has \(name) twice in one mapping.")
        }
      }
      return .object(object)
    case .sequence(let sequence):
      var elements: [JSONValue] = []
      for element in sequence { elements.append(try value(of: element)) }
      return .array(elements)
    case .scalar(let scalar):
      return value(of: scalar, in: node)
    case .alias:
      throw Unreadable(description: "Write the OpenAPI document without YAML aliases; use $ref.")
    }
  }

  private static func value(of scalar: Node.Scalar, in node: Node) -> JSONValue {
    // Quoted text is text, whatever it looks like.
    guard scalar.style == .plain else { return .string(scalar.string) }
    if node.null != nil { return .null }
    if let value = node.bool { return .bool(value) }
    if let number = JSONNumber(literal: scalar.string) { return .number(number) }
    return .string(scalar.string)
  }
}
