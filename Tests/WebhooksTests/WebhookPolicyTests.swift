import Testing
import Webhooks

@Suite struct WebhookPolicyTests {
  private func refusal(
    _ url: String, _ hosts: String..., local: Bool = false
  ) throws -> WebhookPolicy.Refusal? {
    let policy = WebhookPolicy(
      hosts: try hosts.map { try #require(WebhookHost($0)) }, allowsLocalAddresses: local)
    do {
      try policy.check(#require(WebhookTarget(url)))
      return nil
    } catch let refusal as WebhookPolicy.Refusal {
      return refusal
    }
  }

  @Test func onlyHostsOfTheListAreAllowed() throws {
    #expect(try refusal("https://hooks.example/a") == .host)
    #expect(try refusal("https://hooks.example/a", "hooks.example") == nil)
    #expect(try refusal("https://HOOKS.Example:8443/a", "Hooks.EXAMPLE") == nil)
    #expect(try refusal("https://evil-hooks.example/", "hooks.example") == .host)
    #expect(try refusal("https://a.hooks.example/", "hooks.example") == .host)
    #expect(try refusal("https://a.b.hooks.example/", "other", "*.hooks.example") == nil)
    #expect(try refusal("https://hooks.example/", "*.hooks.example") == .host)
    #expect(try refusal("https://evilhooks.example/", "*.hooks.example") == .host)
    #expect(try refusal("https://hooks.example/", "hooks.example:443") == nil)
    #expect(try refusal("http://hooks.example/", "hooks.example:443") == .host)
  }

  @Test func addressesInNumbersAreKnownAtOnce() throws {
    #expect(try refusal("http://127.0.0.1/", "127.0.0.1") == .address)
    #expect(try refusal("http://127.0.0.1/", "127.0.0.1", local: true) == nil)
    #expect(try refusal("http://[::1]:8080/", "[::1]") == .address)
    #expect(try refusal("http://[::1]:8080/", "[::1]:8080", local: true) == nil)
    #expect(try refusal("http://169.254.169.254/", "169.254.169.254", local: true) == .address)
    #expect(
      try refusal("http://[::ffff:169.254.169.254]/", "[::ffff:169.254.169.254]", local: true)
        == .address)
    #expect(try refusal("http://9.9.9.9/", "9.9.9.9") == nil)
  }

  @Test(arguments: [
    ("http://a.example", "http://a.example:80/"),
    ("HTTPS://A.example/x?y=1", "https://a.example:443/x?y=1"),
    ("http://a.example:8080?z", "http://a.example:8080/?z"),
    ("http://[2606::1]/", "http://[2606::1]:80/"),
    ("https://a-1.b/%2e%2e/c", "https://a-1.b:443/%2e%2e/c"),
  ])
  func urlsAreUnderstood(_ text: String, _ url: String) throws {
    #expect(try #require(WebhookTarget(text)).url == url)
  }

  @Test(arguments: [
    "", "a.example", "//a.example/", "ftp://a.example/", "file:///etc/passwd", "http://",
    "http:///x", "http://user@a.example/", "http://a.example:80@b.example/",
    #"http://a.example\@b.example/"#, "http://a.example#@b.example/", "http://a.example/#x",
    #"http://a.example/\x"#, "http://a.example/\"",
    "http://a.example:/", "http://a.example:0/", "http://a.example:65536/", "http://a.example:x/",
    "http://a b/", "http://a.example/\r\nX: y", "http://ä.example/", "http://a..example/",
    "http://-a.example/", "http://[::1/", "http://[::1]x/", "http://[127.0.0.1]/", "http://a_b/",
    "http://%61.example/", "http://a.example./",
  ])
  func otherTextsAreNoTargets(_ text: String) {
    #expect(WebhookTarget(text) == nil)
  }

  @Test func longURLsAreNoTargets() {
    let start = "http://a.example/"
    let rest = String(repeating: "x", count: WebhookTarget.longest - start.count)
    #expect(WebhookTarget(start + rest) != nil)
    #expect(WebhookTarget(start + rest + "x") == nil)
  }

  @Test(arguments: ["", "*", "*.", "http://a.example", "a.example/x", "a b", "*.a:0", "a.*"])
  func otherTextsAreNoHosts(_ text: String) {
    #expect(WebhookHost(text) == nil)
  }
}
