import HTTPServer
import HTTPTypes
import Pages
import Referrals

/// A request to a page of the console by somebody who may make it.
struct Visit: Sendable {
  var request: Request
  var session: Session
  /// What every form about the program carries as `csrf`.
  var csrf: String
  /// What the form for signing out carries.
  var leaving: String
  /// The program that is looked at.
  var program: Program
  /// For whom numbers and times are written.
  var reader: Reader
  /// The page's query.
  var query: FormFields
  /// What was sent, by POST; it carried the session's token.
  var form: FormFields
  /// The file that is sent along, where the page takes one.
  var upload: Upload?
  var isSecure: Bool

  /// The value of a path parameter that the route has.
  func parameter(_ name: String) -> String { request.parameters[name] ?? "" }

  /// A page of the console.
  /// - Parameters:
  ///   - section: where it is.
  ///   - content: HTML made by `Pages`.
  ///   - scripts: names of built-in scripts that it uses.
  func page(
    _ title: String, section: ConsoleSection?, content: String, scripts: [String] = [],
    status: HTTPResponse.Status = .ok
  ) -> Response {
    let notice = Notice.read(request)
    let frame = ConsoleFrame(
      section: section, program: program.name, actor: session.actor, role: session.role.rawValue,
      maySwitch: session.maySwitch, csrf: leaving, notice: notice)
    var response = Response.page(frame.page(title: title, content: content, scripts: scripts), status)
    if notice != nil { response.headers.append(Notice.clearing(isSecure: isSecure)) }
    return response
  }

  /// To another page, which says once what was done.
  func redirect(to path: String, saying notice: String? = nil) -> Response {
    var response = Response.seeOther(path)
    if let notice { response.headers.append(Notice.field(notice, isSecure: isSecure)) }
    return response
  }
}

/// What the next page says once, carried by a cookie of a minute.
private enum Notice {
  private static let cookie = "rsn_notice"

  static func read(_ request: Request) -> String? {
    Cookies.value(cookie, in: request).flatMap { Referrals.PercentEncoding.decode($0) }.flatMap {
      $0.isEmpty ? nil : $0
    }
  }

  static func field(_ text: String, isSecure: Bool) -> HTTPField {
    let value = Referrals.PercentEncoding.encode(text.prefix(300), keeping: .unreserved)
    return Cookies.field(cookie, value, path: "/console", seconds: 60, isSecure: isSecure)
  }

  static func clearing(isSecure: Bool) -> HTTPField {
    Cookies.field(cookie, "", path: "/console", seconds: 0, isSecure: isSecure)
  }
}
