import HTTPCodec
import StrictJSON
import Testing

/// Pictures as the API answers them; what is in one, `DrawingTests` and the contract's check look at.
@Suite struct PictureRoutesTests {
  private static let sweep = """
    {"name": "start & end",
     "spec": {"architecture": [2, 2, 1], "training": {"steps": 20}, "record": {"points": 3}},
     "grid": {"alpha": [0.1, 0.5, 1], "init": ["constant", "normal"], "seed": [1, 2]}}
    """

  private func sweep(_ service: TestService) async throws -> String {
    let response = try await service.send(
      .post, "/v1/sweeps", ["Prefer": "wait=60"], body: Self.sweep)
    return try #require(response.headers["location"], "\(response.text)")
  }

  @Test func everyPictureIsATaggedDocument() async throws {
    let service = try await TestService(workers: 1)
    let job = try await service.train(Specs.xor)
    let id = job.split(separator: "/").last ?? ""
    let sweep = try await sweep(service)
    for (resource, form) in [
      (job + "/curves?", ""),
      (job + "/curves?metrics=train_loss,gradient_norm&x=epoch", "&scale=log&width=900"),
      (job + "/similarity/matrix?of=activation", "&height=500"), (job + "/outputs?grid=16", ""),
      (job + "/outputs?grid=16&layer=1&at=initial", "&neuron=2"), ("/v1/curves?jobs=\(id)", ""),
      (sweep + "/statistics?", ""),
      (sweep + "/statistics?over=/seed", "&x_scale=log&metric=distinct_neurons_1"),
      (sweep + "/statistics?by=/init", "&scale=log"),
      (sweep + "/statistics?over=/seed,/alpha,/init", ""),
    ] {
      let target = resource + form
      let picture = try await service.get(target, ["Accept": "image/svg+xml"])
      try #require(picture.status == .ok, "\(target): \(picture.text)")
      #expect(picture.headers["content-type"] == "image/svg+xml")
      #expect(picture.text.hasPrefix("<svg ") && picture.text.hasSuffix("</svg>\n"))
      #expect(
        picture.headers["content-security-policy"]?.hasPrefix(
          "default-src 'none'; style-src 'sha256-") == true)
      #expect(picture.headers["cross-origin-resource-policy"] == "cross-origin")
      let tag = try #require(picture.headers["etag"])
      let other = target + "&format=svg"
      let same = try await service.get(other)
      #expect(same.body == picture.body && same.headers["etag"] == tag)
      let known = try await service.get(other, ["If-None-Match": tag])
      #expect(known.status == .notModified && known.body.isEmpty)
      let json = try await service.get(resource + "&format=json")
      #expect(json.status == .ok && json.headers["etag"] != tag, "\(json.text)")
      #expect(json.headers["cross-origin-resource-policy"] == "same-origin")
    }
  }

  @Test func namesCannotInject() async throws {
    let service = try await TestService(workers: 1)
    let job = try await service.train(
      Specs.xor.replacing("\"clones\"", with: #""<script>alert(1)</script>\u202e""#))
    for part in ["/curves", "/similarity/matrix", "/outputs?grid=8"] {
      let mark = part.contains("?") ? "&" : "?"
      let picture = try await service.get("\(job)\(part)\(mark)format=svg").text
      #expect(picture.contains("&lt;script&gt;alert(1)&lt;/script&gt;\u{FFFD}"))
      #expect(!picture.contains("<script"))
    }
  }

  @Test func whatNoPictureIsIsRefused() async throws {
    let service = try await TestService(workers: 1)
    let job = try await service.train(Specs.xor)
    let sweep = try await sweep(service)
    for (target, parameter) in [
      ("/curves?width=640", "width"), ("/curves?scale=log", "scale"),
      ("/curves?format=csv&x_scale=log", "x_scale"), ("/curves?format=svg&width=199", "width"),
      ("/curves?format=svg&height=2001", "height"), ("/curves?format=svg&scale=logg", "scale"),
      ("/curves?format=svg&metrics=los", "metrics"), ("/similarity/matrix?height=300", "height"),
      ("/outputs?format=svg", "grid"), ("/outputs?grid=4&neuron=1", "neuron"),
    ] {
      let answer = try await service.get(job + target)
      #expect(answer.status == .badRequest, "\(target)")
      #expect(try answer.json.at("/errors/0/parameter") == .string(parameter), "\(target)")
    }
    for (query, parameter) in [
      ("metric=train_loss", "metric"), ("x=/init", "x"), ("x=/seed", "x"), ("x=nothing", "x"),
    ] {
      let answer = try await service.get(sweep + "/statistics?format=svg&" + query)
      #expect(answer.status == .badRequest, "\(query)")
      #expect(try answer.json.at("/errors/0/parameter") == .string(parameter))
    }
    let answer = try await service.get(job + "/outputs?format=svg&grid=4&layer=1&neuron=3")
    #expect(answer.problem == "unavailable_selection", "\(answer.text)")
  }

  @Test func aDivergedTrainingHasAPicture() async throws {
    let service = try await TestService(workers: 1)
    let job = try await service.train(Specs.diverging)
    for query in ["", "&scale=log", "&metrics=train_loss,gradient_norm,gradient_norm_1"] {
      let picture = try await service.get(job + "/curves?format=svg" + query)
      #expect(picture.status == .ok, "\(picture.text)")
    }
    #expect(try await service.get(job + "/outputs?format=svg&grid=8").status == .ok)
  }

  @Test func aRunningJobHasAPictureThatNobodyKeeps() async throws {
    let service = try await TestService(workers: 1)
    let job = try await service.submit(Specs.endless)
    for _ in 0..<600 {
      let picture = try await service.get(job + "/curves?format=svg")
      if picture.status == .ok {
        #expect(picture.headers["cache-control"] == "no-store")
        #expect(picture.headers["etag"] == nil)
        #expect(picture.text.contains("as far as it came"))
        _ = try await service.send(.post, job + "/cancel")
        return
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("nothing was recorded")
  }
}
