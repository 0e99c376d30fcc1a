import HTTPServer
import HTTPTypes
import Pages
import Referrals

extension Response {
  /// To where a link leads, with the click's id in its query, and with the visitor's cookie.
  static func redirect(
    to location: LinkLocation, _ click: Click.ID, _ visitor: Visitor.ID, _ cookieEnd: [UInt8]
  ) -> Response {
    var address: [UInt8] = []
    address.reserveCapacity(location.prefix.count + Click.ID.textLength + location.suffix.count)
    address.append(contentsOf: location.prefix)
    click.appendText(to: &address)
    address.append(contentsOf: location.suffix)
    var cookie = VisitorCookie.prefix
    cookie.reserveCapacity(cookie.count + Visitor.ID.textLength + cookieEnd.count)
    visitor.appendText(to: &cookie)
    cookie.append(contentsOf: cookieEnd)
    var headers = HTTPFields()
    headers.append(HTTPField(name: .location, value: String(decoding: address, as: UTF8.self)))
    headers.append(HTTPField(name: .setCookie, value: String(decoding: cookie, as: UTF8.self)))
    headers.append(HTTPField(name: .cacheControl, value: "no-store"))
    return Response(.found, headers: headers)
  }

  /// A page for somebody who followed a link that leads nowhere.
  static func page(_ page: LinkPage, _ status: HTTPResponse.Status) -> Response {
    let headers: HTTPFields = [
      .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
    ]
    return Response(status, headers: headers, body: .text(page.html))
  }

  /// Not now: the page says to try again.
  static var busy: Response {
    var response = page(.unavailable, .serviceUnavailable)
    response.headers[.retryAfter] = "2"
    return response
  }
}
