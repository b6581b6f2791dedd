package import HTTPCodec
internal import StrictJSON

extension Problem {
  /// What a message that is not proper HTTP is answered with.
  package init(_ fault: HTTPFault) {
    self.init(
      code: fault.code.rawValue, status: fault.status, title: fault.title, detail: fault.detail,
      members: ["section": .string(fault.section)],
      // Connections and octets of others leave within seconds.
      headers: fault.status == .serviceUnavailable ? ["Retry-After": "2"] : [:])
  }
}
