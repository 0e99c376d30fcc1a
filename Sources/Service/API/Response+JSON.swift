import HTTPServer
import HTTPTypes
import StrictJSON

extension Response {
  /// A JSON document.
  static func json(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
    Response(status, headers: [.contentType: "application/json", .cacheControl: "no-store"], body: .bytes(json.bytes))
  }

  /// 201 for what has just been stored, 200 for what was there.
  static func stored(_ json: JSON, isNew: Bool) -> Response { .json(json, status: isNew ? .created : .ok) }

  /// A table to download.
  /// - Parameter name: of the file, without its ending; letters, digits and `-_`.
  static func csv(_ text: String, name: String) -> Response {
    Response(
      .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"\(name).csv\"",
      ], body: .text(text))
  }

  /// Problem details.
  static func problem(_ problem: Problem) -> Response {
    var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
    if let seconds = problem.retryAfter { headers[.retryAfter] = String(seconds) }
    if problem.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    return Response(problem.status, headers: headers, body: .bytes(problem.json.bytes))
  }
}
