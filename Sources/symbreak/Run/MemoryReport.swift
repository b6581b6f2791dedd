internal import KernelDispatch
internal import StrictJSON
internal import TrainingEngine
internal import TrainingModel

/// What `run --memory` prints.
struct MemoryReport {
  let json: String

  init(_ spec: TrainingSpec, kernels: KernelVariant) {
    let memory = TrainingMemory(spec, kernels: kernels)
    let members: [(String, Int)] = [
      ("network", memory.network), ("batch", memory.batch), ("data", memory.data),
      ("record", memory.record), ("total", memory.total),
    ]
    let object = JSONObject(unique: members.map { ($0.0, .number(JSONNumber($0.1))) })
    json = String(decoding: JSONValue.object(object).serialized(), as: UTF8.self)
  }
}
