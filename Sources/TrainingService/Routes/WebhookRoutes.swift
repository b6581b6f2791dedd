internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import WebRouting
internal import Webhooks

/// Webhooks: registered, listed, looked at, deleted.
struct WebhookRoutes: Sendable {
  let status: ServiceStatus
  let queue: JobQueue
  /// Nil where there are no webhooks.
  let desk: WebhookDesk?

  func create(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    if status.phase == .draining { throw Problem.draining }
    guard let desk, !desk.policy.hosts.isEmpty else {
      throw Problem(
        .webhooksDisabled,
        "This service sends no webhooks: its operator has named no hosts that they may go to"
          + " (--webhook-hosts).")
    }
    let json = try JSONBody.read(request.http)
    let wanted: (target: WebhookTarget, events: Set<WebhookEvent>)
    do throws(SpecFaults) {
      wanted = try WebhookReader(policy: desk.policy).read(json)
    } catch {
      throw Problem(ofWebhook: error)
    }
    var random = SystemRandomNumberGenerator()
    let secret = WebhookSecret(random: &random)
    let webhook = NewWebhook(
      id: queue.makeWebhookID(), owner: request.caller.owner, key: request.caller.key,
      url: wanted.target.url, secret: secret.bytes, events: wanted.events, limit: desk.limit)
    guard let webhook = try await desk.store.insert(webhook) else {
      throw Problem(
        .webhookQuota, "You have as many webhooks as you may (\(desk.limit)). Delete one.",
        members: ["limit": .number(JSONNumber(desk.limit))])
    }
    var response = HTTPResponse.json(WebhookEncoding.json(webhook, secret: secret.text))
    response.status = .created
    response.headers["Location"] = WebhookEncoding.path(of: webhook.id)
    response.headers["Cache-Control"] = "no-store"
    return response
  }

  func list(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let webhooks = try await desk?.store.webhooks(of: request.caller.owner) ?? []
    var object = SplicedObject()
    object.member("items", elements: webhooks.map { WebhookEncoding.json($0) })
    return .json(object.bytes)
  }

  func get(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let text = request.path["id"] ?? ""
    guard let id = WebhookID(rawValue: text),
      let webhook = try await desk?.store.webhook(id, of: request.caller.owner)
    else { throw Problem.noWebhook(text) }
    return .json(WebhookEncoding.json(webhook))
  }

  func delete(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let text = request.path["id"] ?? ""
    guard let id = WebhookID(rawValue: text),
      try await desk?.store.deleteWebhook(id, of: request.caller.owner) == true
    else { throw Problem.noWebhook(text) }
    return HTTPResponse(status: .noContent)
  }
}

extension Problem {
  fileprivate static func noWebhook(_ id: String) -> Problem {
    Problem(
      .webhookNotFound,
      "You have no webhook \(id.shortened). GET /v1/webhooks lists those there are.")
  }
}
