import Glibc

/// One pass over all purchases: how much of each the rates so far put down to what.
struct HazardExpectation {
  var base: [Double]
  var kernel: [Double]
  var persuasion: [Double]
  /// By advocate, what clicks and codes set off of people who could see the advocate's posts before.
  var heeded: [Double]
  var along: [Double]
  var chosenAmong: [Double]
  var caused: [Double]
  var accompanied: [Double]
  var leads: [Double]
  var visits: [Double]
  var strayVisits: [Double] = [0, 0]
  /// The logarithm of the likelihood of the purchases, without the time at risk.
  var likelihood = 0.0
  /// How many purchases they are.
  var count = 0.0

  /// The responsibilities of everything in `rows` under `rates`; `weights` by purchase, if they do not all count once.
  init(_ rows: HazardRows, _ rates: HazardRates, leadBins: Int, weights: [Double] = []) {
    base = Array(repeating: 0, count: rates.base.count)
    kernel = Array(repeating: 0, count: rates.kernel.count)
    persuasion = Array(repeating: 0, count: rates.persuasiveness.count + 1)
    heeded = Array(repeating: 0, count: rates.persuasiveness.count)
    along = Array(repeating: 0, count: rates.along.count)
    chosenAmong = Array(repeating: 0, count: rates.kernel.count)
    caused = Array(repeating: 0, count: HazardCause.allCases.count)
    accompanied = Array(repeating: 0, count: rates.accompanied.count)
    leads = Array(repeating: 0, count: rates.leads.count)
    visits = Array(repeating: 0, count: rates.visits.count)

    let densities = Self.densities(of: rows, rates)
    var ofTheirOwn = [Double](repeating: 1, count: rows.visits)
    var pass = Pass(rows: rows, rates: rates, leadBins: leadBins, densities: densities)
    for row in 0..<rows.count {
      let weight = weights.isEmpty ? 1 : weights[row]
      let total = pass.weigh(row)
      guard weight > 0, total > 0 else { continue }
      likelihood += weight * log(total)
      count += weight
      add(pass, weight: weight, share: weight / total, ofTheirOwn: &ofTheirOwn)
    }
    addVisits(rows, rates, densities, ofTheirOwn)
  }

  /// How often visits of each one's kind came, at the moment when it came: what one that came along did not need.
  private static func densities(of rows: HazardRows, _ rates: HazardRates) -> [Double] {
    (0..<rows.visits).map { visit in
      let kind = Int(rows.visitCause[visit])
      var density = rates.strayVisits[kind]
      for source in rows.sources[visit]..<rows.sources[visit + 1] {
        density += rates.visits[kind * rates.kernel.count + Int(rows.sourceCell[source])] * rows.sourceStrength[source]
      }
      return density
    }
  }

  /// Adds the shares of the purchase weighed last.
  private mutating func add(_ pass: Pass, weight: Double, share: Double, ofTheirOwn: inout [Double]) {
    let (rows, rates, cells) = (pass.rows, pass.rates, pass.rates.kernel.count)
    let nobody = pass.nobody * share
    base[Int(rows.stratum[pass.row])] += nobody
    for index in pass.components where !pass.comesAlong(index) {
      chosenAmong[Int(rows.cell[index])] += nobody / pass.choices * rows.strength[index]
    }
    for (place, mark) in pass.marks.enumerated() {
      let visit = Int(rows.markVisit[mark])
      let kind = Int(rows.visitCause[visit])
      let part = pass.base * pass.markChoices[place] * pass.markRatios[place] / pass.choices * share
      leads[kind * pass.leadBins + Int(rows.markLead[mark])] += part
      ofTheirOwn[visit] -= part / weight
      for index in pass.components
      where rows.advocate[index] == rows.visitAdvocate[visit] && !pass.comesAlong(index) {
        let cell = kind * cells + Int(rows.cell[index])
        along[cell] += part * rates.along[cell] * rows.strength[index] / pass.markChoices[place]
      }
    }
    for (place, index) in pass.components.enumerated() {
      let cause = Int(rows.cause[index])
      let part = pass.parts[place] * share
      kernel[Int(rows.cell[index])] += part
      persuasion[Int(rows.scale[index])] += part
      caused[cause] += part
      let visit = Int(rows.visit[index])
      if visit >= 0, rows.sources[visit] < rows.sources[visit + 1] { heeded[Int(rows.advocate[index])] += part }
      for (mark, number) in pass.marks.enumerated() where pass.accompanies(number, index) {
        let visit = Int(rows.markVisit[number])
        let kind = Int(rows.visitCause[visit])
        let part = pass.effect(of: index) * share * rates.accompanied[2 * cause + kind] * pass.markRatios[mark]
        accompanied[2 * cause + kind] += part
        leads[kind * pass.leadBins + Int(rows.markLead[number])] += part
        ofTheirOwn[visit] -= part / weight
      }
    }
  }

  /// Adds the visits that came of their own, to the posts that may have led to them.
  private mutating func addVisits(
    _ rows: HazardRows, _ rates: HazardRates, _ densities: [Double], _ ofTheirOwn: [Double]
  ) {
    for visit in densities.indices {
      let kind = Int(rows.visitCause[visit])
      let share = max(0, ofTheirOwn[visit]) / densities[visit]
      strayVisits[kind] += rates.strayVisits[kind] * share
      for source in rows.sources[visit]..<rows.sources[visit + 1] {
        let cell = kind * rates.kernel.count + Int(rows.sourceCell[source])
        visits[cell] += rates.visits[cell] * rows.sourceStrength[source] * share
      }
    }
  }
}
