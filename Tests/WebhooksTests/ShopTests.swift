import Referrals
import StrictJSON
import Testing

@testable import Webhooks

@Suite("What shops' deliveries mean")
struct ShopTests {
  private let usd = Currency("USD")!
  private let eur = Currency("EUR")!

  private func shopify(_ name: String) throws -> Meaning { try Fixture("shopify", name).meaning() }

  private func woo(_ name: String) throws -> [Meaning] { try Fixture("woocommerce", name).read().meanings }

  @Test func `a paid order of Shopify is a sale, with everything that it tells`() throws {
    var sale = IncomingConversion(
      key: "shopify-5830297141503", type: .sale, amount: Money(40994, usd),
      occurredAt: Timestamp("2026-03-01T11:59:58Z")!)
    sale.discount = 2000
    sale.clickID = Fixture.click
    sale.codes = ["GRACE-9", "ADA-5"]
    sale.customer = IncomingCustomer(
      externalID: "customer-7", providerID: "shopify-customer-7431526523135", email: Email("grace@example.com"),
      name: "Grace Hofer")
    for name in ["orders/paid", "orders/create", "orders/updated+refunded"] {
      #expect(try shopify(name) == .conversion(sale))
    }
    var yen = IncomingConversion(
      key: "shopify-5830297141504", type: .sale, amount: Money(5000, Currency("JPY")!), occurredAt: sale.occurredAt)
    yen.clickID = Fixture.click
    #expect(try shopify("orders/paid+yen") == .conversion(yen))
    #expect(try Fixture("shopify", "orders/paid+test").read().isTest)
  }

  @Test func `a refund of Shopify is what its transactions gave back`() throws {
    #expect(
      try shopify("refunds/create")
        == .reversal(
          IncomingReversal(
            keys: ["shopify-5830297141503"], id: "shopify-refund-966483411263", amount: 10994, currency: usd,
            reason: .refund, occurredAt: Timestamp("2026-03-03T15:00:00Z")!)))
    let mixed = try Fixture("shopify", "refunds/create").changing("transactions.1.currency", to: "EUR")
    #expect(throws: Rejection.self) { try mixed.read() }
  }

  @Test func `a chargeback of Shopify takes, and gives back when it is won`() throws {
    var dispute = IncomingReversal(
      keys: ["shopify-5830297141503"], id: "shopify-dispute-9850945855", amount: 40994, currency: usd, reason: .dispute,
      occurredAt: Timestamp("2026-03-10T00:00:00Z")!)
    #expect(try shopify("disputes/create") == .reversal(dispute))
    dispute.reason = .chargeback
    #expect(try shopify("disputes/update+lost") == .reversal(dispute))
    #expect(
      try shopify("disputes/update+won")
        == .void(IncomingVoid(keys: dispute.keys, reversal: dispute.id, reason: "The dispute was won.")))
  }

  @Test func `Shopify's customers sign up, ask, and are forgotten`() throws {
    let grace = IncomingCustomer(
      externalID: nil, providerID: "shopify-customer-7431526523135", email: Email("grace@example.com"), name: nil)!
    var signup = IncomingConversion(
      key: "shopify-customer-7431526523135", type: .signup, amount: nil, occurredAt: Timestamp("2026-03-01T11:58:00Z")!)
    signup.customer = grace
    signup.customer?.name = "Grace Hofer"
    #expect(try shopify("customers/create") == .conversion(signup))
    #expect(try shopify("customers/data_request") == .exportPerson(grace))
    #expect(try shopify("customers/redact") == .redactPerson(grace))
    #expect(try shopify("shop/redact") == .redactShop)
  }

  @Test(arguments: [
    "orders/create+pending", "refunds/create+restock-only", "disputes/create+inquiry", "orders/fulfilled",
  ])
  func `what brings nothing is kept, with the reason`(name: String) throws {
    guard case .unused = try shopify(name) else {
      Issue.record("\(name) is not used")
      return
    }
  }

  /// The topic is not signed: what was captured under one must not work as another.
  @Test(arguments: [
    ("orders/paid", "customers/redact"), ("orders/paid", "customers/data_request"), ("orders/paid", "shop/redact"),
    ("orders/paid", "customers/create"), ("orders/paid", "refunds/create"), ("orders/paid", "disputes/create"),
    ("customers/redact", "shop/redact"), ("customers/data_request", "shop/redact"),
    ("customers/data_request", "customers/redact"), ("customers/redact", "customers/data_request"),
    ("customers/create", "customers/redact"), ("customers/create", "orders/paid"), ("refunds/create", "orders/paid"),
    ("refunds/create", "customers/create"), ("refunds/create", "disputes/create"), ("disputes/create", "orders/paid"),
    ("shop/redact", "customers/redact"), ("shop/redact", "orders/paid"),
  ])
  func `a body of Shopify under another's topic is refused`(name: String, topic: String) throws {
    var fixture = try Fixture("shopify", name)
    fixture.name = topic
    let rejection = #expect(throws: Rejection.self) { try fixture.read() }
    #expect(rejection?.code == "unusable")
  }

  @Test func `an order of WooCommerce is a sale, with everything that it tells`() throws {
    var sale = IncomingConversion(
      key: "woocommerce-s1-727", type: .sale, amount: Money(4900, eur), occurredAt: Timestamp("2026-03-01T12:00:04Z")!)
    sale.discount = 500
    sale.clickID = Fixture.click
    sale.codes = ["ADA-5", "ada-5"]
    sale.customer = IncomingCustomer(
      externalID: "7001", providerID: "woocommerce-s1-customer-26", email: Email("grace@example.com"),
      name: "Grace Hofer")
    #expect(try woo("order.created") == [.conversion(sale)])
    func refund(_ id: Int, _ amount: Int64, _ time: String) -> Meaning {
      .reversal(
        IncomingReversal(
          keys: ["woocommerce-s1-727"], id: "woocommerce-s1-refund-\(id)", amount: amount, currency: eur,
          reason: .refund, occurredAt: Timestamp(time)!))
    }
    #expect(
      try woo("order.updated+part-refunded") == [
        .conversion(sale), refund(801, 1000, "2026-03-03T09:00:00Z"), refund(802, 490, "2026-03-03T09:00:00Z"),
      ])
    #expect(
      try woo("order.updated+refunded") == [.conversion(sale), refund(803, 4900, "2026-03-04T09:00:00Z")])
    let other = Recipient(program: Fixture.program, namespace: "s2", receivedAt: Fixture.now)
    guard case .conversion(let elsewhere) = try Fixture("woocommerce", "order.created").read(for: other).meanings[0]
    else {
      Issue.record("a sale")
      return
    }
    #expect(elsewhere.key == "woocommerce-s2-727")
  }

  @Test func `a renewal of WooCommerce and the order that started it meet by the subscription`() throws {
    guard case .conversion(let renewal) = try woo("order.created+renewal")[0],
      case .context(let context) = try woo("subscription.created")[0]
    else {
      Issue.record("a renewal and a context")
      return
    }
    #expect(renewal.type == .renewal && renewal.key == "woocommerce-s1-790")
    #expect(renewal.subscription == "woocommerce-s1-subscription-728" && renewal.subscription == context.subscription)
    #expect(context.keys == ["woocommerce-s1-727"] && context.clickID == Fixture.click)
    #expect(context.customer?.providerID == "woocommerce-s1-customer-26" && renewal.customer?.providerID == nil)
  }

  @Test func `a new customer of WooCommerce is a signup, and what brings nothing is kept`() throws {
    guard case .conversion(let signup) = try woo("customer.created")[0] else {
      Issue.record("a signup")
      return
    }
    #expect(signup.type == .signup && signup.key == "woocommerce-s1-customer-26" && signup.amount == nil)
    #expect(signup.customer?.name == "Grace Hofer" && signup.occurredAt == Timestamp("2026-03-01T11:58:00Z"))
    for name in ["order.created+pending", "order.deleted"] {
      guard case .unused = try woo(name)[0] else {
        Issue.record("\(name) is not used")
        return
      }
    }
  }

  @Test(arguments: [
    ("order.created", "customer.created"), ("order.created", "subscription.created"),
    ("subscription.created", "customer.created"), ("customer.created", "order.created"),
    ("customer.created", "subscription.created"),
  ])
  func `a body of WooCommerce under another's topic is refused`(name: String, topic: String) throws {
    var fixture = try Fixture("woocommerce", name)
    fixture.name = topic
    let rejection = #expect(throws: Rejection.self) { try fixture.read() }
    #expect(rejection?.code == "unusable")
  }

  @Test(
    arguments: [
      ("shopify", "orders/paid", "total_price", "409.945"), ("shopify", "orders/paid", "total_price", "-1.00"),
      ("shopify", "orders/paid", "total_price", "10000000000000.01"), ("shopify", "orders/paid", "total_price", 409),
      ("shopify", "orders/paid", "total_price", nil), ("shopify", "orders/paid", "currency", "BTC"),
      ("shopify", "orders/paid", "id", nil), ("shopify", "refunds/create", "transactions.0.amount", "1e9"),
      ("woocommerce", "order.created", "total", "12.345"), ("woocommerce", "order.created", "total", ""),
      ("woocommerce", "order.created", "status", nil), ("woocommerce", "order.created", "date_paid_gmt", "soon"),
      ("woocommerce", "order.updated+refunded", "refunds.0.total", "-99999999999999999"),
    ] as [(String, String, String, JSON?)])
  func `absurd values of shops are refused by name`(provider: String, name: String, path: String, value: JSON?) throws {
    let rejection = #expect(throws: Rejection.self) { try Fixture(provider, name).changing(path, to: value).read() }
    guard case .unusable(let field, _) = rejection else {
      Issue.record("unusable")
      return
    }
    #expect(field.filter { $0 != "[" && $0 != "]" }.hasSuffix(String(path.split(separator: ".").last!)))
  }
}
