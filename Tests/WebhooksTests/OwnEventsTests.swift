import Referrals
import StrictJSON
import Testing

@testable import Webhooks

@Suite("Our own events")
struct OwnEventsTests {
  private let eur = Currency("EUR")!

  private func read(_ body: JSON) throws(Rejection) -> IncomingEvent {
    try OwnEvents.read(body.bytes, id: "msg_1", for: Fixture.recipient)
  }

  @Test func `each has a schema and a sample that reads`() throws {
    #expect(
      OwnEvents.all.map(\.type) == [
        "conversion.created", "conversion.reversed", "person.updated", "share.created", "graph.edge_added",
      ])
    for kind in OwnEvents.all {
      let event = try read(kind.sample)
      #expect(event.type == kind.type && event.occurredAt == Timestamp("2026-03-01T12:00:00Z"))
      if case .unused = event.meanings[0] { Issue.record("\(kind.type) is used") }
      #expect(kind.schema["properties"]?["type"]?["const"] == .string(kind.type))
    }
  }

  @Test func `each field that the schema requires is required, and each sample has every field it knows`() throws {
    for kind in OwnEvents.all {
      for (schema, path) in [(kind.schema, ""), (kind.schema["properties"]!["data"]!, "data.")] {
        guard case .array(let required) = schema["required"], case .object(let properties) = schema["properties"] else {
          Issue.record("a schema of an object")
          continue
        }
        for case .string(let name) in required {
          for value in [nil, JSON.null] {
            var fixture = try Fixture("standard", "conversion.created")
            fixture.body = kind.sample.bytes
            fixture = try fixture.changing(path + name, to: value)
            let rejection = #expect(throws: Rejection.self) { try fixture.read() }
            #expect(rejection == .unusable(field: path + name, reason: "is required."))
          }
        }
        let data = path.isEmpty ? kind.sample : kind.sample["data"]!
        for property in properties where !["test", "click_id"].contains(property.name) {
          #expect(data[property.name] != nil, "\(kind.type) \(property.name)")
        }
      }
    }
  }

  @Test func `a conversion says what the API's would`() throws {
    let event = try Fixture("standard", "conversion.created").read()
    var sale = IncomingConversion(
      key: "order-1001", type: .sale, amount: Money(4900, eur), occurredAt: Timestamp("2026-03-01T11:59:30Z")!)
    sale.discount = 500
    sale.clickID = Fixture.click
    sale.codes = ["GRACE-5"]
    sale.customer = IncomingCustomer(
      externalID: "customer-7", providerID: nil, email: Email("grace@example.com"), name: "Grace")
    #expect(event.id == "msg_1" && event.meanings == [.conversion(sale)])
    #expect(try Fixture("github", "conversion.created").read().meanings == event.meanings)
    guard case .conversion(let lead) = try Fixture("standard", "conversion.created+lead").meaning() else {
      Issue.record("a lead")
      return
    }
    #expect(lead.type == .lead && lead.occurredAt == Timestamp("2026-03-01T12:00:00Z"))
  }

  @Test func `a reversal takes the conversion's currency if it tells none`() throws {
    #expect(
      try Fixture("standard", "conversion.reversed").meaning()
        == .reversal(
          IncomingReversal(
            keys: ["order-1001"], id: "refund-1", amount: 900, currency: nil, reason: .refund,
            occurredAt: Timestamp("2026-03-01T12:00:00Z")!)))
  }

  @Test func `people, shares and edges are read as told`() throws {
    #expect(
      try Fixture("standard", "person.updated").meaning()
        == .person(IncomingPerson(externalID: "customer-7", email: Email("grace@example.com"), name: "Grace")))
    let time = Timestamp("2026-03-01T12:00:00Z")!
    #expect(
      try Fixture("standard", "share.created").meaning()
        == .share(
          IncomingShare(
            key: "post-31", advocateID: "customer-3", channel: "mastodon", content: nil,
            url: "https://social.example/@ada/31", occurredAt: time, consent: false)))
    #expect(
      try Fixture("standard", "graph.edge_added").meaning()
        == .edge(IncomingEdge(from: "customer-3", to: "customer-7", since: time, consent: true, origin: nil)))
  }

  @Test func `an unknown type is kept and not used`() throws {
    #expect(
      try Fixture("standard", "invoice.sent").meaning() == .unused("Events of the type invoice.sent are not used."))
  }

  @Test(
    arguments: [
      ("conversion.created", "amount", -1), ("conversion.created", "amount", .integer(Money.maximumAmount + 1)),
      ("conversion.created", "amount", .number(4.5)), ("conversion.created", "amount", "4900"),
      ("conversion.created", "type", "purchase"), ("conversion.created", "currency", "EURO"),
      ("conversion.created", "discount", -1), ("conversion.created", "external_id", ""),
      ("conversion.created", "external_id", 7), ("conversion.created", "external_id", "a\u{0}b"),
      ("conversion.created", "external_id", .string(String(repeating: "x", count: 256))),
      ("conversion.created", "occurred_at", "2026-03-01"),
      ("conversion.created", "occurred_at", "2026-05-01T00:05:01Z"),
      ("conversion.created", "click_id", "x"),
      ("conversion.created", "click_id", "019ca8f2-6d40-7c21-9b0e-5f2a77149eee"),
      ("conversion.created", "code", .string(String(repeating: "x", count: 201))), ("conversion.created", "code", []),
      ("conversion.created", "customer", .object([:])), ("conversion.created", "customer", "Grace"),
      ("conversion.created", "customer.email", "nobody"), ("conversion.created", "customer.external_id", ""),
      ("conversion.reversed", "amount", 0), ("conversion.reversed", "reason", "whim"),
      ("conversion.reversed", "currency", "E"), ("person.updated", "email", "@"), ("share.created", "url", "ftp://x/"),
      ("share.created", "channel", ""), ("graph.edge_added", "consent", "yes"), ("graph.edge_added", "to", nil),
      ("graph.edge_added", "to", "customer-3"),
      ("share.created", "occurred_at", "2026-05-01T00:05:01Z"),
      ("graph.edge_added", "occurred_at", "2026-05-01T00:05:01Z"),
    ] as [(String, String, JSON?)])
  func `what breaks a rule is refused by name`(type: String, field: String, value: JSON?) throws {
    let rejection = #expect(throws: Rejection.self) {
      try Fixture("standard", type).changing("data.\(field)", to: value).read()
    }
    guard case .unusable("data.\(field)", _) = rejection else {
      Issue.record("\(field) is named, not \(String(describing: rejection))")
      return
    }
  }
}
