/// The first purchases with everything that may have set each off, and the clicks and codes with the exposures that may
/// have led to each: what a fit goes over, in one fixed order.
struct HazardRows {
  /// By purchase: who bought, in what stratum.
  var person: [Int32] = []
  var stratum: [Int32] = []
  /// By purchase, and one at the end: where its components begin, and where its marks do.
  var components: [Int] = [0]
  var marks: [Int] = [0]
  /// By component: whose persuasiveness scales it (the number of advocates: nobody's), whose it is, its cell, its strength, the
  /// cause as a number, and the visit that it is (none: −1).
  var scale: [Int32] = []
  var advocate: [Int32] = []
  var cell: [Int32] = []
  var strength: [Double] = []
  var cause: [UInt8] = []
  var visit: [Int32] = []
  /// By mark: the visit that may have come along, and how long before the purchase.
  var markVisit: [Int32] = []
  var markLead: [Int32] = []
  /// By visit (a click or a code used, before its person's first purchase): whose link, which cause, and, one more at
  /// the end, where the cells of the exposures before it begin.
  var visitAdvocate: [Int32] = []
  var visitCause: [UInt8] = []
  var sources: [Int] = [0]
  var sourceCell: [Int32] = []
  var sourceStrength: [Double] = []

  var count: Int { person.count }
  var visits: Int { visitAdvocate.count }

  /// The rows of everybody, by person.
  init(_ sums: HazardSums) {
    var touches: [HazardTouch] = []
    for index in 0..<sums.people {
      let time = sums.first[index]
      let bought = time <= sums.horizon && time >= sums.joined[index]
      guard bought || (time > sums.horizon && sums.visited[index]) else { continue }
      sums.touches(of: index, into: &touches)
      append(touches, of: index, bought: bought ? time : nil, sums: sums)
    }
  }

  private mutating func append(_ touches: [HazardTouch], of index: Int, bought: Int64?, sums: HazardSums) {
    let nobody = Int32(sums.advocates)
    var passedOver = bought.map { sums.shape.visitsPassedOver(touches, at: $0) } ?? 0
    for (number, touch) in touches.enumerated() where touch.time <= bought ?? .max {
      var visit: Int32 = -1
      if touch.cause.isVisit, touch.time >= sums.joined[index] {
        visit = Int32(visits)
        append(visit: touch, after: touches[..<number], sums: sums)
      }
      guard let bought else { continue }
      let age = bought - touch.time
      if touch.cause.isVisit, let lead = sums.shape.lead(of: age) {
        passedOver -= 1
        if passedOver < 0, visit >= 0 {
          markVisit.append(visit)
          markLead.append(Int32(lead))
        }
      }
      guard let cell = sums.shape.cell(of: touch.cause, age: age) else { continue }
      scale.append(touch.cause.isExposure ? Int32(touch.advocate) : nobody)
      advocate.append(Int32(touch.advocate))
      self.cell.append(Int32(cell))
      strength.append(HazardStrength.of(ways: touch.ways))
      cause.append(touch.cause.rawValue)
      self.visit.append(visit)
    }
    guard bought != nil else { return }
    person.append(Int32(index))
    stratum.append(Int32(sums.stratum[index]))
    components.append(cell.count)
    marks.append(markVisit.count)
  }

  private mutating func append(visit: HazardTouch, after touches: ArraySlice<HazardTouch>, sums: HazardSums) {
    visitAdvocate.append(Int32(visit.advocate))
    visitCause.append(visit.cause.rawValue)
    sums.shape.sources(of: visit, after: touches) { cell, strength in
      sourceCell.append(Int32(cell))
      sourceStrength.append(strength)
    }
    sources.append(sourceCell.count)
  }
}
