internal import Crypto
import Foundation

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

  /// A script from what is in it.
  init(script name: String, _ bytes: [UInt8]) {
    self.init(name: name, mediaType: "text/javascript; charset=utf-8", bytes: bytes)
  }

  /// Every file that is built in.
  package static let builtIn: [Asset] = [
    Asset(script: "chart.js", PackageResources.chart_js),
    Asset(script: "portal.js", PackageResources.portal_js),
    Asset(script: "preview.js", PackageResources.preview_js),
    Asset(script: "progress.js", PackageResources.progress_js),
    Asset(script: "ripple.js", PackageResources.ripple_js),
    Asset(name: "site.css", mediaType: "text/css; charset=utf-8", bytes: PackageResources.site_css),
    Asset(script: "site.js", PackageResources.site_js),
    Asset(script: "tree.js", PackageResources.tree_js),
  ]

  /// D3 (version 3), by which charts move, where Debian's package (`libjs-d3`) has put it. Pages say the same without it.
  package static let d3 = FileManager.default.contents(atPath: "/usr/share/javascript/d3/d3.min.js").map {
    Asset(script: "d3.js", Array($0))
  }

  /// The script for landing pages, which other sites load: not an asset of the service's own pages.
  package static let landingScript = Asset(script: "resonance.js", PackageResources.resonance_js)

  private static let paths = Dictionary(uniqueKeysWithValues: builtIn.map { ($0.name, $0.path) })

  /// Where a page finds the file of a name.
  static func path(_ name: String) -> String {
    guard let path = paths[name] else { preconditionFailure("no file \(name) is built in") }
    return path
  }

  /// The scripts that do nothing without D3, and the one that does less.
  private static let moving = ["chart.js": true, "preview.js": false, "ripple.js": true, "tree.js": true]

  /// Where a page finds its scripts, D3 before those that use it; where D3 is absent, without those that need it.
  static func paths(ofScripts names: [String], d3: Asset? = d3) -> [String] {
    let used = names.filter { d3 != nil || moving[$0] != true }.map(path)
    guard let d3, let first = names.firstIndex(where: { moving[$0] != nil }) else { return used }
    return used[..<first] + [d3.path] + used[first...]
  }
}
