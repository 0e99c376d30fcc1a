import Glibc

/// One pass over all purchases: how much of each the rates so far put down to what.
struct HazardExpectation {
  var base: [Double]
  var kernel: [Double]
  var persuasion: [Double]
  var along: [Double]
  var chosenAmong: [Double]
  var caused: [Double]
  var accompanied: [Double]
  var leads: [Double]
  var visits: [Double]
  var strayVisits: [Double] = [0, 0]
  /// The logarithm of the likelihood of the purchases, without the time at risk.
  var likelihood = 0.0

  /// The responsibilities of everything in `rows` under `rates`; `weights` by purchase, if they do not all count once.
  init(_ rows: HazardRows, _ rates: HazardRates, leadBins: Int, weights: [Double] = []) {
    let cells = rates.kernel.count
    base = Array(repeating: 0, count: rates.base.count)
    kernel = Array(repeating: 0, count: cells)
    persuasion = Array(repeating: 0, count: rates.persuasiveness.count + 1)
    along = Array(repeating: 0, count: rates.along.count)
    chosenAmong = Array(repeating: 0, count: cells)
    caused = Array(repeating: 0, count: HazardCause.allCases.count)
    accompanied = Array(repeating: 0, count: rates.accompanied.count)
    leads = Array(repeating: 0, count: rates.leads.count)
    visits = Array(repeating: 0, count: rates.visits.count)

    let scales = rates.persuasiveness + [1]
    // How dense visits of each kind were when each visit came: what a visit that came along did not need.
    var density = [Double](repeating: 0, count: rows.visits)
    for visit in density.indices {
      let kind = Int(rows.visitCause[visit])
      var rate = rates.strayVisits[kind]
      for source in rows.sources[visit]..<rows.sources[visit + 1] {
        rate += rates.visits[kind * cells + Int(rows.sourceCell[source])] * rows.sourceWays[source]
      }
      density[visit] = rate
    }
    var ofItsOwn = [Double](repeating: 1, count: rows.visits)

    var component: [Double] = []
    var markFactor: [Double] = []
    var markChoice: [Double] = []
    for row in 0..<rows.count {
      let weight = weights.isEmpty ? 1 : weights[row]
      guard weight > 0 else { continue }
      let stratum = Int(rows.stratum[row])
      let marks = rows.marks[row]..<rows.marks[row + 1]
      let components = rows.components[row]..<rows.components[row + 1]
      markFactor.removeAll(keepingCapacity: true)
      markChoice.removeAll(keepingCapacity: true)
      // What a purchase that comes anyway comes along with: nothing (1), or one of those whom the person knows of.
      var choices = 1.0
      for index in components where marks.isEmpty || !rows.comesAlong(index, marks) {
        let cell = Int(rows.cell[index])
        choices += (rates.along[cell] + rates.along[cells + cell]) * rows.ways[index]
      }
      var factor = 1.0
      for mark in marks {
        let visit = Int(rows.markVisit[mark])
        let kind = Int(rows.visitCause[visit])
        let ratio = rates.leads[kind * leadBins + Int(rows.markLead[mark])] / density[visit]
        var choice = rates.strayAlong
        for index in components
        where rows.advocate[index] == rows.visitAdvocate[visit] && !rows.comesAlong(index, marks) {
          choice += rates.along[kind * cells + Int(rows.cell[index])] * rows.ways[index]
        }
        markFactor.append(ratio)
        markChoice.append(choice)
        factor += choice * ratio
      }
      var total = rates.base[stratum] * factor / choices
      component.removeAll(keepingCapacity: true)
      for index in components {
        let cause = Int(rows.cause[index])
        let rate = rates.kernel[Int(rows.cell[index])] * scales[Int(rows.scale[index])] * rows.ways[index]
        var factor = 1 - rates.accompanied[2 * cause] - rates.accompanied[2 * cause + 1]
        for mark in marks {
          let visit = Int(rows.markVisit[mark])
          guard rows.visitAdvocate[visit] == rows.advocate[index], rows.visit[index] != visit else { continue }
          factor += rates.accompanied[2 * cause + Int(rows.visitCause[visit])] * markFactor[mark - marks.lowerBound]
        }
        component.append(rate * factor)
        total += rate * factor
      }
      guard total > 0 else { continue }
      likelihood += weight * log(total)
      let share = weight / total
      // The base, and what came along with it.
      let baseShare = rates.base[stratum] * factor / choices * share
      base[stratum] += baseShare
      for index in components where marks.isEmpty || !rows.comesAlong(index, marks) {
        chosenAmong[Int(rows.cell[index])] += baseShare / choices * rows.ways[index]
      }
      for mark in marks {
        let visit = Int(rows.markVisit[mark])
        let kind = Int(rows.visitCause[visit])
        let place = mark - marks.lowerBound
        let part = rates.base[stratum] * markChoice[place] * markFactor[place] / choices * share
        leads[kind * leadBins + Int(rows.markLead[mark])] += part
        ofItsOwn[visit] -= part / weight
        for index in components
        where rows.advocate[index] == rows.visitAdvocate[visit] && !rows.comesAlong(index, marks) {
          let cell = kind * cells + Int(rows.cell[index])
          along[cell] += part * rates.along[cell] * rows.ways[index] / markChoice[place]
        }
      }
      for index in components {
        let part = component[index - components.lowerBound] * share
        let cause = Int(rows.cause[index])
        kernel[Int(rows.cell[index])] += part
        persuasion[Int(rows.scale[index])] += part
        caused[cause] += part
        guard !marks.isEmpty else { continue }
        let rate = rates.kernel[Int(rows.cell[index])] * scales[Int(rows.scale[index])] * rows.ways[index] * share
        for mark in marks {
          let visit = Int(rows.markVisit[mark])
          guard rows.visitAdvocate[visit] == rows.advocate[index], rows.visit[index] != visit else { continue }
          let kind = Int(rows.visitCause[visit])
          let part = rate * rates.accompanied[2 * cause + kind] * markFactor[mark - marks.lowerBound]
          accompanied[2 * cause + kind] += part
          leads[kind * leadBins + Int(rows.markLead[mark])] += part
          ofItsOwn[visit] -= part / weight
        }
      }
    }
    for visit in density.indices {
      let kind = Int(rows.visitCause[visit])
      let share = max(0, ofItsOwn[visit]) / density[visit]
      strayVisits[kind] += rates.strayVisits[kind] * share
      for source in rows.sources[visit]..<rows.sources[visit + 1] {
        let cell = kind * cells + Int(rows.sourceCell[source])
        visits[cell] += rates.visits[cell] * rows.sourceWays[source] * share
      }
    }
  }
}
