import CurlClient
import HTTPCodec
import HTTPService
import Jobs
import SpecJSON
import Testing
import TrainingService
import WebRouting
import Webhooks
import symbreak

extension IntegrationTests {
  /// The service's table of routes against the document that it serves. What the answers look like
  /// is held against the document by `Tests/Contract/check_contract.py`.
  @Suite struct ContractTests {
    /// What both say of an operation.
    private struct Operation: Hashable {
      var method: String
      var path: String
      var id: String
      var parameters: Set<String>
      var formats: Set<String>
    }

    @Test func documentAndRoutesAreTheSame() async throws {
      let document = try await withService(.init(workers: 0)) { service in
        try await service.json("/openapi.json")
      }
      let served = RouteTable.routes.map { route in
        Operation(
          method: route.method.rawValue, path: route.pattern.description, id: route.operationID,
          parameters: Set(route.parameters.map(\.name)), formats: Set(route.formats.map(\.type)))
      }
      #expect(Set(served).count == served.count)
      let documented = Set(operations(of: document))
      #expect(documented.subtracting(served) == [])
      #expect(Set(served).subtracting(documented) == [])
    }

    @Test func documentedLimitsAreThoseOfTheServer() async throws {
      let document = try await withService(.init(workers: 0)) { service in
        try await service.json("/openapi.json")
      }
      let standard = LimitCatalogue.standard()
      let limits = Dictionary(
        uniqueKeysWithValues: LimitCatalogue.limits.map {
          ($0.setting.name, JSON.number(Double($0.read(standard))))
        }
          + AnalysisLimitCatalogue.limits.map {
            ($0.setting.name, JSON.number(Double($0.read(AnalysisLimits()))))
          })
      #expect(document["x-limits"].object == limits)
      let uploads = Dictionary(
        uniqueKeysWithValues: DatasetLimitCatalogue.limits.map {
          ($0.setting.name, JSON.number(Double($0.read(DatasetLimits()))))
        })
      #expect(
        document["components"]["schemas"]["UploadedDataset"]["x-limits"].object == uploads)
      let sweeps = Dictionary(
        uniqueKeysWithValues: SweepLimitCatalogue.limits.map {
          ($0.setting.name, JSON.number(Double($0.read(SweepLimits()))))
        })
      #expect(document["components"]["schemas"]["Sweep"]["x-limits"].object == sweeps)
      let webhooks = WebhookSettings()
      #expect(
        document["components"]["schemas"]["Webhook"]["x-limits"].object == [
          WebhookCatalogue.limit.name: .number(Double(webhooks.limit)),
          WebhookCatalogue.retry.name: .number(webhooks.schedule.first / .seconds(1)),
        ])
      // Those that are not told are no limits.
      #expect(StorageLimits().databaseBytes == nil && StorageLimits().retention.keepsAll)
      #expect(
        document["components"]["schemas"]["Usage"]["x-limits"].object == [
          SettingsCatalogue.maxStoredBytes.name: .number(Double(CallerLimits().quota.bytes)),
          StorageLimitCatalogue.databaseBytes.name: .null,
          StorageLimitCatalogue.days.name: .null, StorageLimitCatalogue.jobs.name: .null,
        ])
    }

    private func operations(of document: JSON) -> [Operation] {
      document["paths"].object.flatMap { path, item in
        item.object.filter { $0.key != "parameters" }.map { method, operation in
          let parameters = operation["parameters"].array + item["parameters"].array
          return Operation(
            method: method.uppercased(), path: path, id: operation["operationId"].string ?? "",
            parameters: Set(
              parameters.map { resolve($0, document) }.filter { $0["in"] == "query" }
                .compactMap { $0["name"].string }),
            formats: Set(
              operation["responses"].object.filter { $0.key.hasPrefix("2") }.values
                .flatMap { resolve($0, document)["content"].object.keys }))
        }
      }
    }

    /// What a `$ref` leads to; anything else is itself.
    private func resolve(_ json: JSON, _ document: JSON) -> JSON {
      guard let reference = json["$ref"].string else { return json }
      return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] }
    }
  }
}
