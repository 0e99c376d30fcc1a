import HTTPServer
import HTTPTypes
import Pages

/// `/js/resonance.js`: the script for landing pages. Its address stays, and pages of any site may load it.
struct ScriptSite: Sendable {
  var routes: [SiteRoute] { [SiteRoute(path: "/js/resonance.js", handle: read)] }

  @Sendable private func read(_ request: Request) async throws -> Response {
    let script = Asset.landingScript
    let tag = "\"\(script.version)\""
    // An hour at most until a new version is everywhere, and nobody waits for it.
    var headers: HTTPFields = [
      .eTag: tag, .cacheControl: "public, max-age=3600, stale-while-revalidate=86400", .xContentTypeOptions: "nosniff",
      .accessControlAllowOrigin: "*",
    ]
    if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { headers[name] = "cross-origin" }
    if request.header(.ifNoneMatch) == tag { return Response(.notModified, headers: headers) }
    headers[.contentType] = script.mediaType
    return Response(.ok, headers: headers, body: .bytes(script.bytes))
  }
}
