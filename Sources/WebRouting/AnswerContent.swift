internal import ByteCoding
package import HTTPCodec
package import Threading

/// What an answer can consist of.
package protocol AnswerContent: Sendable {
  /// `head` with this content, whole or as a stream.
  func answer(_ head: HTTPResponse, on threads: DedicatedThreads) async throws -> HTTPResponse
}

/// A content at hand.
extension [UInt8]: AnswerContent {
  package func answer(_ head: HTTPResponse, on threads: DedicatedThreads) async throws
    -> HTTPResponse
  {
    var response = head
    response.body = self
    return response
  }
}

extension PiecedContent: AnswerContent {
  /// Contents up to this size are made whole: their length is known and they can be kept for the next
  /// who asks. Larger ones are made while they are sent, as fast as the client takes them.
  package static let wholeBytes = 1 << 20

  /// Makes the beginning, so that what is wrong with the question can still be answered, and the rest
  /// with it where it is little.
  package func answer(_ head: HTTPResponse, on threads: DedicatedThreads) async throws
    -> HTTPResponse
  {
    let (reader, start, isWhole) = try await withTaskExecutorPreference(threads) {
      var reader = PieceReader(self)
      let (bytes, isWhole) = try await reader.gather(upTo: Self.wholeBytes)
      return (reader, bytes, isWhole)
    }
    var response = head
    if isWhole {
      response.body = start
    } else {
      response.streamLength = length
      response.stream = { writer in
        try await withTaskExecutorPreference(threads) {
          let beginning = Pieces(slicesOf: start)
          for index in 0..<beginning.count { try await writer.write(beginning.piece(index)) }
          var reader = reader
          while let piece = try await reader.next() { try await writer.write(piece) }
        }
      }
    }
    return response
  }
}

extension HTTPResponse {
  /// This answer, its content gzipped while it is sent.
  ///
  /// - Precondition: it has a stream with an end, or a body.
  package func gzippedStream(on threads: DedicatedThreads) -> HTTPResponse {
    let (stream, body) = (stream, body)
    var response = gzipLabelled()
    response.body = []
    response.streamLength = nil
    response.stream = { writer in
      try await withTaskExecutorPreference(threads) {
        let coder = try GzipWriter(into: writer)
        if let stream {
          try await stream(coder)
        } else {
          for range in Pieces.ranges(of: body.count, by: GzipWriter.step) {
            try await coder.write(Array(body[range]))
          }
        }
        try await coder.finish()
      }
    }
    return response
  }
}
