/// Everybody who became a customer within a history, by person, with all that they bought.
struct HazardCustomers {
  struct Customer {
    let stratum: Int
    let touches: [HazardTouch]
    let first: Int64
    /// What each purchase brought in, and until when it could have come otherwise, in order.
    let purchases: [(until: Int64, revenue: Double)]
  }

  let advocates: Int
  let all: [Customer]

  init(_ sums: HazardSums, revenue: (HazardPurchase) -> Double) {
    advocates = sums.advocates
    var repeats: [UInt32: [(until: Int64, revenue: Double)]] = [:]
    for purchase in sums.repeats {
      repeats[purchase.person, default: []].append((purchase.time, revenue(purchase)))
    }
    var touches: [HazardTouch] = []
    var customers: [Customer] = []
    for person in 0..<sums.people {
      let first = sums.first[person]
      guard first <= sums.horizon, first >= sums.joined[person] else { continue }
      sums.touches(of: person, into: &touches)
      guard !touches.isEmpty else { continue }
      let bought = revenue(HazardPurchase(person: UInt32(person), time: first))
      let later = (repeats[UInt32(person)] ?? []).sorted { $0 < $1 }
      customers.append(
        Customer(
          stratum: Int(sums.stratum[person]), touches: touches, first: first,
          purchases: [(sums.horizon, bought)] + later))
    }
    all = customers
  }
}
