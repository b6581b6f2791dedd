import SpecJSON
import StrictJSON
import TrainingModel

/// Small, so that short inputs reach every limit, and that a list of faults is soon full.
private let limits = {
  var limits = SpecLimits()
  limits.layers = 4
  limits.units = 16
  limits.parameters = 120
  limits.steps = 5000
  limits.multiplyAdds = 400_000_000
  limits.activations = 5000
  limits.normalizedActivations = 2000
  limits.inlineRows = 6
  limits.inlineNumbers = 24
  limits.recordedPoints = 300
  limits.recordedLayers = 600
  limits.nameLength = 12
  limits.labels = 3
  limits.labelKeyLength = 8
  limits.labelValueLength = 12
  limits.faults = 3
  return limits
}()

/// What the id of any uploaded data set stands for.
private let upload = DatasetShape(
  features: 2, task: .classification(classes: 2), rows: 10, ownTestRows: 0)

/// One input of libFuzzer as a spec: what is read is within the limits, and written in its
/// normalised form and read again it is the same spec with the same bytes; what is refused is
/// refused with faults that lie in the spec.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let text = Array(UnsafeBufferPointer(start: start, count: count))
  guard let json = try? JSONValue.parse(text) else { return 0 }
  do throws(SpecFaults) {
    let read = try SpecReader.read(json, upload: upload, limits: limits)
    checkLimits(read)
    checkFixedPoint(read)
  } catch {
    checkFaults(error.faults, in: json)
  }
  return 0
}

private func checkLimits(_ read: ValidatedSpec) {
  let spec = read.spec
  precondition((1...limits.layers).contains(spec.layers.count))
  precondition(spec.widths.allSatisfy { (1...limits.units).contains($0) })
  let parameters = zip(spec.widths, spec.layers).reduce(0) { sum, layer in
    sum + layer.1.units * (layer.0 + (layer.1.hasBias ? 1 : 0))
  }
  precondition(parameters <= limits.parameters)
  precondition((1...limits.steps).contains(spec.training.steps))
  let points = spec.recording.recordedSteps(of: spec.training.steps).count
  precondition(points <= limits.recordedPoints)
  precondition(spec.recording.snapshots * parameters <= limits.snapshotNumbers)
  precondition((read.name?.unicodeScalars.count ?? 1) <= limits.nameLength)
  precondition(read.labels.count <= limits.labels)
  guard case .inline(let data) = spec.dataset else { return }
  let splits = [data.train, data.test].compactMap(\.self)
  let numbers = splits.flatMap { $0.inputs.inFloat64 + $0.targets }
  precondition(numbers.count <= limits.inlineNumbers)
  precondition(data.trainRows > 0 && data.trainRows <= limits.inlineRows)
  precondition(numbers.allSatisfy { $0.isFinite && !($0 == 0 && $0.sign == .minus) })
}

private func checkFixedPoint(_ read: ValidatedSpec) {
  let written = SpecWriter.json(read)
  let octets = written.serialized()
  guard let json = try? JSONValue.parse(octets),
    let again = try? SpecReader.read(json, upload: upload, limits: limits)
  else { preconditionFailure("the normalised form cannot be read") }
  precondition(again == read, "the normalised form is another spec")
  precondition(SpecWriter.json(again).serialized() == octets, "writing again changes the text")

  let canonical = SpecWriter.canonicalBytes(read.spec)
  guard let named = try? JSONValue.parse(canonical),
    let bare = try? SpecReader.read(named, upload: upload, limits: limits)
  else { preconditionFailure("the canonical form cannot be read") }
  precondition(SpecWriter.canonicalBytes(bare.spec) == canonical)
}

private func checkFaults(_ faults: [SpecFault], in json: JSONValue) {
  precondition((1...limits.faults + 1).contains(faults.count))
  for fault in faults {
    // However long a text is that a client sends, a message quotes little of it.
    precondition(fault.detail.utf8.count < 1000, "a message is as long as what was sent")
    guard let pointer = JSONPointer(fault.pointer), let code = SpecFault.Code(rawValue: fault.code)
    else { preconditionFailure("no pointer or no code") }
    switch code {
    case .unknownField, .unknownName, .wrongType, .notANumber, .notWhole, .outOfRange:
      precondition(json[pointer] != nil, "the fault lies outside the spec")
    case .missing:
      precondition(json[pointer] == nil, "what is missing is there")
    case .moreFaults:
      precondition(faults.count == limits.faults + 1)
    case .mismatch, .tooCostly:
      break
    }
  }
}
