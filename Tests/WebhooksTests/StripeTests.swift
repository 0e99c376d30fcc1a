import Referrals
import StrictJSON
import Testing

@testable import Webhooks

@Suite("What Stripe's events mean")
struct StripeTests {
  private let grace = IncomingCustomer(
    externalID: "customer-7", providerID: "cus_RkW3vTq81ZbEoN", email: Email("grace@example.com"), name: "Grace Hofer")
  private let eur = Currency("EUR")!

  private func meaning(_ name: String) throws -> Meaning { try Fixture("stripe", name).meaning() }

  private func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

  @Test func `a session paid by card is a sale, with everything that it tells`() throws {
    let event = try Fixture("stripe", "checkout.session.completed").read()
    #expect(event.id == "evt_1QvT4tKb7dY0sWmZQ2rX7aPd" && event.type == "checkout.session.completed" && !event.isTest)
    var sale = IncomingConversion(
      key: "pi_3QvT4rKb7dY0sWmZ1uHn5oJe", type: .sale, amount: Money(4900, eur), occurredAt: time(1_772_366_405))
    sale.aliases = ["cs_live_a1Zr8kq3Wb6Yt0pMvE2nXhGdLs5uJcFo7iTqRy9BwKe4NmAzHxVlPgDU1"]
    sale.discount = 500
    sale.clickID = Fixture.click
    sale.codes = ["ADA-5", "promo_1QvT2LKb7dY0sWmZp3aXc9Rf"]
    sale.customer = grace
    #expect(event.meanings == [.conversion(sale)])
    // The same sale, told once more when a slow payment arrived.
    sale.occurredAt = time(1_772_452_805)
    #expect(try meaning("checkout.session.async_payment_succeeded") == .conversion(sale))
  }

  @Test(arguments: [
    "checkout.session.completed+unpaid", "checkout.session.completed+setup", "invoice.paid+trial",
    "payment_intent.succeeded+unmarked", "payment_intent.succeeded+invoiced", "customer.updated+unmarked",
    "customer.subscription.created", "charge.dispute.created+inquiry", "charge.dispute.closed+warning_closed",
    "charge.dispute.funds_withdrawn", "product.created",
  ])
  func `what brings nothing is kept, with the reason`(name: String) throws {
    guard case .unused = try meaning(name) else {
      Issue.record("\(name) is not used")
      return
    }
  }

  @Test func `a reference that is no click of the program is the shop's own id`() throws {
    guard case .conversion(let sale) = try meaning("checkout.session.completed+foreign-reference") else {
      Issue.record("a sale")
      return
    }
    // Neither is the click of another program one.
    #expect(sale.clickID == nil)
    #expect(sale.codes == ["ADA10", "Spring 10"])
    #expect(
      sale.customer
        == IncomingCustomer(
          externalID: "8f14e45f-ceea-467f-9a36-dedd4bea2543", providerID: "cus_RkW3vTq81ZbEoN",
          email: Email("g@example.com"),
          name: "G. H."))
    #expect(sale.discount == 500)
  }

  @Test func `a trial session that is free is a sale of nothing, kept apart`() throws {
    let event = try Fixture("stripe", "checkout.session.completed+test").read()
    #expect(event.isTest)
    guard case .conversion(let sale) = event.meanings[0] else {
      Issue.record("a sale")
      return
    }
    #expect(sale.key == "cs_test_a1Zr8kq3Wb6Yt0pMvE2nXhGdLs5u" && sale.amount == Money(0, eur) && sale.discount == 5400)
  }

  @Test func `a session that starts a subscription tells who is behind its invoices`() throws {
    var context = IncomingContext(keys: ["in_1QvT9fKb7dY0sWmZC4mUe2Wk"])
    context.clickID = Fixture.click
    context.codes = ["ADA-5", "promo_1QvT2LKb7dY0sWmZp3aXc9Rf"]
    context.customer = grace
    context.subscription = "sub_1QvT9hKb7dY0sWmZ7bRn0xSa"
    #expect(try meaning("checkout.session.completed+subscription") == .context(context))
  }

  @Test func `a first invoice of the old shape is a sale`() throws {
    var sale = IncomingConversion(
      key: "in_1QvT9fKb7dY0sWmZC4mUe2Wk", type: .sale, amount: Money(1900, eur), occurredAt: time(1_772_366_405))
    sale.aliases = ["pi_3QvT9gKb7dY0sWmZ0hKd3qLm", "ch_3QvT9gKb7dY0sWmZ0pEa6yVc"]
    sale.discount = 500
    sale.clickID = Fixture.click
    sale.codes = ["ADA-5", "promo_1QvT2LKb7dY0sWmZp3aXc9Rf", "Welcome"]
    sale.customer = grace
    sale.subscription = "sub_1QvT9hKb7dY0sWmZ7bRn0xSa"
    #expect(try meaning("invoice.paid+2024") == .conversion(sale))
    #expect(try meaning("invoice.payment_succeeded") == .conversion(sale))
  }

  @Test func `a later invoice of the new shape is a renewal`() throws {
    var renewal = IncomingConversion(
      key: "in_1RbN2xKb7dY0sWmZw0Gq9tHj", type: .renewal, amount: Money(2400, eur), occurredAt: time(1_775_044_805))
    renewal.aliases = ["pi_3RbN2xKb7dY0sWmZ0cYs7fUp"]
    renewal.clickID = Fixture.click
    renewal.codes = ["ADA-5"]
    renewal.customer = grace
    renewal.subscription = "sub_1QvT9hKb7dY0sWmZ7bRn0xSa"
    #expect(try meaning("invoice.paid+2025") == .conversion(renewal))
  }

  @Test(arguments: [
    ("subscription_create", ConversionType.sale), ("subscription_cycle", .renewal), ("subscription_update", .sale),
    ("subscription_threshold", .renewal), ("manual", .sale),
  ])
  func `the reason of an invoice says what it is`(reason: String, type: ConversionType) throws {
    for name in ["invoice.paid+2024", "invoice.paid+2025"] {
      let fixture = try Fixture("stripe", name).changing("data.object.billing_reason", to: .string(reason))
      guard case .conversion(let conversion) = try fixture.meaning() else {
        Issue.record("a conversion")
        return
      }
      #expect(conversion.type == type)
    }
  }

  @Test func `a payment of its own is a sale if it names a click, in whole yen`() throws {
    var sale = IncomingConversion(
      key: "pi_3QvTcqKb7dY0sWmZ1vBo4sNi", type: .sale, amount: Money(500, Currency("JPY")!),
      occurredAt: time(1_772_366_405))
    sale.aliases = ["ch_3QvTcqKb7dY0sWmZ1gRw7hEx"]
    sale.clickID = Fixture.click
    sale.customer = IncomingCustomer(externalID: nil, providerID: nil, email: Email("haru@example.jp"), name: nil)
    #expect(try meaning("payment_intent.succeeded") == .conversion(sale))
  }

  @Test func `new customers and trials are signups`() throws {
    var signup = IncomingConversion(
      key: "cus_RkW3vTq81ZbEoN", type: .signup, amount: nil, occurredAt: time(1_772_366_405))
    signup.codes = ["ADA-5"]
    signup.customer = grace
    #expect(try meaning("customer.created") == .conversion(signup))
    var trial = IncomingConversion(
      key: "sub_1QvTeeKb7dY0sWmZ3xFy6dOz", type: .signup, amount: nil, occurredAt: time(1_772_366_405))
    trial.clickID = Fixture.click
    trial.customer = IncomingCustomer(externalID: nil, providerID: "cus_RkW3vTq81ZbEoN", email: nil, name: nil)
    trial.subscription = "sub_1QvTeeKb7dY0sWmZ3xFy6dOz"
    #expect(try meaning("customer.subscription.created+trialing") == .conversion(trial))
    #expect(
      try meaning("customer.updated")
        == .person(IncomingPerson(externalID: "customer-7", email: Email("grace@example.com"), name: "Grace Hofer")))
  }

  @Test func `refunds of a charge are a running total`() throws {
    var refund = IncomingReversal(
      keys: ["pi_3QvT4rKb7dY0sWmZ1uHn5oJe", "ch_3QvT4rKb7dY0sWmZ1oWd8fQy"], id: "ch_3QvT4rKb7dY0sWmZ1oWd8fQy",
      amount: 1500, currency: eur, isRunningTotal: true, reason: .refund, occurredAt: time(1_772_452_900))
    #expect(try meaning("charge.refunded") == .reversal(refund))
    refund.keys.append("in_1QvT9fKb7dY0sWmZC4mUe2Wk")
    refund.amount = 4900
    refund.occurredAt = time(1_772_459_900)
    #expect(try meaning("charge.refunded+whole") == .reversal(refund))
  }

  @Test func `a dispute takes its amount, a lost one no more, and a won one gives it back`() throws {
    let keys = ["pi_3QvT4rKb7dY0sWmZ1uHn5oJe", "ch_3QvT4rKb7dY0sWmZ1oWd8fQy"]
    var dispute = IncomingReversal(
      keys: keys, id: "du_1QxA8mKb7dY0sWmZ4hPt1rEs", amount: 4900, currency: eur, reason: .dispute,
      occurredAt: time(1_772_852_901))
    #expect(try meaning("charge.dispute.created") == .reversal(dispute))
    dispute.reason = .chargeback
    dispute.occurredAt = time(1_774_852_901)
    #expect(try meaning("charge.dispute.closed+lost") == .reversal(dispute))
    #expect(
      try meaning("charge.dispute.closed+won")
        == .void(IncomingVoid(keys: keys, reversal: dispute.id, reason: "The dispute was won.")))
    let nameless = try Fixture("stripe", "charge.dispute.created").changing("data.object.charge", to: nil)
      .changing("data.object.payment_intent", to: nil)
    #expect(throws: Rejection.unusable(field: "data.object.charge", reason: "is required.")) { try nameless.read() }
  }

  @Test(
    arguments: [
      ("eur", 4900, 4900), ("jpy", 500, 500), ("krw", 500, 500), ("kwd", 1230, 1230), ("bhd", 5, 5), ("mga", 20, 2000),
      ("ugx", 3, 3), ("isk", 500, 5), ("iqd", 25, 250), ("lyd", 1, 10), ("clf", 1, 100), ("uyi", 300, 3),
    ] as [(String, Int64, Int64)])
  func `Stripe's minor units become those of ISO 4217`(code: String, theirs: Int64, ours: Int64) throws {
    let fixture = try Fixture("stripe", "charge.refunded").changing("data.object.currency", to: .string(code))
      .changing("data.object.amount_refunded", to: .integer(theirs))
    guard case .reversal(let reversal) = try fixture.meaning() else {
      Issue.record("a reversal")
      return
    }
    #expect(reversal.amount == ours && reversal.currency == Currency(code))
  }

  @Test(
    arguments: [
      ("isk", .integer(501), "data.object.amount_refunded"), ("eur", .integer(-1), "data.object.amount_refunded"),
      ("eur", .integer(Money.maximumAmount + 1), "data.object.amount_refunded"),
      ("mga", .integer(Money.maximumAmount), "data.object.amount_refunded"),
      ("eur", .integer(.max), "data.object.amount_refunded"), ("eur", .number(1e300), "data.object.amount_refunded"),
      ("eur", .number(0.5), "data.object.amount_refunded"), ("eur", "4900", "data.object.amount_refunded"),
      ("eur", .null, "data.object.amount_refunded"), ("euro", 1, "data.object.currency"),
      ("xxx", 1, "data.object.currency"),
    ] as [(String, JSON, String)])
  func `absurd amounts are refused by name`(code: String, amount: JSON, field: String) throws {
    let fixture = try Fixture("stripe", "charge.refunded").changing("data.object.currency", to: .string(code))
      .changing("data.object.amount_refunded", to: amount)
    let rejection = #expect(throws: Rejection.self) { try fixture.read() }
    guard case .unusable(let named, _) = rejection else {
      Issue.record("unusable")
      return
    }
    #expect(named == field)
  }

  @Test(
    arguments: [("id", nil), ("type", nil), ("data", nil), ("data.object", nil), ("data.object", [1]), ("id", [1])]
      as [(String, JSON?)])
  func `an event of another shape is refused by name`(path: String, value: JSON?) throws {
    let rejection = #expect(throws: Rejection.self) {
      try Fixture("stripe", "invoice.paid+2025").changing(path, to: value).read()
    }
    guard case .unusable(path, _) = rejection else {
      Issue.record("\(path) is named, not \(rejection.debugDescription)")
      return
    }
  }

  @Test func `an empty array is as good as no metadata, and a stray time does not outrun the clock`() throws {
    var fixture = try Fixture("stripe", "customer.created").changing("data.object.metadata", to: [])
    fixture = try fixture.changing("created", to: .integer(4_000_000_000))
    guard case .conversion(let signup) = try fixture.meaning() else {
      Issue.record("a signup")
      return
    }
    #expect(signup.occurredAt == Fixture.now && signup.codes.isEmpty && signup.customer?.externalID == nil)
  }
}
