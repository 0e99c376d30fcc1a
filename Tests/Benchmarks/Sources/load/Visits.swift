/// Ready-made requests, one a path; only the eight digits that tell visitors apart change from one to the next.
///
/// The digits are the build and patch number of a browser's User-Agent, so that each request is an ordinary
/// person's, and another person's than any other request of the run.
struct Visits: RequestSource {
  private var templates: [[UInt8]] = []
  private let digits: [Int]
  private var visitor: Int
  private var turn = -1

  /// - Parameters:
  ///   - paths: the request targets, taken in turn.
  ///   - hostHeader: the `Host` field's value.
  ///   - firstVisitor: the first visitor's number; numbers go on from there and repeat after 100 million.
  init(paths: [String], hostHeader: String, firstVisitor: Int) {
    var digits: [Int] = []
    for path in paths {
      let beforeDigits =
        "GET \(path) HTTP/1.1\r\nHost: \(hostHeader)\r\n"
        + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0."
      let afterDigits =
        " Safari/537.36\r\nAccept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
        + "Accept-Language: en-GB,en;q=0.9\r\nAccept-Encoding: gzip, deflate, br\r\n"
        + "Referer: https://social.example/\r\n\r\n"
      digits.append(beforeDigits.utf8.count)
      templates.append(Array((beforeDigits + "0000.0000" + afterDigits).utf8))
    }
    self.digits = digits
    visitor = firstVisitor
  }

  /// The next request's bytes, until the call after.
  mutating func next() -> [UInt8] {
    turn = turn + 1 == templates.count ? 0 : turn + 1
    var rest = visitor
    visitor += 1
    // From the last digit to the first, over the point in the middle.
    for offset in (0...8).reversed() where offset != 4 {
      templates[turn][digits[turn] + offset] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
    return templates[turn]
  }
}
