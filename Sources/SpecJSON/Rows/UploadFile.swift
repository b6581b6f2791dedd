/// A file of an upload, or its whole body, where it lies.
package struct UploadFile {
  /// Its octets: of the request's content, valid as long as that is, or of ``owner``.
  package let bytes: UnsafeRawBufferPointer
  package let owner: (any AnyObject & Sendable)?

  package init(bytes: UnsafeRawBufferPointer, owner: (any AnyObject & Sendable)? = nil) {
    self.bytes = bytes
    self.owner = owner
  }

  /// A part of it.
  package subscript(range: Range<Int>) -> UploadFile {
    UploadFile(bytes: UnsafeRawBufferPointer(rebasing: bytes[range]), owner: owner)
  }
}
