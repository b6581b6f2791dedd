internal import ArgumentParser
internal import ServiceClient
internal import StrictJSON

extension ServiceClient {
  /// Hands the content of a file in, and prints the id of what became of it: a job or a sweep. Tells the
  /// person of faults, each at its field.
  func submit(_ file: InputFile, to path: String) throws(ExitCode) -> String {
    let body = try file.read()
    let created: JSONValue
    do {
      created = try json(ServiceRequest("POST", path, body: body))
    } catch {
      throw error.ending(file.name)
    }
    let id = created["id"]?.stringValue ?? ""
    Terminal.output.write(id + "\n")
    return id
  }
}
