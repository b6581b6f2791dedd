internal import CPage

/// A file of the page that people open in a browser.
package struct PageFile: Sendable {
  /// As it is asked for, below `/page/`.
  package let name: String
  /// The value of `Content-Type`.
  package let contentType: String
  /// The content, UTF-8 text.
  package let bytes: [UInt8]
}

/// The files of the page, which are part of the program: those of the folder `files`, and the charts'
/// library where it was there when the program was built.
package enum PageFiles {
  /// The page itself, served at `/`.
  package static let index = all.first { $0.name == "index.html" }!

  /// Every file, in no order that means anything.
  package static let all: [PageFile] = (0..<page_file_count).map { index in
    let file = page_file_at(index)!.pointee
    let name = String(cString: file.name)
    return PageFile(
      name: name, contentType: contentType(of: name),
      bytes: [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count)))
  }

  /// What the page may do, as a Content-Security-Policy (CSP level 3): its own scripts, styles and
  /// calls, nothing written into it as text that a browser would run, and no page around it.
  package static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
    "img-src 'self' data: blob:", "base-uri 'none'", "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'", "trusted-types 'none'",
  ].joined(separator: "; ")

  private static func contentType(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "text/plain; charset=utf-8"
    }
  }
}
