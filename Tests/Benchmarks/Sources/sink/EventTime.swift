import Wire

/// The time of an event, as its body tells it.
enum EventTime {
  /// The first `"timestamp"` of a body, in RFC 3339 with `Z` and at most six digits after the point, as microseconds
  /// since 1970; nil where there is none.
  static func find(in body: Span<UInt8>) -> Int64? {
    var from = 0
    while let quote = body.index(of: UInt8(ascii: "\""), from: from) {
      if let value = body.place(after: "\"timestamp\":", from: quote, to: body.count), value < body.count,
        body[value] == UInt8(ascii: "\"")
      {
        return time(in: body, from: value + 1)
      }
      from = quote + 1
    }
    return nil
  }

  private static func time(in body: Span<UInt8>, from start: Int) -> Int64? {
    guard let end = body.index(of: UInt8(ascii: "\""), from: start), end - start >= 20, end - start <= 27,
      body[end - 1] == UInt8(ascii: "Z"),
      let year = body.number(from: start, to: start + 4), let month = body.number(from: start + 5, to: start + 7),
      let day = body.number(from: start + 8, to: start + 10), let hour = body.number(from: start + 11, to: start + 13),
      let minute = body.number(from: start + 14, to: start + 16),
      let second = body.number(from: start + 17, to: start + 19)
    else { return nil }
    var microseconds = 0
    if body[start + 19] == UInt8(ascii: ".") {
      guard var fraction = body.number(from: start + 20, to: end - 1) else { return nil }
      for _ in (end - 1 - start - 20)..<6 { fraction *= 10 }
      microseconds = fraction
    }
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
    return Int64(seconds) * 1_000_000 + Int64(microseconds)
  }

  /// Days from 1970 on, in the Gregorian calendar: years begin in March, so that the day that may be missing is the last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month > 2 ? year : year - 1
    let month = month > 2 ? month - 3 : month + 9
    return year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 719_469
  }
}
