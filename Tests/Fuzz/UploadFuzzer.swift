import HTTPCodec
@testable import SpecJSON
import StrictJSON
import TrainingModel
@testable import TrainingService
@testable import WebRouting

private let limits = {
  var limits = DatasetLimits()
  limits.rows = 8
  limits.features = 5
  limits.numbers = 40
  limits.bytes = 400
  return limits
}()

private let types = ["application/json", "text/csv", "multipart/form-data; boundary=b"]

/// One input of libFuzzer: the first octet chooses media type and coding, the rest is the body of an
/// upload. What is kept of one is within the limits, comes back from its bytes, and has the same
/// bytes when the same rows are sent as JSON.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = UnsafeBufferPointer(start: start, count: count)
  guard let first = input.first else { return 0 }
  let isCoded = first & 4 != 0
  let body = Array(input.dropFirst())
  var headers: HTTPFields = ["Content-Type": types[Int(first & 3) % types.count]]
  if isCoded { headers["Content-Encoding"] = "gzip" }
  guard let kept = content(isCoded ? Gzip.encode(body)! : body, headers) else { return 0 }

  let bytes = kept.bytes
  precondition(kept.byteCount <= limits.bytes)
  precondition(kept.data.trainRows <= limits.rows && kept.data.testRows <= limits.rows)
  precondition(kept.data.features <= limits.features)
  guard let back = try? DatasetContent(bytes) else {
    preconditionFailure("what was kept cannot be read")
  }
  precondition(back == kept && back.bytes == bytes)

  var bare = kept
  bare.names = InlineRows.Names()
  guard let again = content(bare.json.serialized(), ["Content-Type": types[0]]) else {
    preconditionFailure("the same rows are refused as JSON")
  }
  precondition(again.bytes == bare.bytes, "the same rows as JSON are other bytes")
  return 0
}

/// What would be kept of an upload; nil where it is refused, which must be told in few words.
private func content(_ body: [UInt8], _ headers: HTTPFields) -> DatasetContent? {
  do {
    let request = try HTTPRequest(
      method: .post, target: "/v1/datasets", headers: headers, body: body)
    return try UploadReader(limits: limits).read(
      request.withContent { try UploadBody($0, of: request, query: [:], limits: limits) }
    ).content
  } catch let faults as SpecFaults {
    precondition(!faults.faults.isEmpty && faults.faults.count <= SpecLimits.standard.faults + 1)
    precondition(faults.faults.allSatisfy { $0.detail.utf8.count < 1000 })
  } catch let problem as Problem {
    precondition((400...499).contains(problem.status.code))
  } catch {
    preconditionFailure("an error that no client is told of")
  }
  return nil
}

extension DatasetContent {
  /// The rows as a client would send them.
  fileprivate var json: JSONValue {
    var object: JSONObject = ["divisor": .double(divisor)]
    add(data.train, to: &object, prefix: "")
    if let test = data.test { add(test, to: &object, prefix: "test_") }
    switch data.task {
    case .classification(let classes):
      object["task"] = "classification"
      object["classes"] = .integer(classes)
    case .regression: object["task"] = "regression"
    }
    return .object(object)
  }

  private func add(_ split: Dataset.Split, to object: inout JSONObject, prefix: String) {
    object["\(prefix)inputs"] = .rows(split.inputs.inFloat64, of: data.features)
    object["\(prefix)targets"] = .rows(split.targets, of: data.targetColumns)
  }
}
