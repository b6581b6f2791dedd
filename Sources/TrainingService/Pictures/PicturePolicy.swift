internal import Crypto
internal import Drawing
internal import Foundation

/// What a picture may do that is opened by itself: nothing but have its own style sheet (CSP level 3, section
/// 6.7.3), so that it is dark where its viewer prefers that.
enum PicturePolicy {
  static let text: String = {
    let digest = Data(SHA256.hash(data: Data(PictureStyle.css.utf8))).base64EncodedString()
    return "default-src 'none'; style-src 'sha256-\(digest)'; frame-ancestors 'none'"
  }()
}
