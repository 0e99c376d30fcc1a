import Postgres
import Records
import Referrals
import Simulation

extension Sample {
  /// Who asked, who bought, and what was paid back: told day by day, as a shop would.
  mutating func buy(
    _ cast: SampleCast, after clicks: [Int32: [Click.ID]], in connection: Connection
  ) async throws {
    let sales = sales(cast, after: clicks)
    let told = (leads(before: sales, after: clicks, cast) + sales.map(\.told) + today(cast, after: clicks)).sorted {
      ($0.occurredAt, $0.externalID) < ($1.occurredAt, $1.externalID)
    }
    var day: [ConversionIntake.Told] = []
    for one in told {
      // Of one customer one at a time: what they did before is part of what comes after.
      if let last = day.last,
        last.occurredAt.day != one.occurredAt.day || day.contains(where: { $0.customerID == one.customerID })
      {
        try await tell(day, cast, in: connection)
        day = []
      }
      day.append(one)
    }
    try await tell(day, cast, in: connection)
    for (sale, purchase) in sales where purchase.refunded > 0 {
      let later = time(purchase.refundTime)
      _ = try await ReversalIntake.record(
        .init(
          externalID: "refund-\(sale.externalID)", conversion: sale.externalID, amount: purchase.refunded,
          reason: purchase.refunded == purchase.amount ? .cancellation : .refund, occurredAt: later), at: later,
        program: cast.program.id, in: connection)
    }
  }

  private func tell(_ day: [ConversionIntake.Told], _ cast: SampleCast, in connection: Connection) async throws {
    guard let last = day.last else { return }
    _ = try await ConversionIntake.record(day, at: last.occurredAt, program: cast.program.id, in: connection)
  }

  /// What is sold on the day when the story ends, so that there is something to see of it: to somebody who came by Ada's
  /// link, and to one who walked in.
  private func today(_ cast: SampleCast, after clicks: [Int32: [Click.ID]]) -> [ConversionIntake.Told] {
    func sale(_ name: String, _ amount: Int64, minutesAgo: Int) -> ConversionIntake.Told {
      ConversionIntake.Told(
        externalID: name, type: .sale, amount: Money(amount, cast.program.currency),
        occurredAt: now - .minutes(minutesAgo), source: "demo")
    }
    var byLink = sale("order-today", 3_840, minutesAgo: 39)
    byLink.customerID = Self.externalID(Self.newcomer)
    byLink.click = clicks[Self.newcomer]?.last
    return [sale("order-walk-in", 2_250, minutesAgo: 180), byLink]
  }

  /// Every second customer who comes back has subscribed. Some who saw a post and did not click use the code in it.
  private mutating func sales(
    _ cast: SampleCast, after clicks: [Int32: [Click.ID]]
  ) -> [(told: ConversionIntake.Told, purchase: World.Purchase)] {
    let returning = Set(story.purchases.filter { $0.number > 0 }.map(\.person))
    return story.purchases.enumerated().map { number, purchase in
      let subscribes = purchase.person % 2 == 0 && returning.contains(purchase.person)
      let occurred = time(purchase.time)
      var told = ConversionIntake.Told(
        externalID: "order-\(1001 + number)", type: subscribes && purchase.number > 0 ? .renewal : .sale,
        amount: Money(purchase.amount, cast.program.currency), occurredAt: occurred, source: "demo")
      told.customerID = Self.externalID(purchase.person)
      if subscribes { told.subscription = "box-\(1000 + purchase.person)" }
      if purchase.number == 0 {
        told.click = clicks[purchase.person]?.last { ($0.timestamp ?? .latest) <= occurred }
        if told.click == nil, let place = purchase.setOffBy, Int.random(in: 0..<4, using: &random) == 0 {
          told.code = cast.links[Int(place)].code.text
          told.discount = purchase.amount / 9
        }
      }
      return (told, purchase)
    }
  }

  /// Every second of those who bought after a click had asked before, and every fourth who clicked and did not buy.
  private mutating func leads(
    before sales: [(told: ConversionIntake.Told, purchase: World.Purchase)], after clicks: [Int32: [Click.ID]],
    _ cast: SampleCast
  ) -> [ConversionIntake.Told] {
    let first = Dictionary(
      sales.map { ($0.purchase.person, $0.told.occurredAt) }, uniquingKeysWith: { earlier, _ in earlier })
    var leads: [ConversionIntake.Told] = []
    for person in clicks.keys.sorted() where person != Self.newcomer {
      guard let click = clicks[person]?.first, let clicked = click.timestamp,
        Int.random(in: 0..<4, using: &random) < (first[person] == nil ? 1 : 2)
      else { continue }
      let asked = clicked + .minutes(Int.random(in: 1..<40, using: &random))
      guard asked < first[person] ?? now else { continue }
      var told = ConversionIntake.Told(
        externalID: "question-\(leads.count + 1)", type: .lead, amount: Money(0, cast.program.currency),
        occurredAt: asked, source: "demo")
      told.customerID = Self.externalID(person)
      told.click = click
      leads.append(told)
    }
    return leads
  }
}
