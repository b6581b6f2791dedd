internal import HTTPCodec
internal import HTTPServer
internal import TrainingAPI

/// The API as the server's handler: neither knows of the other.
struct APIConnection: HTTPHandler {
  let api: APIHandler

  func handle(_ request: HTTPRequest) -> HTTPAnswer {
    switch api.handle(request) {
    case .ready(let response): .ready(response)
    case .pending(let work): .pending(work)
    }
  }

  func response(to fault: HTTPFault) -> HTTPResponse { api.response(to: fault) }

  func refusal(of head: HTTPRequest) -> HTTPResponse? { api.refusal(of: head) }

  func storesContent(of head: HTTPRequest) -> Bool { api.storesContent(of: head) }
}
