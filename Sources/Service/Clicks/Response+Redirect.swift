import HTTPServer
import HTTPTypes
import Pages
import Referrals

extension Response {
  /// To where a link leads, with the click's id in its query, and with the visitor's cookie.
  static func redirect(
    to location: LinkLocation, _ click: Click.ID, _ visitor: Visitor.ID, _ cookieEnd: [UInt8]
  ) -> Response {
    // Both pieces of the location were made of a stored destination, and hold nothing but visible ASCII.
    var fields: [UInt8] = []
    fields.reserveCapacity(256 + location.prefix.count + location.suffix.count)
    fields.append(contentsOf: locationStart)
    fields.append(contentsOf: location.prefix)
    click.appendText(to: &fields)
    fields.append(contentsOf: location.suffix)
    fields.append(contentsOf: cookieStart)
    visitor.appendText(to: &fields)
    fields.append(contentsOf: cookieEnd)
    fields.append(contentsOf: lastFields)
    var response = Response(.found)
    response.rawFields = fields
    return response
  }

  private static let locationStart = Array("Location: ".utf8)
  private static let cookieStart = Array("\r\nSet-Cookie: ".utf8) + VisitorCookie.prefix
  private static let lastFields = Array("\r\nCache-Control: no-store\r\n".utf8)

  /// A page for somebody who followed a link that leads nowhere.
  static func page(_ page: LinkPage, _ status: HTTPResponse.Status) -> Response {
    .page(page.html, status)
  }

  /// Not now: the page says to try again.
  static var busy: Response {
    var response = page(.unavailable, .serviceUnavailable)
    response.headers[.retryAfter] = "2"
    return response
  }
}
