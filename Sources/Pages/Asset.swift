internal import Crypto

/// A file that pages refer to: stylesheets and scripts, built into the program.
package struct Asset: Sendable {
  /// Its name: `site.css`.
  package let name: String
  /// Its media type.
  package let mediaType: String
  /// What is in it.
  package let bytes: [UInt8]
  /// The start of the hash of what is in it: a new version has another address, so that an old one may be kept for ever.
  package let version: String

  /// A file from what is in it.
  package init(name: String, mediaType: String, bytes: [UInt8]) {
    self.name = name
    self.mediaType = mediaType
    self.bytes = bytes
    let digits = Array("0123456789abcdef".utf8)
    let hash = SHA256.hash(data: bytes).prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    version = String(decoding: hash, as: UTF8.self)
  }

  /// Where a page finds it.
  package var path: String { "/assets/\(name)?v=\(version)" }

  /// Every file that is built in.
  package static let builtIn: [Asset] = [
    Asset(name: "preview.js", mediaType: "text/javascript; charset=utf-8", bytes: PackageResources.preview_js),
    Asset(name: "progress.js", mediaType: "text/javascript; charset=utf-8", bytes: PackageResources.progress_js),
    Asset(name: "site.css", mediaType: "text/css; charset=utf-8", bytes: PackageResources.site_css),
    Asset(name: "portal.js", mediaType: "text/javascript; charset=utf-8", bytes: PackageResources.portal_js),
    Asset(name: "site.js", mediaType: "text/javascript; charset=utf-8", bytes: PackageResources.site_js),
  ]

  /// The script for landing pages, which other sites load: not an asset of the service's own pages.
  package static let landingScript = Asset(
    name: "resonance.js", mediaType: "text/javascript; charset=utf-8", bytes: PackageResources.resonance_js)

  private static let paths = Dictionary(uniqueKeysWithValues: builtIn.map { ($0.name, $0.path) })

  /// Where a page finds the file of a name.
  static func path(_ name: String) -> String {
    guard let path = paths[name] else { preconditionFailure("no file \(name) is built in") }
    return path
  }
}
