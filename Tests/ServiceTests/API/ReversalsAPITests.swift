import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Reversals over HTTP", .database)
struct ReversalsAPITests {
  /// A sale of 100.00 that is Ada's.
  private func sale(_ service: LiveService) async throws -> (shop: Shop, ada: Shop.Sharer) {
    let shop = try await Shop.open(service)
    let ada = try await shop.advocate("ada")
    let click = try await Shop.Browser().follow(ada, service)
    #expect(try await shop.tell("order-1", #","click_id":"\#(click)""#).status == 201)
    return (shop, ada)
  }

  private func statuses(_ shop: Shop, of conversion: String = "order-1") async throws -> [String?] {
    let list = try await shop.get("/v1/conversions/\(conversion)/reversals")
    return (list.json["data"]?.elements ?? []).map { $0["status"]?.text }
  }

  @Test func `a refund is answered as it was told, and the same bytes again`() async throws {
    try await LiveService.run { service in
      let (shop, _) = try await sale(service)
      let first = try await shop.reverse("order-1", 2_500, as: "refund-1")
      #expect(first.status == 201)
      #expect(first.json["conversion_external_id"] == "order-1" && first.json["amount"] == 2_500)
      let again = try await shop.reverse("order-1", 9_999, as: "refund-1", "fraud")
      #expect(again.status == 200 && again.body == first.body)
      let voided = try await shop.void("refund-1", of: "order-1")
      #expect(voided.status == 201 && voided.json["status"] == "voided")
      let voidedAgain = try await shop.void("refund-1", of: "order-1")
      #expect(voidedAgain.status == 200 && voidedAgain.body == voided.body)
      #expect(try await shop.reverse("order-1", 2_500, as: "refund-1").body == first.body)
    }
  }

  @Test func `part refunds take their parts, and what is above the rest is refused with the rest named`() async throws {
    try await LiveService.run { service in
      let (shop, ada) = try await sale(service)
      #expect(try await shop.reverse("order-1", 3_333, as: "refund-1").status == 201)
      #expect(try await shop.account(of: "order-1").credits == ["\(ada.id) direct": 6_667])
      let refused = try await shop.reverse("order-1", 6_668, as: "refund-2")
      #expect(refused.status == 422 && refused.field == "amount")
      #expect(refused.json["detail"]?.text?.contains("6667") == true)
      #expect(try await shop.reverse("order-1", 6_667, as: "refund-2").status == 201)
      let account = try await shop.account(of: "order-1")
      #expect(account.net == 0 && account.credits.isEmpty && account.unattributed == 0)
      #expect(try await statuses(shop) == ["applied", "applied"])
    }
  }

  @Test func `a refund before its sale waits, and one too large for it is refused when it comes`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      #expect(try await shop.reverse("order-1", 10_001, as: "too-much").status == 201)
      #expect(try await shop.reverse("order-1", 2_500, as: "refund-1").status == 201)
      #expect(try await statuses(shop) == ["waiting", "waiting"])
      #expect(try await shop.get("/v1/conversions/order-1").status == 404)
      #expect(try await shop.tell("order-1").status == 201)
      #expect(try await statuses(shop) == ["refused", "applied"])
      #expect(try await shop.account(of: "order-1").net == 7_500)
    }
  }

  @Test func `a dispute takes the money, and won gives it back`() async throws {
    try await LiveService.run { service in
      let (shop, ada) = try await sale(service)
      #expect(try await shop.reverse("order-1", 10_000, as: "dispute-1", "dispute").status == 201)
      #expect(try await shop.account(of: "order-1").net == 0)
      #expect(try await shop.void("dispute-1", of: "order-1").status == 201)
      let account = try await shop.account(of: "order-1")
      #expect(account.net == 10_000 && account.credits == ["\(ada.id) direct": 10_000])
      #expect(try await statuses(shop) == ["voided"])
      // Won before it was heard of: when it comes, it takes nothing.
      #expect(try await shop.void("dispute-2", of: "order-1").status == 201)
      #expect(try await shop.reverse("order-1", 10_000, as: "dispute-2", "dispute").status == 201)
      #expect(try await shop.account(of: "order-1").net == 10_000)
    }
  }

  @Test func `a refund that there was no room for is taken when a dispute is won`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      #expect(try await shop.reverse("order-1", 8_000, as: "dispute-1", "dispute").status == 201)
      #expect(try await shop.reverse("order-1", 5_000, as: "refund-1").status == 201)
      #expect(try await shop.reverse("order-1", 9_000, as: "refund-2").status == 201)
      #expect(try await shop.tell("order-1").status == 201)
      #expect(try await statuses(shop) == ["applied", "refused", "refused"])
      #expect(try await shop.account(of: "order-1").net == 2_000)
      #expect(try await shop.void("dispute-1", of: "order-1").status == 201)
      #expect(try await statuses(shop) == ["voided", "applied", "refused"])
      let account = try await shop.account(of: "order-1")
      #expect(account.net == 5_000 && account.isBalanced)
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  @Test func `ids that differ in their bytes are two, however alike they look`() async throws {
    try await LiveService.run { service in
      let (shop, _) = try await sale(service)
      #expect(try await shop.reverse("order-1", 1_000, as: "caf\u{E9}").status == 201)
      #expect(try await shop.reverse("order-1", 2_000, as: "cafe\u{301}").status == 201)
      #expect(try await shop.void("cafe%CC%81", of: "order-1").status == 201)
      #expect(try await shop.account(of: "order-1").net == 9_000)
    }
  }

  @Test func `refunds at the same instant never take more than there is`() async throws {
    try await LiveService.run { service in
      let (shop, ada) = try await sale(service)
      let answers = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<30 {
          group.addTask {
            var status = 503
            while status == 503 { status = try await shop.reverse("order-1", 700, as: "refund-\(number)").status }
            return status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(answers.count { $0 == 201 } == 14 && answers.count { $0 == 422 } == 16)
      #expect(try await shop.account(of: "order-1").credits == ["\(ada.id) direct": 200])
    }
  }

  @Test func `an id with a slash and a percent sign is found again`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      #expect(try await shop.tell("2026/03 #1 100%").status == 201)
      let path = "2026%2F03%20%231%20100%25"
      #expect(try await shop.reverse(path, 1, as: "a/b").status == 201)
      #expect(try await shop.void("a%2Fb", of: path).status == 201)
      #expect(try await statuses(shop, of: path) == ["voided"])
      #expect(try await shop.get("/v1/conversions/\(path)").json["external_id"] == "2026/03 #1 100%")
    }
  }
}
