import HTTPServer
import Pages
import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("The console's reading half", .database)
struct ReadingTests {
  /// A company with something to read: three who share, two of them brought in by another, sales in two currencies, and
  /// a refund.
  private func trade(_ shop: Shop) async throws {
    let ada = try await shop.advocate("ada")
    let grace = try await shop.advocate("grace", recruitedBy: ada)
    _ = try await shop.advocate("linus", recruitedBy: grace)
    for (place, sharer) in [ada, grace, grace].enumerated() {
      let click = try await Shop.Browser().follow(sharer, shop.service)
      let told = try await shop.tell(
        "order-\(place)", amount: 123_456 + Int64(place),
        #","click_id":"\#(click)","customer":{"external_id":"c-\#(place)"}"#)
      #expect(told.status == 201)
    }
    _ = try await shop.tell("order-yen", amount: 777_777, currency: "JPY", #","code":"\#(ada.code)""#)
    _ = try await shop.tell("order-nobody", amount: 5_555)
    _ = try await shop.reverse("order-1", 10_001, as: "refund-1")
  }

  private static let chained = #"{"model":"linear","chain_share":0.25}"#

  /// A page as the text between its tags.
  private func text(_ answer: HTTPAnswer) -> String {
    answer.text.replacing(/<[^>]*>/, with: "|").replacing("&#39;", with: "'")
  }

  private let reader = Reader(languages: nil, zone: nil)

  private func money(_ amount: Int64?, _ code: String) throws -> String {
    reader.money(try #require(amount), try #require(Currency(code)))
  }

  @Test func `totals on the overview are those of the reports, currency by currency`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, attribution: Self.chained)
      try await trade(shop)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let page = text(try await guest.get("/console"))
      let totals = try await shop.get("/v1/reports/revenue").json["totals"]?.elements ?? []
      #expect(totals.count == 2)
      for total in totals {
        let code = try #require(total["currency"]?.text)
        for kind in ["net", "direct", "exposure", "chain", "unattributed"] {
          #expect(page.contains("|\(try money(total[kind]?.whole, code))|"), "\(kind) in \(code)")
        }
      }
      let sales = totals.reduce(0) { $0 + ($1["sales"]?.whole ?? 0) }
      #expect(page.contains("|Sales and renewals||\(sales)|"))
    }
  }

  @Test func `the overview says what needs attention, and where`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      #expect(try await guest.get("/console").text.contains("Nothing needs attention"))
      _ = try await shop.tell("untraced-1")
      _ = try await shop.reverse("never-sold", 100, as: "refund-1")
      service.clock.advance(by: .hours(25))
      let later = try await Guest.signedIn(service, key: shop.key)
      let page = try await later.get("/console").text
      #expect(!page.contains("Nothing needs attention"))
      #expect(page.contains("One sale of the last seven days came with neither click, code nor customer"))
      #expect(page.contains("One reversal has waited for its conversion"))
      let list = try await later.get("/console/conversions?untraced=on").text
      #expect(list.contains("untraced-1"))
      #expect(try await later.get("/console/reversals").text.contains("never-sold"))
      #expect(try await later.get("/console/reversals.csv").text.contains("refund-1,never-sold,waiting,refund,100,"))
    }
  }

  @Test func `what a chart or a sum says of one advocate or one conversion is a file too`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, attribution: Self.chained)
      try await trade(shop)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let list = try await shop.get("/v1/reports/advocates").json["rows"]?.elements ?? []
      let ada = try #require(list.first { $0["currency"]?.text == "JPY" })
      let id = try #require(ada["advocate_id"]?.text)
      let page = try await guest.get("/console/advocates/\(id)").text
      #expect(page.contains("/credit.csv?days=30&amp;currency=JPY") && page.contains("/ripple.csv"))
      let credit = try await guest.get("/console/advocates/\(id)/credit.csv?days=30&currency=JPY").text
      let days = credit.split(separator: "\r\n").dropFirst().map { $0.split(separator: ",") }
      #expect(days.count == 30 && days.allSatisfy { $0[1] == "JPY" })
      #expect(days.reduce(0) { $0 + (Int64($1[2]) ?? 0) } == ada["direct"]?.whole)

      let ripple = try await guest.get("/console/advocates/\(id)/ripple.csv").text.split(separator: "\r\n")
      let people = ripple.dropFirst().map { $0.split(separator: ",") }
      #expect(
        people.map { [$0[1], $0[2], $0[4], $0[6]] } == [["grace", "1", "ada", "1"], ["linus", "2", "grace", "0"]])

      let conversions = try await guest.get("/console/conversions").text
      let path = try #require(
        conversions.firstMatch(of: /href="(\/console\/conversions\/[0-9a-f-]{36})[^"]*">order-1</)
      ).1
      let sum = try await guest.get("\(path)/sum.csv").text.split(separator: "\r\n").map { $0.split(separator: ",") }
      let amounts = sum.dropFirst().compactMap { $0.last.flatMap { Int64($0) } }
      // What was paid, less what was taken back, is where it went.
      #expect(amounts.prefix(2) == [123_457, -10_001])
      #expect(amounts.prefix(2).reduce(0, +) == amounts.dropFirst(2).reduce(0, +))
    }
  }

  @Test func `credit of advocates is that of the report, and the file says what the page says`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, attribution: Self.chained)
      try await trade(shop)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let report = try await shop.get("/v1/reports/advocates").json
      for code in ["EUR", "JPY"] {
        let page = text(try await guest.get("/console/advocates?currency=\(code)"))
        let file = try await guest.get("/console/advocates.csv?currency=\(code)")
        #expect(file["content-type"] == "text/csv; charset=utf-8")
        let total = try #require(report["totals"]?.elements.first { $0["currency"]?.text == code })
        let rows = report["rows"]?.elements.filter { $0["currency"]?.text == code } ?? []
        for kind in ["direct", "exposure", "chain"] {
          let amount = try #require(total[kind]?.whole)
          if amount != 0 { #expect(page.contains("|\(try money(amount, code))|"), "\(kind) in \(code)") }
        }
        for row in rows {
          let amounts = ["direct", "exposure", "chain", "total"].map { row[$0]?.whole ?? -1 }
          #expect(file.text.contains(",\(code),\(amounts.map(String.init).joined(separator: ","))"))
          for amount in amounts where amount != 0 { #expect(page.contains("|\(try money(amount, code))|")) }
        }
        #expect(rows.contains { ($0["total"]?.whole ?? 0) > 0 })
      }
    }
  }

  @Test func `in every order, pages have each advocate once, and the file is all of them`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      try await trade(shop)
      for number in 0..<104 {
        _ = try await shop.post("/v1/advocates", #"{"external_id":"n-\#(number)","name":"Name \#(number % 7)"}"#)
      }
      let guest = try await Guest.signedIn(service, key: shop.key)
      for order in AdvocateTable.Order.allCases.flatMap({ [$0.rawValue, "-\($0.rawValue)"] }) {
        var ids: [String] = []
        var next: String? = "/console/advocates?order=\(order)"
        var pages = 0
        while let path = next {
          let page = try await guest.get(path).text
          pages += 1
          ids += page.matches(of: /<th scope="row"><a href="\/console\/advocates\/([0-9a-f-]{36})"/).map {
            String($0.1)
          }
          next = page.firstMatch(of: /href="([^"]*)" rel="next"/).map { String($0.1).replacing("&amp;", with: "&") }
        }
        #expect(pages == 3 && ids.count == 107 && Set(ids).count == 107, "\(order)")
        let file = try await guest.get("/console/advocates.csv?order=\(order)").text
        #expect(file.split(separator: "\r\n").dropFirst().map { String($0.prefix(36)) } == ids, "\(order)")
      }
      let found = try await guest.get("/console/advocates.csv?q=NAME%203").text
      #expect(found.split(separator: "\r\n").count == 1 + 15)
      #expect(try await guest.get("/console/advocates?q=100%25_").text.contains("Nobody is like that"))
    }
  }

  @Test func `an advocate's page leads to every credit, and each conversion's adds up`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, attribution: Self.chained)
      try await trade(shop)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let list = try await guest.get("/console/advocates").text
      let paths = Set(list.matches(of: /\/console\/advocates\/[0-9a-f-]{36}/).map { String($0.0) })
      #expect(paths.count == 3)
      var conversions: Set<String> = []
      for path in paths {
        let page = try await guest.get(path)
        #expect(page.status == 200)
        conversions.formUnion(page.text.matches(of: /\/console\/conversions\/[0-9a-f-]{36}/).map { String($0.0) })
        for file in ["links", "credits", "overlaps"] {
          #expect(try await guest.get("\(path)/\(file).csv").status == 200)
        }
      }
      #expect(conversions.count == 4)
      for path in conversions {
        let page = text(try await guest.get(path))
        let name = try #require(page.firstMatch(of: /order-[0-9a-z]+/)).0
        let account = try await shop.get("/v1/conversions/\(name)").json
        let code = try #require(account["currency"]?.text)
        let net = try #require(account["net"]?.whole)
        #expect(page.contains("|Net||\(try money(net, code))|"))
        #expect(page.contains("|Adds up to||\(try money(net, code))|"))
        for credit in account["credits"]?.elements ?? [] {
          #expect(page.contains("|\(try money(credit["amount"]?.whole, code))|"))
        }
        for file in ["credits", "ledger"] {
          let lines = try await guest.get("\(path)/\(file).csv").text.split(separator: "\r\n").dropFirst()
          let sum = lines.reduce(0) { $0 + (Int64($1.split(separator: ",").last ?? "") ?? 0) }
          #expect(sum == net, "\(file) of \(name)")
        }
      }
    }
  }

  @Test func `conversions are listed once each, by what is asked for`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      for number in 0..<103 {
        _ = try await shop.tell("s-\(number)", amount: Int64(number), #","occurred_at":"2026-03-01T10:00:00Z""#)
      }
      _ = try await shop.tell("lead-1", type: "lead", amount: 0, #","occurred_at":"2026-03-01T11:00:00Z""#)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let days = "from=2026-03-01&to=2026-03-01"
      var names: [String] = []
      var next: String? = "/console/conversions?\(days)"
      while let path = next {
        let page = try await guest.get(path).text
        names += page.matches(of: /<th scope="row"><a [^>]*>([a-z0-9-]+)</).map { String($0.1) }
        next = page.firstMatch(of: /href="([^"]*)" rel="next"/).map { String($0.1).replacing("&amp;", with: "&") }
      }
      #expect(names.count == 104 && Set(names).count == 104 && names.first == "lead-1")
      let file = try await guest.get("/console/conversions.csv?\(days)").text.split(separator: "\r\n").dropFirst()
      #expect(file.map { $0.split(separator: ",")[1] } == names.map { $0[...] })
      for (query, count) in [
        ("type=lead", 1), ("q=S-10", 4), ("kind=unattributed", 102), ("kind=direct", 0), ("currency=JPY", 0),
      ] {
        let found = try await guest.get("/console/conversions.csv?\(days)&\(query)").text.split(separator: "\r\n")
        #expect(found.count - 1 == count, "\(query)")
      }
      #expect(try await guest.get("/console/conversions?from=yesterday").status == 400)
      #expect(try await guest.get("/console/conversions?from=2026-03-02&to=2026-03-01").status == 400)
      #expect(
        try await guest.get("/console/conversions?from=2020-01-01&to=2020-01-02").text.contains("Choose more days"))
    }
  }

  @Test func `a key that may only read sees everything here`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      try await trade(shop)
      let key = APIKey.generated(for: .program)
      try await service.pool.withConnection { connection in
        try await APIKeys.insert(
          key, program: Program.ID(shop.id), role: .read, name: "looker-on", at: .now(), in: connection)
      }
      let guest = try await Guest.signedIn(service, key: key.text)
      for path in [
        "/console", "/console?days=7", "/console?days=365", "/console/advocates", "/console/conversions",
        "/console/reversals",
      ] {
        #expect(try await guest.get(path).status == 200, "\(path)")
      }
    }
  }

  @Test func `another program's advocates and conversions are not there`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      try await trade(shop)
      let other = try await Shop.open(service, name: "Others")
      let mine = try await Guest.signedIn(service, key: shop.key)
      let guest = try await Guest.signedIn(service, key: other.key)
      let pages = try await mine.get("/console/advocates").text + mine.get("/console/conversions").text
      let paths = Set(pages.matches(of: /\/console\/(advocates|conversions)\/[0-9a-f-]{36}/).map { String($0.0) })
      #expect(paths.count == 8)
      for path in paths {
        #expect(try await mine.get(path).status == 200)
        #expect(try await guest.get(path).status == 404)
        for file in path.contains("advocates") ? ["links", "credits", "overlaps"] : ["credits", "ledger"] {
          #expect(try await guest.get("\(path)/\(file).csv").status == 404)
        }
      }
      #expect(try await guest.get("/console/conversions/order-1").status == 404)
      #expect(try await mine.get("/console/conversions/order-1").status == 200)
      for path in ["/console/advocates/x", "/console/conversions/%3Cb%3E"] {
        #expect(try await mine.get(path).status == 404)
      }
    }
  }

  @Test func `names with markup are text, and no formula in a file`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, name: "<b>Tags & Sons</b>")
      let evil = #"<script>alert('1')</script>"#
      let made = try await shop.post(
        "/v1/advocates", #"{"external_id":"=1+<i>1</i>","name":"\#(evil)","email":"a@people.example"}"#)
      let id = try #require(made.json["id"]?.text)
      _ = try await shop.post("/v1/links", #"{"advocate_id":"\#(id)","campaign":"\#(evil)","channel":"@sum"}"#)
      let recruit = try await shop.post(
        "/v1/advocates", #"{"external_id":"<u>r</u>","name":"<s>R</s>","recruited_by":"\#(id)"}"#)
      #expect(recruit.status == 201)
      let code = try #require(made.json["link"]?["code"]?.text)
      _ = try await shop.tell("+<img src=x>", #","code":"\#(code)","customer":{"external_id":"\#(evil)"}"#)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let conversion = "/console/conversions/%2B%3Cimg%20src%3Dx%3E"
      for path in [
        "/console", "/console/advocates", "/console/advocates?q=\"><script>&campaign=<script>",
        "/console/advocates/\(id)",
        "/console/conversions", conversion,
      ] {
        let page = try await guest.get(
          path.replacing("<", with: "%3C").replacing(">", with: "%3E").replacing("\"", with: "%22"))
        #expect(page.status == 200, "\(path)")
        for mark in ["<script>", "<img", "<i>", "<u>", "<s>", "<b>"] {
          #expect(!page.text.contains(mark), "\(path): \(mark)")
        }
      }
      #expect(
        try await guest.get("/console/advocates/\(id)").text.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;")
      )
      let files =
        try await guest.get("/console/advocates.csv").text + guest.get("/console/advocates/\(id)/links.csv").text
        + guest.get("/console/conversions.csv").text
      for cell in [",=", ",+", ",@", ",-1"] { #expect(!files.contains(cell)) }
      #expect(files.contains("'=1+<i>1</i>") && files.contains("'+<img src=x>") && files.contains("'@sum"))
    }
  }

  @Test func `who asked not to be named is neither named nor found by name`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let made = try await shop.post(
        "/v1/advocates", #"{"external_id":"p-1","name":"Greta Garbo","email":"greta@people.example"}"#)
      let id = try #require(made.json["id"]?.text)
      let guest = try await Guest.signedIn(service, key: shop.key)
      #expect(try await guest.get("/console/advocates?q=garbo").text.contains("Greta Garbo"))
      let program = try #require(Program.ID(shop.id))
      try await service.pool.withConnection { connection in
        let advocate = try #require(try await Advocates.find(Advocate.ID(id)!, program: program, in: connection))
        _ = try await Consents.insert(
          .init(
            purpose: .namedInReports, given: false, place: nil, occurredAt: .now(), recordedAt: .now(), source: "api"),
          of: advocate.person, program: program, in: connection)
      }
      for path in ["/console/advocates", "/console/advocates/\(id)", "/console/advocates.csv"] {
        let page = try await guest.get(path).text
        #expect(page.contains("p-1") && !page.contains("Garbo") && !page.contains("greta@"), "\(path)")
      }
      for query in ["garbo", "greta@people"] {
        #expect(!(try await guest.get("/console/advocates.csv?q=\(query)").text.contains("p-1")))
      }
      #expect(try await guest.get("/console/advocates.csv?q=p-1").text.contains("p-1"))
    }
  }
}
