import HTTPServer
import HTTPTypes
import Pages
import Referrals

extension Reader {
  /// Whoever asked: by the browser's languages, and the zone that the pages' script left in a cookie.
  init(_ request: Request) {
    self.init(
      languages: request.header(.acceptLanguage),
      zone: Cookies.value("rsn_zone", in: request).flatMap { Referrals.PercentEncoding.decode($0) })
  }
}
