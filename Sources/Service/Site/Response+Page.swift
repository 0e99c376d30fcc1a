import HTTPServer
import HTTPTypes

extension Response {
  /// An HTML page. It may load what the service itself serves, and nothing else; nobody may frame it, keep it or learn
  /// its address from where it leads.
  static func page(_ html: String, _ status: HTTPResponse.Status = .ok) -> Response {
    Response(status, headers: pageHeaders, body: .text(html))
  }

  /// 303: to look at another page.
  static func seeOther(_ path: String) -> Response {
    Response(.seeOther, headers: [.location: path, .cacheControl: "no-store"])
  }

  private static let pageHeaders: HTTPFields = {
    var fields: HTTPFields = [
      .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
      .contentSecurityPolicy: """
      default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
      form-action 'self'; base-uri 'none'; frame-ancestors 'none'
      """,
    ]
    for (name, value) in [
      ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
    ] {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    return fields
  }()
}
