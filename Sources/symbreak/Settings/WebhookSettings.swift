package import ArgumentParser
package import Webhooks

/// The options of `symbreak serve` about webhooks, as they were typed.
package struct WebhookOptions: ParsableArguments {
  @Option(
    help: """
      Hosts that webhooks may be sent to, separated by commas: names, *.example for all names below \
      one, or addresses in numbers, each with a port if only that is allowed; by default none, and \
      then there are no webhooks (SYMBREAK_WEBHOOK_HOSTS).
      """)
  package var webhookHosts: String?

  @Flag(
    help: """
      Send webhooks to private and loopback addresses too (SYMBREAK_WEBHOOK_PRIVATE_ADDRESSES=true); \
      never to link-local ones and those of clouds' metadata.
      """)
  package var webhookPrivateAddresses = false

  @Option(
    help: """
      Seconds until a webhook's message is sent a second time; then four times as long after each \
      try (SYMBREAK_WEBHOOK_RETRY; default: 5).
      """)
  package var webhookRetry: String?

  @Option(help: "Webhooks of one owner; one more: 409 (default: 20).")
  package var maxWebhooks: String?

  package init() {}
}

/// How webhooks are to be sent.
package struct WebhookSettings: Sendable, Equatable {
  /// Where they may be sent.
  package var policy = WebhookPolicy()
  /// When they are sent again.
  package var schedule = RetrySchedule()
  /// Webhooks of one owner.
  package var limit = 20

  /// None may be sent.
  package init() {}
}

/// The settings of `WebhookSettings`.
package enum WebhookCatalogue {
  package static let hosts = Setting<[WebhookHost]>(
    name: "webhook-hosts",
    expectation: "host names, *.name or addresses, with or without ports, separated by commas",
    parse: { text in
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0.drop { $0 == " " }.prefix { $0 != " " })
      }
      let hosts = parts.compactMap(WebhookHost.init)
      return hosts.count == parts.count ? hosts : nil
    })

  package static let privateAddresses = Setting<Bool>(
    name: "webhook-private-addresses", expectation: "true or false", parse: { Bool($0) })

  /// In seconds.
  package static let retry = Setting.wholeNumber("webhook-retry", in: 1...3600)

  package static let limit = Setting.wholeNumber("max-webhooks", in: 0...1000)

  /// The environment variables.
  package static let variables = [
    hosts.variable, privateAddresses.variable, retry.variable, limit.variable,
  ]
}

extension SettingsReader {
  /// The settings of webhooks.
  mutating func readWebhooks(_ options: WebhookOptions) -> WebhookSettings {
    var settings = WebhookSettings()
    settings.policy = WebhookPolicy(
      hosts: read(WebhookCatalogue.hosts, option: options.webhookHosts) ?? [],
      allowsLocalAddresses: read(
        WebhookCatalogue.privateAddresses, option: options.webhookPrivateAddresses ? "true" : nil)
        ?? false)
    if let seconds = read(WebhookCatalogue.retry, option: options.webhookRetry) {
      settings.schedule = RetrySchedule(first: .seconds(seconds))
    }
    settings.limit = read(WebhookCatalogue.limit, option: options.maxWebhooks) ?? settings.limit
    return settings
  }
}
