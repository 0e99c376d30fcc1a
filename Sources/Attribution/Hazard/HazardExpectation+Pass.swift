extension HazardExpectation {
  /// A way through the purchases, one after the other.
  struct Pass {
    let rows: HazardRows
    let rates: HazardRates
    let leadBins: Int
    let densities: [Double]
    /// By advocate, and 1 at the end for what nobody's persuasiveness scales.
    private let scales: [Double]

    /// The purchase weighed last: its number, its components and its marks.
    private(set) var row = 0
    private(set) var components = 0..<0
    private(set) var marks = 0..<0
    /// How often its buyer buys with nobody's doing, and that with the marks as they are.
    private(set) var base = 0.0
    private(set) var nobody = 0.0
    /// What it could have come along with: nothing, which weighs 1, or one of those whom the buyer knows of.
    private(set) var choices = 1.0
    /// By mark, how much likelier it is if it came along than if it came of its own, and how likely its advocate is.
    private(set) var markRatios: [Double] = []
    private(set) var markChoices: [Double] = []
    /// By component, its part of the rate, with the marks as they are.
    private(set) var parts: [Double] = []

    init(rows: HazardRows, rates: HazardRates, leadBins: Int, densities: [Double]) {
      self.rows = rows
      self.rates = rates
      self.leadBins = leadBins
      self.densities = densities
      scales = rates.persuasiveness + [1]
    }

    /// Whether a component is a visit that may have come along with the purchase.
    func comesAlong(_ component: Int) -> Bool {
      // The marks are the latest visits, numbered one after the other.
      !marks.isEmpty && rows.visit[component] >= rows.markVisit[marks.lowerBound]
    }

    /// Whether a mark may have come along with a purchase that the component set off.
    func accompanies(_ mark: Int, _ component: Int) -> Bool {
      let visit = rows.markVisit[mark]
      return rows.visitAdvocate[Int(visit)] == rows.advocate[component] && rows.visit[component] != visit
    }

    /// How often the component sets off a purchase, a day.
    func effect(of component: Int) -> Double {
      rates.kernel[Int(rows.cell[component])] * scales[Int(rows.scale[component])] * rows.strength[component]
    }

    /// The rate of a purchase, with what it came along with, all told.
    mutating func weigh(_ row: Int) -> Double {
      self.row = row
      components = rows.components[row]..<rows.components[row + 1]
      marks = rows.marks[row]..<rows.marks[row + 1]
      weighMarks()
      base = rates.base[Int(rows.stratum[row])]
      var factor = 1.0
      for place in markRatios.indices { factor += markChoices[place] * markRatios[place] }
      nobody = base * factor / choices
      var total = nobody
      parts.removeAll(keepingCapacity: true)
      for index in components {
        let cause = 2 * Int(rows.cause[index])
        var factor = 1 - rates.accompanied[cause] - rates.accompanied[cause + 1]
        for (place, mark) in marks.enumerated() where accompanies(mark, index) {
          factor += rates.accompanied[cause + Int(rows.visitCause[Int(rows.markVisit[mark])])] * markRatios[place]
        }
        parts.append(effect(of: index) * factor)
        total += parts[parts.count - 1]
      }
      return total
    }

    private mutating func weighMarks() {
      let cells = rates.kernel.count
      choices = 1
      for index in components where !comesAlong(index) {
        let cell = Int(rows.cell[index])
        choices += (rates.along[cell] + rates.along[cells + cell]) * rows.strength[index]
      }
      markRatios.removeAll(keepingCapacity: true)
      markChoices.removeAll(keepingCapacity: true)
      for mark in marks {
        let visit = Int(rows.markVisit[mark])
        let kind = Int(rows.visitCause[visit])
        markRatios.append(rates.leads[kind * leadBins + Int(rows.markLead[mark])] / densities[visit])
        var choice = rates.strayAlong
        for index in components where rows.advocate[index] == rows.visitAdvocate[visit] && !comesAlong(index) {
          choice += rates.along[kind * cells + Int(rows.cell[index])] * rows.strength[index]
        }
        markChoices.append(choice)
      }
    }
  }
}
