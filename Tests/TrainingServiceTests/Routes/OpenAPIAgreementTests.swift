import Foundation
import HTTPCodec
import StrictJSON
import Testing
import TrainingService
import WebRouting

/// The table of routes and `openapi.yaml` say the same.
@Suite struct OpenAPIAgreementTests {
  private static func document() async throws -> JSONValue {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let yaml = try String(contentsOf: root.appending(path: "openapi.yaml"), encoding: .utf8)
    return try await TestService(workers: 0, document: yaml).get("/openapi.json").json
  }

  @Test func everyOperationIsInBoth() async throws {
    let paths = try #require(try await Self.document()["paths"]?.objectValue)
    var documented: Set<String> = []
    for (path, item) in paths {
      for method in HTTPMethod.allCases {
        guard let operation = item[method.rawValue.lowercased()] else { continue }
        let id = operation["operationId"]?.stringValue ?? ""
        documented.insert("\(method.rawValue) \(path) \(id)")
      }
    }
    let served = RouteTable.routes.map { "\($0.method.rawValue) \($0.pattern) \($0.operationID)" }
    #expect(documented == Set(served))
  }

  /// Clients that are made from the document know every refusal for a problem.
  @Test func everyOperationDeclaresItsProblems() async throws {
    let document = try await Self.document()
    for route in RouteTable.routes {
      let responses =
        document["paths"]?[route.pattern.description]?[route.method.rawValue.lowercased()]?[
          "responses"]
      #expect(
        responses?["default"]?["$ref"] == "#/components/responses/Problem", "\(route.operationID)")
    }
  }

  @Test(arguments: RouteTable.routes.indices)
  func parametersAndMediaTypesAreInBoth(_ index: Int) async throws {
    let route = RouteTable.routes[index]
    let document = try await Self.document()
    let path = try #require(document["paths"]?[route.pattern.description])
    let operation = try #require(path[route.method.rawValue.lowercased()])
    let listed =
      (path["parameters"]?.arrayValue ?? []) + (operation["parameters"]?.arrayValue ?? [])
    let parameters = listed.map { parameter in
      parameter["$ref"]?.stringValue.flatMap { document.at(String($0.dropFirst())) } ?? parameter
    }
    let query = parameters.filter { $0["in"] == "query" }.compactMap { $0["name"]?.stringValue }
    #expect(Set(query) == Set(route.parameters.map(\.name)))
    let success = operation.at("/responses/200") ?? operation.at("/responses/201")
    let content = success?["content"]?.objectValue?.keys ?? []
    #expect(Set(content) == Set(route.formats.map(\.type)))
    #expect((operation["requestBody"] != nil) == (route.content != .none))
  }
}
