import StrictJSON
import Testing

/// Requests that are wrong in one way each.
struct BadInput: Sendable, CustomTestStringConvertible {
  /// One of them. In target and body `{ada}`, `{link}`, `{click}` stand for the ids of what is there, and `{foreign ada}`,
  /// `{foreign link}`, `{foreign click}` for those of another program.
  struct Case: Sendable {
    let what: String
    var method = "POST"
    let target: String
    var body: [UInt8]?
    let status: Int
    /// The field that the problem names; nil where there is none to blame.
    let field: String?
    /// The last part of the problem's type.
    var type: String?
  }

  let testDescription: String
  let cases: [Case]

  fileprivate init(_ description: String, _ cases: [Case]...) {
    testDescription = description
    self.cases = Array(cases.joined())
  }
}

/// A JSON object as text, made by changing single members of one that would do.
private struct Body {
  let members: [(name: String, value: String)]

  func with(_ name: String, _ value: String?) -> [UInt8] {
    var members = members.filter { $0.name != name }
    if let value { members.append((name, value)) }
    return Array(("{" + members.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}").utf8)
  }
}

private func long(_ count: Int) -> String { "\"" + String(repeating: "x", count: count) + "\"" }

extension BadInput {
  private static let conversion = Body(members: [
    ("external_id", #""order-9""#), ("type", #""sale""#), ("amount", "100"), ("currency", #""EUR""#),
  ])
  private static let reversal = Body(members: [
    ("external_id", #""refund-9""#), ("amount", "100"), ("reason", #""refund""#),
  ])
  private static let program = Body(members: [
    ("name", #""Tea""#), ("currency", #""EUR""#), ("destination", #""https://tea.example/""#),
  ])
  private static let advocate = Body(members: [("external_id", #""mallory""#)])
  private static let link = Body(members: [("advocate_id", #""{ada}""#)])

  /// One member of a body that is wrong: its value (nil: left out) and, if it is another, the field that is blamed.
  private typealias Fault = (what: String, name: String, value: String?, field: String?)

  private static func faults(
    _ target: String, _ body: Body, method: String = "POST", status: Int = 422, _ faults: [Fault]...
  ) -> [Case] {
    faults.joined().map { fault in
      Case(
        what: "\(fault.name): \(fault.what)", method: method, target: target, body: body.with(fault.name, fault.value),
        status: status, field: fault.field ?? fault.name)
    }
  }

  private static func text(_ name: String, limit: Int) -> [Fault] {
    [
      ("a number", name, "17", nil), ("an array", name, "[]", nil), ("an object", name, "{}", nil),
      ("true", name, "true", nil), ("empty", name, #""""#, nil), ("too long", name, long(limit + 1), nil),
      ("NUL", name, #""a\u0000b""#, nil), ("a line feed", name, #""a\nb""#, nil), ("DEL", name, "\"a\u{7F}b\"", nil),
    ]
  }

  private static func amount(_ name: String, least: String) -> [Fault] {
    [
      ("negative", name, "-1", nil), ("below the least", name, least, nil),
      ("above the most", name, "1000000000000001", nil), ("above Int64", name, "9223372036854775808", nil),
      ("1e30", name, "1e30", nil), ("1e400", name, "1e400", nil), ("fractional", name, "99.99", nil),
      ("as text", name, #""100""#, nil), ("true", name, "true", nil), ("in a list", name, "[100]", nil),
    ]
  }

  private static func time(_ name: String) -> [Fault] {
    [
      ("a day", name, #""2026-03-01""#, nil), ("no zone", name, #""2026-03-01T12:00:00""#, nil),
      ("no such day", name, #""2026-02-30T12:00:00Z""#, nil), ("no such hour", name, #""2026-02-28T24:00:00Z""#, nil),
      ("before 1970", name, #""1969-12-31T23:59:59Z""#, nil), ("a number", name, "1767225600", nil),
      ("words", name, #""yesterday""#, nil), ("year 10000", name, #""10000-01-01T00:00:00Z""#, nil),
    ]
  }

  private static func destination(_ name: String) -> [Fault] {
    [
      ("javascript:", name, #""javascript:alert(1)""#, nil), ("ftp:", name, #""ftp://shop.example/""#, nil),
      ("data:", name, #""data:text/html,x""#, nil), ("relative", name, #""/welcome""#, nil),
      ("without a scheme", name, #""shop.example""#, nil), ("of the same scheme", name, #""//shop.example/""#, nil),
      ("with a password", name, #""https://ada:secret@shop.example/""#, nil),
      ("without a host", name, #""https:///x""#, nil), ("with a space", name, #""https://shop.example/a b""#, nil),
      ("with a backslash", name, #""https://shop.example\\@evil.example/""#, nil),
      ("with no such port", name, #""https://shop.example:99999/""#, nil),
      ("too long", name, "\"https://shop.example/" + String(repeating: "x", count: 2048) + "\"", nil),
      ("a number", name, "7", nil), ("empty", name, #""""#, nil),
    ]
  }

  static let all = [documents, conversions, reversals, advocates, links, runs, reads, others]

  private static let documents: BadInput = {
    func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
    let bodies: [(what: String, body: [UInt8])] = [
      ("nothing", []), ("broken off", bytes(#"{"external_id":"x"#)), ("a comma too many", bytes("{,}")),
      ("single quotes", bytes("{'external_id':1}")), ("a list", bytes("[]")), ("null", bytes("null")),
      ("text", bytes(#""order""#)), ("two documents", bytes("{}{}")), ("NaN", bytes(#"{"amount":NaN}"#)),
      ("a leading zero", bytes(#"{"amount":0100}"#)), ("a trailing comma", bytes(#"{"amount":1,}"#)),
      ("a comment", bytes("{} // order")), ("a raw line feed", bytes("{\"external_id\":\"a\nb\"}")),
      ("a name twice", bytes(#"{"external_id":"a","external_id":"b","type":"sale","amount":1,"currency":"EUR"}"#)),
      ("bytes that are not UTF-8", [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0xFE, 0x22, 0x7D]),
      ("an overlong NUL", [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xC0, 0x80, 0x22, 0x7D]),
      ("UTF-16", Array(#"{"external_id":"a"}"#.utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
      ("a byte order mark", [0xEF, 0xBB, 0xBF, 0x7B, 0x7D]),
      ("half a surrogate pair", bytes(#"{"external_id":"\ud83d"}"#)),
      ("the other half", bytes(#"{"external_id":"\ude00"}"#)),
      ("fifty thousand brackets", [UInt8](repeating: UInt8(ascii: "["), count: 50_000)),
      ("nested objects", bytes(String(repeating: #"{"a":"#, count: 5_000))),
    ]
    return BadInput(
      "bodies that are no JSON object",
      bodies.map {
        Case(what: $0.what, target: "/v1/conversions", body: $0.body, status: 400, field: nil, type: "malformed_body")
      })
  }()

  private static let conversions = BadInput(
    "conversions",
    faults(
      "/v1/conversions", conversion, text("external_id", limit: 255), amount("amount", least: "-9223372036854775808"),
      amount("discount", least: "-2"), time("occurred_at"),
      [
        ("left out", "external_id", nil, nil), ("null", "external_id", "null", nil), ("left out", "type", nil, nil),
        ("unknown", "type", #""gift""#, nil), ("upper case", "type", #""SALE""#, nil), ("a number", "type", "1", nil),
        ("left out", "amount", nil, nil), ("null", "amount", "null", nil),
      ],
      [
        ("left out", "currency", nil, nil), ("unknown", "currency", #""XYZ""#, nil),
        ("gold", "currency", #""XAU""#, nil), ("too long", "currency", #""EURO""#, nil),
        ("empty", "currency", #""""#, nil), ("a number", "currency", "978", nil),
        ("far ahead", "occurred_at", #""2999-01-01T00:00:00Z""#, nil),
      ],
      [
        ("no id", "click_id", #""abc""#, nil), ("of another program", "click_id", #""{foreign click}""#, nil),
        ("of another version", "click_id", #""00000000-0000-4000-8000-000000000000""#, nil),
        ("a number", "click_id", "1", nil), ("empty", "code", #""""#, nil), ("too long", "code", long(201), nil),
        ("a number", "code", "7", nil), ("not known", "tax", "1", nil), ("in another case", "Amount", "1", nil),
      ],
      [
        ("a text", "customer", #""carol""#, nil), ("a list", "customer", "[]", nil), ("nobody", "customer", "{}", nil),
        ("nobody by null", "customer", #"{"external_id":null,"email":null}"#, "customer"),
        ("without an at", "customer", #"{"email":"carol"}"#, "customer.email"),
        ("empty", "customer", #"{"external_id":""}"#, "customer.external_id"),
        ("NUL", "customer", #"{"external_id":"\u0000"}"#, "customer.external_id"),
        ("an unknown name", "customer", #"{"external_id":"c","phone":"1"}"#, "customer.phone"),
      ]))

  private static let reversals: BadInput = {
    let won = Array(#"{"reason":"won"}"#.utf8)
    let long = String(repeating: "x", count: 256)
    return BadInput(
      "reversals",
      faults(
        "/v1/conversions/order-1/reversals", reversal, text("external_id", limit: 255), amount("amount", least: "0"),
        time("occurred_at"),
        [
          ("left out", "external_id", nil, nil), ("left out", "amount", nil, nil),
          ("above the sale", "amount", "10001", nil), ("left out", "reason", nil, nil),
          ("unknown", "reason", #""regret""#, nil), ("far ahead", "occurred_at", #""2999-01-01T00:00:00Z""#, nil),
          ("not known", "currency", #""EUR""#, nil),
        ]),
      faults(
        "/v1/conversions/order-1/reversals/refund-1/void", Body(members: [("reason", #""won""#)]),
        text("reason", limit: 100), [("left out", "reason", nil, nil), ("not known", "amount", "1", nil)]),
      [
        Case(
          what: "a control character in the path", target: "/v1/conversions/order%0A1/reversals",
          body: reversal.with("amount", "1"), status: 404, field: "external_id"),
        Case(
          what: "NUL in the path", target: "/v1/conversions/order%001/reversals", body: reversal.with("amount", "1"),
          status: 400, field: nil),
        Case(
          what: "an overlong conversion", target: "/v1/conversions/\(long)/reversals",
          body: reversal.with("amount", "1"), status: 404, field: "external_id"),
        Case(
          what: "a control character in the reversal", target: "/v1/conversions/order-1/reversals/re%0Afund/void",
          body: won, status: 404, field: "reversal_external_id"),
        Case(
          what: "DEL in the conversion", target: "/v1/conversions/order%7F1/reversals/refund-1/void", body: won,
          status: 404, field: "external_id"),
      ])
  }()

  private static let advocates = BadInput(
    "advocates",
    faults(
      "/v1/advocates", advocate, text("external_id", limit: 255), text("name", limit: 200),
      [
        ("left out", "external_id", nil, nil), ("no address", "email", #""ada""#, nil),
        ("two ats", "email", #""a@b@c.example""#, nil), ("too long", "email", long(255), nil),
        ("no id", "recruited_by", #""ada""#, nil), ("of another program", "recruited_by", #""{foreign ada}""#, nil),
        ("nobody", "recruited_by", #""01980000-0000-7000-8000-000000000000""#, nil), ("not known", "role", "1", nil),
      ]),
    faults(
      "/v1/advocates/{ada}", Body(members: []), method: "PATCH",
      [
        ("left out", "status", nil, nil), ("unknown", "status", #""gone""#, nil), ("a flag", "status", "true", nil),
        ("not known", "name", #""Ada""#, "status"),
      ]))

  private static let links = BadInput(
    "links",
    faults(
      "/v1/links", link, destination("destination"), text("campaign", limit: 100), text("channel", limit: 100),
      time("expires_at"),
      [
        ("left out", "advocate_id", nil, nil), ("no id", "advocate_id", #""ada""#, nil),
        ("of another program", "advocate_id", #""{foreign ada}""#, nil),
        ("nobody", "advocate_id", #""01980000-0000-7000-8000-000000000000""#, nil),
        ("not known", "url", #""https://x.example/""#, nil),
      ],
      [
        ("too short", "code", #""ab""#, nil), ("too long", "code", long(51), nil),
        ("a space", "code", #""my code""#, nil), ("a question mark", "code", #""what?""#, nil),
        ("a percent sign", "code", #""100%""#, nil), ("a slash at the end", "code", #""tea/""#, nil),
        ("two slashes", "code", #""tea//cup""#, nil), ("dots", "code", #""a/../b""#, nil),
        ("reserved", "code", #""admin""#, nil), ("a probe", "code", #""wp-login.php""#, nil),
        ("invisible", "code", #""te\u200ba""#, nil), ("a number", "code", "12345", nil),
      ]),
    faults(
      "/v1/links", link, status: 409,
      [
        ("taken", "code", #""TEA-time""#, nil), ("taken in another case", "code", #""tea-TIME""#, nil),
        ("taken in another program", "code", #""foreign-TEA""#, nil),
      ]),
    faults(
      "/v1/links/{link}", Body(members: []), method: "PATCH", destination("destination"), time("expires_at"),
      [("a text", "disabled", #""true""#, nil), ("not known", "code", #""new-code""#, nil)]))

  private static let runs = BadInput(
    "runs",
    faults(
      "/v1/runs", Body(members: []),
      [
        ("unknown", "model", #""best""#, nil), ("zero", "window_days", "0", nil),
        ("too long", "window_days", "3651", nil), ("fractional", "window_days", "1.5", nil),
        ("zero", "half_life_days", "0", nil), ("two shares", "position", "[0.5,0.5]", nil),
        ("more than all", "position", "[0.5,0.5,0.5]", nil), ("no list", "position", "1", nil),
        ("no number", "position", #"[0.4,"0.2",0.4]"#, "position[1]"),
        ("negative", "position", "[-0.2,0.8,0.4]", "position[0]"), ("above one", "chain_share", "1.01", nil),
        ("1e400", "chain_share", "1e400", nil), ("a text", "current", #""yes""#, nil),
        ("too many hops", "exposure_hops", "7", nil),
      ]))

  private static let reads: BadInput = {
    let refused: [(what: String, target: String, field: String?)] = [
      ("an unknown parameter", "/v1/conversions?page=2", "page"),
      ("an unknown parameter of one thing", "/v1/advocates/{ada}?expand=link", "expand"),
      ("an unknown parameter where there is none", "/v1/runs?limit=1", "limit"),
      ("a limit of none", "/v1/conversions?limit=0", "limit"), ("too many", "/v1/clicks?limit=501", "limit"),
      ("a limit in words", "/v1/links?limit=ten", "limit"), ("a limit twice", "/v1/links?limit=1&limit=2", "limit"),
      ("a bad cursor", "/v1/conversions?cursor=abc", "cursor"),
      ("a cursor without a time", "/v1/clicks?cursor=00000000-0000-4000-8000-000000000000", "cursor"),
      ("NUL for a cursor", "/v1/advocates?cursor=%00", "cursor"),
      ("bad percent-encoding", "/v1/conversions?source=%zz", nil), ("NUL", "/v1/conversions?source=a%00b", "source"),
      ("no UTF-8", "/v1/conversions?source=%ff", nil), ("no link", "/v1/clicks?link_id=1", "link_id"),
      ("no outcome", "/v1/clicks?outcome=robot", "outcome"),
      ("no advocate", "/v1/links?advocate_id=ada", "advocate_id"),
      ("no day", "/v1/reports/revenue?from=2026-02-30", "from"),
      ("the last day first", "/v1/reports/revenue?from=2026-02-02&to=2026-02-01", "from"),
      ("too many days", "/v1/reports/revenue?from=1990-01-01&to=2026-01-01", "from"),
      ("no zone", "/v1/reports/revenue?tz=Mars%2FOlympus", "tz"),
      ("a file for a zone", "/v1/reports/revenue?tz=../../etc/passwd", "tz"),
      ("no period", "/v1/reports/revenue?period=decade", "period"),
      ("bots perhaps", "/v1/reports/revenue?bots=perhaps", "bots"),
      ("no format", "/v1/reports/revenue?format=xml", "format"),
      ("no such run", "/v1/reports/revenue?run=99", "run"), ("a run of nothing", "/v1/reports/revenue?run=0", "run"),
      ("no such model", "/v1/reports/revenue?model=best", "model"),
      ("NUL for a model", "/v1/conversions/order-1?model=%00", "model"),
      ("an unknown run", "/v1/conversions/order-1?run=7", "run"),
    ]
    let missing: [(what: String, target: String, field: String?)] = [
      ("no such report", "/v1/reports/profit", "name"),
      ("no such conversion", "/v1/conversions/order-404", "external_id"),
      ("no such advocate", "/v1/advocates/01980000-0000-7000-8000-000000000000", "id"),
      ("no advocate's id", "/v1/advocates/ada", "id"), ("no link's id", "/v1/links/tea-time", "id"),
      ("another program's advocate", "/v1/advocates/{foreign ada}", "id"),
      ("another program's link", "/v1/links/{foreign link}", "id"),
      ("another program's conversion", "/v1/conversions/foreign-order", "external_id"),
      ("no such path", "/v1/refunds", nil), ("a slash at the end", "/v1/conversions/", nil), ("nothing", "/", nil),
    ]
    return BadInput(
      "reads",
      refused.map { Case(what: $0.what, method: "GET", target: $0.target, status: 400, field: $0.field) },
      missing.map { Case(what: $0.what, method: "GET", target: $0.target, status: 404, field: $0.field) })
  }()

  private static let others = BadInput(
    "requests of other kinds",
    [
      Case(
        what: "a parameter of a post", target: "/v1/conversions?dry_run=1", body: conversion.with("tax", nil),
        status: 400, field: "dry_run"),
      Case(
        what: "another program's advocate to pause", method: "PATCH", target: "/v1/advocates/{foreign ada}",
        body: Array(#"{"status":"paused"}"#.utf8), status: 404, field: "id"),
      Case(
        what: "another program's link to disable", method: "PATCH", target: "/v1/links/{foreign link}",
        body: Array(#"{"disabled":true}"#.utf8), status: 404, field: "id"),
      Case(
        what: "a method that is not served", method: "DELETE", target: "/v1/conversions/order-1", status: 405,
        field: nil),
      Case(
        what: "a method of another path", method: "PUT", target: "/v1/advocates", body: advocate.with("name", nil),
        status: 405, field: nil),
      Case(
        what: "a body where none is taken", method: "GET", target: "/v1/conversions", body: [0x7B, 0x7D], status: 413,
        field: nil),
    ])

  /// What an admin may get wrong.
  static let programs = BadInput(
    "programs",
    faults(
      "/v1/programs", program, text("name", limit: 200), destination("destination"),
      [
        ("left out", "name", nil, nil), ("left out", "currency", nil, nil), ("unknown", "currency", #""ABC""#, nil),
        ("left out", "destination", nil, nil), ("not known", "id", "1", nil),
        ("a text", "attribution", #""linear""#, nil),
        ("an unknown model", "attribution", #"{"model":"best"}"#, "attribution.model"),
        ("a long window", "attribution", #"{"window_days":36500}"#, "attribution.window_days"),
        ("too many hops", "attribution", #"{"exposure_hops":7}"#, "attribution.exposure_hops"),
        ("a share above one", "attribution", #"{"exposure_share":1.5}"#, "attribution.exposure_share"),
        ("bad shares", "attribution", #"{"position":[1,1,1]}"#, "attribution.position"),
        ("an unknown name", "attribution", #"{"half_life":7}"#, "attribution.half_life"),
      ]))
}
