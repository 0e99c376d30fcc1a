import Foundation
import HTTPServer
import HTTPTypes
import Pages

/// `/assets`: what pages are made of beside their HTML.
struct AssetsSite: Sendable {
  private let assets: [String: Asset]

  /// What is built in, and D3 where Debian's package (`libjs-d3`) has put it. Pages show their numbers without it.
  init() {
    var all = Asset.builtIn
    if let d3 = FileManager.default.contents(atPath: "/usr/share/javascript/d3/d3.min.js") {
      all.append(Asset(name: "d3.js", mediaType: "text/javascript; charset=utf-8", bytes: Array(d3)))
    }
    assets = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  }

  var routes: [SiteRoute] { [SiteRoute(path: "/assets/{name}", handle: read)] }

  @Sendable private func read(_ request: Request) async throws -> Response {
    guard let asset = assets[request.parameters["name"] ?? ""] else { throw Problem.notFound("such file") }
    let tag = "\"\(asset.version)\""
    // An address with the version never means anything else; one without is asked for anew.
    let isPinned = request.query == "v=\(asset.version)"
    var headers: HTTPFields = [
      .contentType: asset.mediaType, .eTag: tag, .xContentTypeOptions: "nosniff",
      .cacheControl: isPinned ? "public, max-age=31536000, immutable" : "public, max-age=3600",
    ]
    if request.header(.ifNoneMatch) == tag {
      headers[.contentType] = nil
      return Response(.notModified, headers: headers)
    }
    return Response(.ok, headers: headers, body: .bytes(asset.bytes))
  }
}
