import Glibc

extension Scene {
  /// Every purchase of a course, by time and then by person.
  func purchases(in course: Course, places: Places) -> [World.Purchase] {
    var purchases: [World.Purchase] = []
    for (person, first) in course.firsts.enumerated() where first.time != Self.never {
      let setOffBy = first.advocate == Course.First.unprompted ? nil : places[first.advocate]
      forEachPurchase(of: Int32(person), from: first.time) { number, time, amount, refund in
        purchases.append(
          World.Purchase(
            person: Int32(person), number: number, time: time, amount: amount, refunded: refund.amount,
            refundTime: refund.time, setOffBy: setOffBy, causedBy: nil))
      }
    }
    return purchases.sorted { ($0.time, $0.person, $0.number) < ($1.time, $1.person, $1.number) }
  }

  /// How many purchases a customer makes before the end, and what they come to net of refunds.
  func customer(_ person: Int32, from first: Int32) -> (count: Int32, net: Int64) {
    var (count, net): (Int32, Int64) = (0, 0)
    forEachPurchase(of: person, from: first) { _, _, amount, refund in
      count += 1
      net += amount - refund.amount
    }
    return (count, net)
  }

  /// The purchases of a customer who first buys at `first`: what is drawn for the n-th one is the same whenever it is.
  private func forEachPurchase(
    of person: Int32, from first: Int32,
    _ body: (_ number: Int32, _ time: Int32, _ amount: Int64, _ refund: (amount: Int64, time: Int32)) -> Void
  ) {
    var (number, time): (Int, Int32) = (0, first)
    while time < parameters.horizon {
      let amount = Int64((4900 * exp(0.6 * chance.normal(.amount, Int(person), number))).rounded())
      body(Int32(number), time, amount, refund(of: amount, person: person, number: number, at: time))
      guard chance.uniform(.repeated, Int(person), number) < parameters.repeats else { return }
      time &+= Self.seconds(45 * 86_400 * chance.exponential(.repeatGap, Int(person), number))
      number += 1
    }
  }

  /// Two in three are paid back whole, the rest by half, within some two weeks; after the end nothing is paid back.
  private func refund(of amount: Int64, person: Int32, number: Int, at time: Int32) -> (amount: Int64, time: Int32) {
    guard chance.uniform(.refund, Int(person), number) < parameters.refunds else { return (0, time) }
    let later = time &+ Self.seconds(10 * 86_400 * chance.exponential(.refundDelay, Int(person), number))
    guard later < parameters.horizon else { return (0, time) }
    return (chance.uniform(.refundShare, Int(person), number) < 2.0 / 3 ? amount : amount / 2, later)
  }
}
