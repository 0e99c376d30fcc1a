import HTTPServer
import HTTPTypes
import Pages

/// `/assets`: what pages are made of beside their HTML.
struct AssetsSite: Sendable {
  private let assets: [String: Asset]

  /// What is built in, and D3 where it is.
  init() {
    assets = Dictionary(uniqueKeysWithValues: (Asset.builtIn + [Asset.d3].compactMap(\.self)).map { ($0.name, $0) })
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
